"""What `kkmgis demo` is doing: its steps, their times, and the files."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kkmgis.errors import KkmgisError
from kkmgis.i18n import both

if TYPE_CHECKING:
    from kkmgis.demo import Size
    from kkmgis.settings import Settings


@dataclass
class Work:
    """What is being done, and what to tell about it."""

    settings: Settings
    size: Size
    folder: Path
    answer: dict[str, Any] = field(default_factory=dict)
    steps: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.answer = {
            "size": self.size,
            "folder": str(self.folder),
            "done": "made",
            "steps": self.steps,
        }

    @contextmanager
    def step(self, name: str) -> Iterator[dict[str, Any]]:
        """Time a step and tell about it on standard error."""
        from rich.console import Console

        told: dict[str, Any] = {"step": name}
        started = time.perf_counter()
        console = Console(stderr=True, highlight=False)
        with console.status(f"{name} …"):
            yield told
        told["seconds"] = round(time.perf_counter() - started, 2)
        self.steps.append(told)
        rows = f"{told['read']:>9,}" if "read" in told else " " * 9
        note = told.get("note", "")
        console.print(f"  {name:<24}{rows}  {told['seconds']:>7.2f} s  {note}")

    def write_files(self) -> None:
        """Write the files in a process of its own, whose memory goes with it."""
        with self.step("files") as told:
            worker = get_context("spawn").Process(
                target=_write, args=(self.folder, self.size)
            )
            worker.start()
            worker.join()
            if worker.exitcode != 0:
                raise KkmgisError(both("demo.not_written", folder=self.folder))
            told["read"] = sum(self.key()["counts"].values())

    def key(self) -> dict[str, Any]:
        """Read the answer key, the last file that is written."""
        from kkmgis.demo.answers import ANSWER_KEY

        path = self.folder / ANSWER_KEY
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return content

    def has_files(self) -> bool:
        """Tell whether all files of this size have been written."""
        try:
            return bool(self.key()["size"] == self.size)
        except (OSError, ValueError, KeyError):
            return False


def _write(folder: Path, size: Size) -> None:
    """Write beside the folder, then move each file into it, the key last.

    Who is killed leaves no half file behind, and of two writers at once each
    replaces a file by the same bytes.
    """
    from kkmgis.demo import ANSWER_KEY, write_city

    beside = folder.parent / f".{folder.name}.{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _clear(folder)
        write_city(beside, size)
        names = sorted(path.name for path in beside.iterdir())
        for name in sorted(names, key=lambda name: (name == ANSWER_KEY, name)):
            (beside / name).replace(folder / name)
        beside.rmdir()
    except OSError as error:
        print(f"kkmgis: {error.filename or folder}: {error.strerror}", file=sys.stderr)
        raise SystemExit(2) from None


def _clear(folder: Path) -> None:
    """Remove what killed writers left beside a folder."""
    for left in folder.parent.glob(f".{folder.name}.*"):
        pid = left.suffix.removeprefix(".")
        if pid.isdigit() and not Path(f"/proc/{pid}").exists():
            shutil.rmtree(left)
