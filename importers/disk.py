"""A full disk, said in one sentence wherever it is met."""

from __future__ import annotations

import errno

from kkmgis.errors import SourceError
from kkmgis.i18n import both

_FULL = (errno.ENOSPC, errno.EDQUOT)


def refuse_full_disk(error: BaseException, name: str) -> None:
    """Raise a SourceError about a file when the system has no room for it.

    Parameters
    ----------
    error : exception
        Anything; what is no want of room is left to the caller.
    name : str
        Of the file.
    """
    if isinstance(error, OSError) and error.errno in _FULL:
        raise SourceError(both("limits.disk_full", name=name)) from error
