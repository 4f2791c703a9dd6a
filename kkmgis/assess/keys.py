"""Keys of objects, and finding the rows that hold them; no database needed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def object_keys(
    kind: npt.NDArray[np.int64], row_id: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Make one number of an object's kind and id.

    Examples
    --------
    >>> object_keys(np.array([0, 2]), np.array([7, 7])).tolist()
    [28, 30]
    """
    return row_id * 4 + kind


def rows_of_keys(
    keys: npt.NDArray[np.int64], wanted: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Find each wanted key among keys that need not be sorted.

    Returns
    -------
    ndarray of int64, shape of ``wanted``
        Position in ``keys``, or -1 where it is not there.
    """
    if not len(keys):
        return np.full(len(wanted), -1, dtype=np.int64)
    order = np.argsort(keys, kind="stable")
    place = np.minimum(np.searchsorted(keys[order], wanted), len(keys) - 1)
    found = order[place]
    return np.where(keys[found] == wanted, found, -1)
