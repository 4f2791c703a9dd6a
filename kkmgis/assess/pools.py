"""Adjoining parcels of the same owners, found by geometry (s.42 para 2, C5)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from psycopg import Connection

from kkmgis.assess.adjoining import (
    HALF_GRID_M,
    NEAR_M,
    QUARTER_SEGMENTS,
    SHORTEST_ACROSS_GAP_M,
    SHORTEST_TOUCHING_M,
    connected,
)
from kkmgis.assess.bulk import WHOLE, read_table, whole, write_tables
from kkmgis.assess.keys import rows_of_keys
from kkmgis.assess.objects import BUILDING, LAND, Objects
from kkmgis.assess.uses import land_rows, on_own_land

# Only parcels whose holders have several are looked at, each against those of the
# same holders alone: the index holds both, so a large owner costs no more.
_POOLED = """
CREATE TEMP TABLE assess_pooled (id bigint, pool_set bigint) ON COMMIT DROP
"""
_PLACED = """
CREATE TEMP TABLE assess_placed ON COMMIT DROP AS
SELECT s.id, s.pool_set, p.geom FROM assess_pooled s JOIN register.parcel p USING (id)
"""
_INDEX = "CREATE INDEX ON assess_placed USING gist (pool_set, geom)"

_IN_COMMON = """ST_Length(ST_Intersection(ST_Boundary({0}.geom),
    ST_Buffer({1}.geom, %({2})s::float8, %(segments)s))) > %({3})s::float8"""

_NEIGHBOURS = f"""
SELECT a.id, b.id
FROM assess_placed a
JOIN assess_placed b ON b.pool_set = a.pool_set AND b.id > a.id
    AND b.geom && ST_Expand(a.geom, %(gap)s::float8)
    AND ST_DWithin(a.geom, b.geom, %(gap)s::float8)
WHERE {_IN_COMMON.format("a", "b", "near", "touching")}
   OR {_IN_COMMON.format("a", "b", "gap", "across")}
   OR {_IN_COMMON.format("b", "a", "gap", "across")}
"""
_COLUMNS: dict[str, pa.DataType] = {"a": WHOLE, "b": WHOLE}


def neighbours(
    connection: Connection[Any], objects: Objects, gap_m: Decimal
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Find the pairs of adjoining parcels of the same holders.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    objects : Objects
    gap_m : Decimal, metres, >= 0
        Widest gap between parcels that still adjoin.

    Returns
    -------
    a, b : ndarray of int64, shape (pairs,), ids of parcels

    Notes
    -----
    Legal source: s.42 para 2, C5: a boundary of more than a point is shared. A
    road between two parcels is wider than the gap and parts them.
    """
    held = np.flatnonzero((objects.kind == LAND) & (objects.pool_set >= 0))
    pool_set = objects.pool_set[held]
    several = np.bincount(pool_set, minlength=1)[pool_set] > 1
    pooled = {"id": objects.id[held][several], "pool_set": pool_set[several]}
    connection.execute(_POOLED)
    write_tables(
        connection, ("pg_temp", "assess_pooled"), [*pooled], [pa.table(pooled)]
    )
    connection.execute(_PLACED)
    connection.execute(_INDEX)
    connection.execute("ANALYZE assess_placed")
    pairs = read_table(
        connection,
        _NEIGHBOURS,
        _COLUMNS,
        {
            "gap": gap_m + HALF_GRID_M,
            "across": SHORTEST_ACROSS_GAP_M,
            "near": NEAR_M,
            "touching": SHORTEST_TOUCHING_M,
            "segments": QUARTER_SEGMENTS,
        },
    )
    connection.execute("DROP TABLE assess_pooled, assess_placed")
    return whole(pairs, "a"), whole(pairs, "b")


def pool_numbers(
    objects: Objects, a: npt.NDArray[np.int64], b: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Give every object the number of its pool.

    Parameters
    ----------
    objects : Objects
    a, b : ndarray of int64, shape (pairs,), ids of adjoining parcels

    Returns
    -------
    ndarray of int64, shape (objects,)
        Row of the pool's first object. Connected parcels are one pool, with the
        holders' buildings that stand on them; a unit, and a building on somebody
        else's land, is alone.
    """
    land_ids = np.where(objects.kind == LAND, objects.id, -1)
    first, second = rows_of_keys(land_ids, a), rows_of_keys(land_ids, b)
    pool = connected(len(objects), first, second)
    own = (objects.kind == BUILDING) & on_own_land(objects)
    pool[own] = pool[land_rows(objects)[own]]
    return pool
