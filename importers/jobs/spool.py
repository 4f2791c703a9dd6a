"""Where uploaded files lie until they are imported or thrown away.

Each upload has a folder of a random name, open to nobody else, with the files as
sent in ``files`` and what the jobs make of them beside it. A name that a browser
sent is kept only as far as it cannot mean anything to a file system.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from kkmgis.errors import SourceError
from kkmgis.i18n import both

MAIN_SUFFIXES = (
    ".shp", ".gpkg", ".geojson", ".json", ".topojson", ".fgb", ".csv", ".tsv", ".txt",
    ".xlsx", ".xlsm", ".xls", ".ods", ".zip", ".dbf",
)  # fmt: skip
"""A dataset is known by the first of these among its files."""

LONGEST_NAME = 180
"""Bytes of a stored name, its suffix included; file systems take 255."""

MOST_FILES = 60
_FOLDER = re.compile(r"^[0-9a-f]{32}$")
_ODD = re.compile(r"[^\w.()\-+ ]")


def safe_name(name: str) -> str:
    r"""Make a file name harmless, and keep what a person knows it by.

    Parameters
    ----------
    name : str
        As the browser sent it, possibly with a path of any system.

    Examples
    --------
    >>> safe_name("../../etc/แปลงที่ดิน 2569.SHP")
    'แปลงที่ดิน 2569.SHP'
    >>> safe_name("C:\\data\\.a\0b.zip"), safe_name("..")
    ('a_b.zip', 'file')
    """
    last = PurePosixPath(name.replace("\\", "/")).name
    composed = unicodedata.normalize("NFC", last)
    # Thai vowels and tone marks are marks to Unicode, and letters to people.
    kept = "".join(
        letter if unicodedata.category(letter)[0] in "LMN" else _ODD.sub("_", letter)
        for letter in composed
    )
    kept = kept.strip(". ")
    stem, dot, suffix = kept.rpartition(".")
    if not dot or len(suffix.encode()) > 12:
        stem, suffix = kept, ""
    room = LONGEST_NAME - len(suffix.encode()) - 1
    stem = stem.encode()[:room].decode("utf-8", "ignore")
    return (f"{stem}.{suffix}" if suffix else stem) or "file"


def new_folder(spool: Path) -> str:
    """Make the folder of one upload and give its name."""
    name = secrets.token_hex(16)
    spool.mkdir(mode=0o700, parents=True, exist_ok=True)
    (spool / name / "files").mkdir(mode=0o700, parents=True)
    (spool / name).chmod(0o700)
    return name


def folder_of(spool: Path, name: str) -> Path:
    """Find the folder of an upload.

    Raises
    ------
    ValueError
        The name is none that `new_folder` makes.
    """
    if not _FOLDER.match(name):
        raise ValueError("no folder of the spool")
    return spool / name


def remove_folder(spool: Path, name: str) -> None:
    """Throw an upload away with all that was made of it."""
    shutil.rmtree(folder_of(spool, name), ignore_errors=True)


def used_bytes(spool: Path) -> int:
    """Measure what lies in the spool."""
    if not spool.is_dir():
        return 0
    return sum(path.stat().st_size for path in spool.rglob("*") if path.is_file())


def datasets(names: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Sort files into datasets: parts of one shapefile belong together.

    Returns
    -------
    list of (str, list of str)
        Name of the file to open, and all files of the dataset.

    Examples
    --------
    >>> datasets(["lot.shp", "lot.dbf", "lot.shp.xml", "who.csv"])
    [('lot.shp', ['lot.dbf', 'lot.shp', 'lot.shp.xml']), ('who.csv', ['who.csv'])]
    """
    groups: dict[str, list[str]] = {}
    shapes = {_stem(name) for name in names if name.lower().endswith(".shp")}
    for name in sorted(names):
        together = _stem(name) in shapes or Path(name).suffix.lower() not in (
            MAIN_SUFFIXES
        )
        groups.setdefault(_stem(name) if together else name, []).append(name)
    return [(_main(group), group) for group in groups.values()]


def _stem(name: str) -> str:
    return re.sub(r"(\.shp)?\.[^.]+$", "", name.lower())


def _main(names: Sequence[str]) -> str:
    for suffix in MAIN_SUFFIXES:
        for name in names:
            if name.lower().endswith(suffix):
                return name
    return names[0]


def dataset_path(spool: Path, folder: str, name: str) -> Path:
    """Find the file of an upload that is to be opened.

    Raises
    ------
    SourceError
        It is not in the spool any more.
    """
    path = folder_of(spool, folder) / "files" / safe_name(name)
    if not path.is_file():
        raise SourceError(both("job.error.file_gone", name=name))
    return path


def write_json(path: Path, content: object) -> None:
    """Write what a job found, whole or not at all."""
    unfinished = path.with_suffix(".part")
    unfinished.touch(mode=0o600)
    unfinished.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    unfinished.replace(path)


def read_json(path: Path) -> Any | None:  # noqa: ANN401 - whatever the job wrote
    """Read what a job found; None before it has found anything."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
