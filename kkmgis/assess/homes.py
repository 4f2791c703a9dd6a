"""Which objects are somebody's home: one home a person (s.41, C6)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kkmgis.assess.holding import Holding
from kkmgis.assess.keys import rows_of_keys


def find_homes(
    key: npt.NDArray[np.int64],
    parcel_id: npt.NDArray[np.int64],
    listed_under: pa.Array,
    holding: Holding,
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Pick one home for each person from the marks of the register.

    Parameters
    ----------
    key, parcel_id : ndarray of int64, shape (objects,)
        `kkmgis.assess.keys.object_keys`, and the parcel each object stands on or -1.
    listed_under : array of text, shape (objects,)
        Code of that parcel, or of the object.
    holding : Holding

    Returns
    -------
    lived_in : ndarray of bool, shape (objects,)
        Marked by somebody whose home it is.
    second_home : ndarray of bool, shape (objects,)
        Marked only by people whose home is elsewhere.

    Notes
    -----
    Legal source: s.41, C6. A parcel with what stands on it is one home. Of several
    the one counts that was entered last, then the first by code.
    """
    lived_in = np.zeros(len(key), dtype=np.bool_)
    marked = np.zeros(len(key), dtype=np.bool_)
    row = rows_of_keys(key, holding.home_key)
    known = row >= 0
    rows = row[known].tolist()
    homes = np.where(parcel_id >= 0, parcel_id * 4, key)[row[known]].tolist()
    codes = listed_under.take(pa.array(row[known])).to_pylist()
    since = (-holding.home_from[known]).tolist()
    parties = holding.home_party[known].tolist()
    marks = sorted(zip(parties, since, codes, homes, rows, strict=True))
    home_of: dict[int, int] = {}
    for party, _, _, home, n in marks:
        marked[n] = True
        if home_of.setdefault(party, home) == home:
            lived_in[n] = True
    return lived_in, marked & ~lived_in
