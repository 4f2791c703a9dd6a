"""Uses of the objects in a tax year, as rows in listed order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from psycopg import Connection

from kkmgis.assess.bulk import WHOLE, read_table, whole
from kkmgis.assess.keys import object_keys, rows_of_keys
from kkmgis.assess.objects import BUILDING, LAND, Objects
from kkmgis.tax.facts import Column, Use

NO_USE = -1
UNKNOWN_PARAGRAPH = -2

_USES = """
SELECT CASE WHEN parcel_id IS NOT NULL THEN 0
            WHEN building_id IS NOT NULL THEN 1 ELSE 2 END AS kind,
       coalesce(parcel_id, building_id, unit_id) AS object_id, id, version,
       CASE use WHEN 'agriculture' THEN 0 WHEN 'residential' THEN 1
                WHEN 'other' THEN 2 WHEN 'vacant' THEN 3 ELSE 4 END,
       (amount * 10000)::bigint, coalesce(vacant_since_be, 0),
       CASE WHEN use <> 'exempt' THEN 0 ELSE coalesce(substring(exempt_under
           FROM '^\\s*(?:ม\\.|s\\.)?\\s*8\\s*\\((\\d{1,2})\\)\\s*$')::int, -2) END,
       coalesce(reduction_pct, 0)
FROM register.property_use
WHERE from_year_be <= %(year)s AND (to_year_be IS NULL OR to_year_be >= %(year)s)
ORDER BY 1, 2, position, id
"""

_COLUMNS: dict[str, pa.DataType] = {
    "kind": WHOLE,
    "object_id": WHOLE,
    "id": WHOLE,
    "version": WHOLE,
    "use": WHOLE,
    "amount": WHOLE,
    "vacant_since": WHOLE,
    "exempt_under": WHOLE,
    "reduction": WHOLE,
}


@dataclass(frozen=True, slots=True)
class Uses:
    """Uses of objects, shape (n,); rows of one object stand together in order.

    Attributes
    ----------
    owner : row of the object in `Objects`
    use : `kkmgis.tax.facts.Use`
    part, whole : Column
        The share in the sense of s.38 is ``part / whole``, an exact fraction.
    vacant_since : tax year BE, 0 when not vacant
    exempt_under : n of s.8(n), 0 when not exempt, UNKNOWN_PARAGRAPH when the
        register names none of them
    reduction : 0, 50 or 90
    home : the owner's home by s.41, of residential rows only
    id, version : register row; NO_USE where the use follows buildings (C3)
    """

    owner: npt.NDArray[np.int64]
    use: npt.NDArray[np.int64]
    part: Column
    whole: Column
    vacant_since: npt.NDArray[np.int64]
    exempt_under: npt.NDArray[np.int64]
    reduction: npt.NDArray[np.int64]
    home: npt.NDArray[np.bool_]
    id: npt.NDArray[np.int64]
    version: npt.NDArray[np.int64]

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.owner)

    def take(self, rows: npt.NDArray[Any]) -> Uses:
        """Pick rows by position or by truth values."""
        return Uses(*(getattr(self, name)[rows] for name in Uses.__dataclass_fields__))


def join_uses(first: Uses, second: Uses) -> Uses:
    """Put two sets of uses together, ordered by object; none has rows in both."""
    names = Uses.__dataclass_fields__
    columns = [
        np.concatenate([getattr(first, name), getattr(second, name)]) for name in names
    ]
    return Uses(*columns).take(np.argsort(columns[0], kind="stable"))


def read_uses(connection: Connection[Any], objects: Objects, year_be: int) -> Uses:
    """Read the uses that are recorded for a tax year.

    Parameters
    ----------
    connection : Connection
    objects : Objects
    year_be : int
        Buddhist Era.

    Returns
    -------
    Uses
        Ordered by object, then by listed position.

    Notes
    -----
    Legal source: s.37, s.38, C2: shares are amounts over the sum of the object's
    amounts of that year.
    """
    table = read_table(connection, _USES, _COLUMNS, {"year": year_be})
    keys = object_keys(whole(table, "kind"), whole(table, "object_id"))
    owner = rows_of_keys(objects.keys, keys)
    rows = np.flatnonzero(owner >= 0)
    rows = rows[np.argsort(owner[rows], kind="stable")]
    owner, table = owner[rows], table.take(pa.array(rows))
    amount, use = whole(table, "amount"), whole(table, "use")
    sums = np.zeros(len(objects), dtype=np.int64)
    np.add.at(sums, owner, amount)
    return Uses(
        owner=owner,
        use=use,
        part=amount,
        whole=sums[owner],
        vacant_since=whole(table, "vacant_since"),
        exempt_under=whole(table, "exempt_under"),
        reduction=whole(table, "reduction"),
        home=(use == Use.RESIDENTIAL) & lived_in(objects)[owner],
        id=whole(table, "id"),
        version=whole(table, "version"),
    )


def land_rows(objects: Objects) -> npt.NDArray[np.int64]:
    """Find the row of the parcel that each object is or stands on, or -1."""
    land_ids = np.where(objects.kind == LAND, objects.id, 0)
    return rows_of_keys(land_ids, objects.parcel_id)


def on_own_land(objects: Objects) -> npt.NDArray[np.bool_]:
    """Tell which objects stand on land of the same holders, held the same way."""
    land = land_rows(objects)
    same = objects.owner_set[land] == objects.owner_set
    same &= objects.possessed[land] == objects.possessed
    own: npt.NDArray[np.bool_] = (land >= 0) & (objects.owner_set >= 0) & same
    return own


def lived_in(objects: Objects) -> npt.NDArray[np.bool_]:
    """Tell which objects belong to the home of an owner.

    Notes
    -----
    Legal source: s.41, C6. The home is a parcel with the owner's buildings on it.
    The register may mark either: a marked building makes its own land part of the
    home; a marked parcel makes the owner's buildings on it part of it, unless the
    register marks some of them and so tells them apart.
    """
    land = land_rows(objects)
    own_building = (objects.kind == BUILDING) & on_own_land(objects)
    marked = objects.lived_in
    with_marked_building = np.zeros(len(objects), dtype=np.bool_)
    with_marked_building[land[own_building & marked]] = True
    by_land = own_building & marked[land] & ~with_marked_building[land]
    home: npt.NDArray[np.bool_] = marked | with_marked_building | by_land
    return home
