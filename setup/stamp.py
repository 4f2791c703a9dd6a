"""What was done already, remembered by what it was done from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from setup.paths import STAMPS


def digest(files: Iterable[Path], *facts: object) -> str:
    """Tell files with their contents, and other facts, from any others."""
    content = hashlib.sha256(repr(facts).encode())
    for path in sorted(files):
        content.update(f"\0{path.name}\0".encode())
        content.update(path.read_bytes())
    return content.hexdigest()


def is_done(step: str, made_from: str) -> bool:
    """Tell whether a step was finished from the same input."""
    try:
        return (STAMPS / step).read_text(encoding="ascii") == made_from
    except FileNotFoundError:
        return False


def mark_done(step: str, made_from: str) -> None:
    """Remember that a step is finished."""
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / step).write_text(made_from, encoding="ascii")


def forget(step: str) -> None:
    """Forget a step that is about to be done again; it may be interrupted."""
    (STAMPS / step).unlink(missing_ok=True)
