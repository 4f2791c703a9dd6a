"""A zipped dataset, unpacked to a place of its own and removed afterwards."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from kkmgis.errors import SourceError
from kkmgis.i18n import both

MAX_FILES = 500
MAX_BYTES = 4 * 1024**3
_CHUNK = 1024 * 1024
_DATASETS = (
    ".shp", ".gpkg", ".geojson", ".json", ".fgb", ".csv", ".xlsx", ".xls", ".dbf",
)  # fmt: skip


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
                _extract(archive, Path(folder), path.name)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            shown = {"name": path.name, "reason": str(error)[:120]}
            raise SourceError(both("source.zip.broken", **shown)) from error
        except RuntimeError as error:  # zipfile's word for a password
            raise SourceError(both("source.zip.locked", name=path.name)) from error
        yield _dataset(Path(folder), path.name, layer)


def _extract(archive: zipfile.ZipFile, folder: Path, name: str) -> None:
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) > MAX_FILES:
        raise SourceError(both("source.zip.too_large", name=name))
    left = MAX_BYTES
    for member in members:
        # Only the last part of the name: no member may leave the folder.
        target = folder / PurePosixPath(member.filename.replace("\\", "/")).name
        with archive.open(member) as packed, target.open("wb") as unpacked:
            while chunk := packed.read(_CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise SourceError(both("source.zip.too_large", name=name))
                unpacked.write(chunk)


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
