"""A zipped dataset, unpacked to a place of its own and removed afterwards."""

from __future__ import annotations

import lzma
import shutil
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from importers.disk import refuse_full_disk
from importers.source import SHAPEFILE_PARTS
from kkmgis.errors import SourceError
from kkmgis.i18n import both

MAX_FILES = 500
MAX_BYTES = 4 * 1024**3
MAX_RATIO = 200
RATIO_FROM = 64 * 1024**2
"""Below that many bytes nobody asks how well they were packed."""
LONGEST_NAME = 200
_CHUNK = 1024 * 1024
_DATASETS = (
    ".shp", ".gpkg", ".geojson", ".json", ".fgb", ".csv", ".xlsx", ".xls", ".dbf",
)  # fmt: skip
BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, RuntimeError,
    struct.error, ValueError, OverflowError, OSError,
)  # fmt: skip
"""What reading an archive raises that is none."""


class Allowance:
    """What may still come out of an archive, counted as it comes and not as told."""

    def __init__(self, path: Path) -> None:
        """Allow what an archive of this size may hold."""
        self._name = path.name
        self._left = MAX_BYTES
        self._fair = max(RATIO_FROM, MAX_RATIO * path.stat().st_size)

    def take(self, size: int) -> None:
        """Count bytes that came out.

        Raises
        ------
        SourceError
            They are too many, or too many for the size of the archive.
        """
        self._left -= size
        self._fair -= size
        if self._left < 0:
            raise SourceError(both("source.zip.too_large", name=self._name))
        if self._fair < 0:
            raise SourceError(both("source.zip.bomb", name=self._name))


@contextmanager
def unpack(path: Path, layer: str | None) -> Iterator[Path]:
    """Unpack an archive and find the one dataset in it.

    Parameters
    ----------
    path : Path
        A .zip.
    layer : str or None
        Name of the dataset without suffix, when the archive holds several.

    Yields
    ------
    Path
        The dataset, with the files that belong to it beside it.

    Raises
    ------
    SourceError
        It is no archive, too large, locked, or does not hold one dataset.
    """
    with tempfile.TemporaryDirectory(prefix="kkmgis-") as folder:
        try:
            with zipfile.ZipFile(path) as archive:
                _extract(archive, Path(folder), path)
        except BROKEN as error:
            refuse_full_disk(error, path.name)
            if type(error) is RuntimeError:  # zipfile's word for a password
                raise SourceError(both("source.zip.locked", name=path.name)) from error
            shown = {"name": path.name, "reason": str(error)[:120]}
            raise SourceError(both("source.zip.broken", **shown)) from error
        yield _dataset(Path(folder), path.name, layer)


def _extract(archive: zipfile.ZipFile, folder: Path, path: Path) -> None:
    """Unpack the files that can be imported, flat, under harmless names."""
    members = archive.infolist()
    told = sum(member.file_size for member in members)
    if len(members) > MAX_FILES or told > MAX_BYTES:
        raise SourceError(both("source.zip.too_large", name=path.name))
    allowance = Allowance(path)
    for member in members:
        name = _harmless(member.filename)
        if member.is_dir() or name is None:
            continue
        target = folder / name
        if target.exists():
            raise SourceError(both("source.zip.twice", name=path.name, member=name))
        with archive.open(member) as packed, target.open("wb") as unpacked:
            while chunk := packed.read(_CHUNK):
                allowance.take(len(chunk))
                unpacked.write(chunk)


def _harmless(name: str) -> str | None:
    """Give the last part of a member's name; None when it is no file we want.

    Only the last part: no member may leave the folder.
    """
    last = PurePosixPath(name.replace("\\", "/")).name
    wanted = PurePosixPath(last).suffix.lower() in (*_DATASETS, *SHAPEFILE_PARTS)
    fits = len(last.encode("utf-8", "replace")) <= LONGEST_NAME and last.isprintable()
    return last if wanted and fits and not last.startswith("._") else None


def _dataset(folder: Path, name: str, layer: str | None) -> Path:
    found = sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() in _DATASETS and not path.name.startswith(".")
    )
    shapes = {path.stem for path in found if path.suffix.lower() == ".shp"}
    found = [
        path
        for path in found
        if not (path.suffix.lower() == ".dbf" and path.stem in shapes)
    ]
    if len(found) > 1 and layer is not None:
        found = [path for path in found if path.stem == layer] or found
    if not found:
        raise SourceError(both("source.zip.nothing", name=name))
    if len(found) > 1:
        shown = {"name": name, "layers": ", ".join(path.stem for path in found)}
        raise SourceError(both("source.which_layer", **shown))
    return found[0]


def copy_readable(path: Path, folder: Path, content: bytes) -> Path:
    """Write a mended copy of a file under its own name."""
    target = folder / path.name
    target.write_bytes(content)
    shutil.copystat(path, target)
    return target
