"""Files that are there whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EISDIR
from pathlib import Path
from tempfile import TemporaryDirectory


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a place to write to; what was written takes its name in the end.

    Parameters
    ----------
    path : Path
        What is there stays as it is until the new file is whole.

    Yields
    ------
    Path
        Of the same name, in a folder beside it that nobody else can look into:
        GeoPackages and GeoJSON carry the name of their file.

    Raises
    ------
    OSError
        The folder of the file cannot be written.
    """
    if path.is_dir():
        raise IsADirectoryError(EISDIR, os.strerror(EISDIR), str(path))
    try:
        folder = TemporaryDirectory(prefix=".kkmgis-", dir=path.parent)
    except OSError as error:
        # Not the name of the folder, which nobody asked for.
        raise OSError(error.errno, error.strerror, str(path)) from error
    with folder:
        written = Path(folder.name) / path.name
        yield written
        written.replace(path)
