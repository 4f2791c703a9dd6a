"""What a maker of bad files gives."""

from __future__ import annotations

import dataclasses
import io
import warnings
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random

EPOCH = (2026, 1, 1, 0, 0, 0)


@dataclasses.dataclass(frozen=True, slots=True)
class Made:
    """One bad file.

    Attributes
    ----------
    path : Path
    about : str
        What is bad about it.
    kind : str
        As what it is imported.
    mapping : Path or None
        Mapping profile, where that is the bad file.
    """

    path: Path
    about: str
    kind: str = "parcels"
    mapping: Path | None = None


Maker = Callable[[Path, Random, int], Made]
"""Writes the bad file of a number into an empty folder."""


def write(folder: Path, name: str, content: bytes) -> Path:
    """Write a file of a folder."""
    path = folder / name
    path.write_bytes(content)
    return path


def zip_of(members: Iterable[tuple[str, bytes]], *, packed: bool = True) -> bytes:
    """Zip members under exactly the names given."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # A name that comes twice is meant.
        for name, data in members:
            info = zipfile.ZipInfo(name, EPOCH)
            # The constructor cuts at a NUL and turns separators.
            info.filename = name
            info.compress_type = zipfile.ZIP_DEFLATED if packed else 0
            archive.writestr(info, data)
    return content.getvalue()
