"""Land whose own uses are not recorded takes those of its buildings (C3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from psycopg import Connection

from kkmgis.assess.bulk import WHOLE, read_table, whole
from kkmgis.assess.keys import rows_of_keys
from kkmgis.assess.objects import BUILDING, LAND, Objects
from kkmgis.assess.uses import NO_USE, Uses, land_rows, lived_in, on_own_land
from kkmgis.tax.facts import Use, whole_numbers

CONDOMINIUM_COMMON = 9
"""n of s.8(9): common property of a condominium."""

_SHARE_ONE = 1_000_000
_SQUARE_WA_M2 = 4

_STRADDLING = """
SELECT bp.building_id, bp.parcel_id, (bp.share * 1000000)::bigint
FROM register.building_parcel bp
JOIN register.parcel p ON p.id = bp.parcel_id AND p.status = 'current'
JOIN register.building b ON b.id = bp.building_id
WHERE bp.share < 1 OR bp.parcel_id IS DISTINCT FROM b.parcel_id
"""
_COLUMNS: dict[str, pa.DataType] = {
    "building_id": WHOLE,
    "parcel_id": WHOLE,
    "share": WHOLE,
}

Row = tuple[int, int, int, int, bool]
"""Use, vacant since, exempt under, reduction, home: what tells lines apart."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A building as it bears on the use of one parcel.

    Attributes
    ----------
    building : int
        Row in `Objects`.
    footprint : int, m² times 10**10
        Ground of the parcel that it covers; 0 when unknown.
    floor_area : int
        Tells the largest building.
    uses : sequence of (Row, int)
        With their amounts, in listed order.
    """

    building: int
    footprint: int
    floor_area: int
    uses: Sequence[tuple[Row, int]]


def shares_of_land(
    standing: Sequence[Standing], land: int | None
) -> list[tuple[Row, Fraction]]:
    """Divide a parcel over the uses of the buildings on it.

    Parameters
    ----------
    standing : sequence of Standing, at least one, in listed order
    land : int or None, m² times 10**10
        Area of the parcel; None when unknown, then no land is left over.

    Returns
    -------
    list of (Row, Fraction)
        Shares that add up to 1, each kind of line once, in the order in which
        they are first met.

    Notes
    -----
    Legal source: s.38; C3. Each building takes the land it covers; land left over
    takes the uses of the largest building (by floor area, then ground, then code).
    Under one building all land takes that building's uses.
    """
    if len(standing) == 1:
        return _shares([(1, standing[0])], 1)
    largest = max(
        range(len(standing)),
        key=lambda n: (standing[n].floor_area, standing[n].footprint, -n),
    )
    ground = [building.footprint for building in standing]
    covered = sum(ground)
    if land is not None and land > covered:
        ground[largest] += land - covered
    elif not covered:
        ground[largest] = 1
    return _shares(list(zip(ground, standing, strict=True)), sum(ground))


def _shares(
    parts: Sequence[tuple[int, Standing]], total: int
) -> list[tuple[Row, Fraction]]:
    shares: dict[Row, Fraction] = {}
    for part, building in parts:
        amounts = sum(amount for _, amount in building.uses)
        for row, amount in building.uses:
            more = Fraction(part * amount, total * amounts)
            shares[row] = shares[row] + more if row in shares else more
    return [(row, share) for row, share in shares.items() if share]


def follow_buildings(
    connection: Connection[Any], objects: Objects, uses: Uses
) -> tuple[Uses, Mapping[int, list[int]]]:
    """Give land without recorded uses those of its buildings.

    Parameters
    ----------
    connection : Connection
    objects : Objects
    uses : Uses
        As recorded.

    Returns
    -------
    uses : Uses
        Of the land that was without, and nothing else.
    followed : mapping of int to list of int
        Rows of the buildings that each such parcel follows.

    Notes
    -----
    A building counts for the parcel it is registered on, and for each further
    parcel of the same holders that it partly covers. Land below a condominium
    only is its common property, exempt by s.8(9).
    """
    bare = objects.kind == LAND
    bare[uses.owner] = False
    standing = _standing(connection, objects, uses, bare)
    built: list[tuple[int, Row, Fraction]] = []
    for land, buildings in standing.items():
        area = int(objects.area[land])
        ground = None if area < 0 else area * _SQUARE_WA_M2 * _SHARE_ONE
        for row, share in shares_of_land(buildings, ground):
            built.append((land, row, share))
    condominium = bare & objects.under_condominium
    condominium[list(standing)] = False
    common: Row = (int(Use.EXEMPT), 0, CONDOMINIUM_COMMON, 0, False)
    built += [(int(n), common, Fraction(1)) for n in np.flatnonzero(condominium)]
    followed = {n: [b.building for b in found] for n, found in standing.items()}
    return _as_uses(built), followed


def _standing(
    connection: Connection[Any],
    objects: Objects,
    uses: Uses,
    bare: npt.NDArray[np.bool_],
) -> dict[int, list[Standing]]:
    places = _places(connection, objects, bare)
    home_of_land = lived_in(objects)
    own_land = on_own_land(objects)
    rows_of = _rows_by_building(uses, {building for _, building, _ in places})
    found: dict[int, list[Standing]] = defaultdict(list)
    for land, building, share in sorted(places):
        rows = rows_of.get(building)
        if rows is None:
            continue
        # On another's building the land owner's own register decides (s.41).
        home = None if own_land[building] else bool(home_of_land[land])
        found[land].append(
            Standing(
                building,
                _footprint(objects, building) * share,
                int(objects.area[building]),
                [(_row(uses, n, home), int(uses.part[n])) for n in rows],
            )
        )
    return found


def _row(uses: Uses, n: int, home: bool | None) -> Row:
    lived = bool(uses.home[n])
    if home is not None:
        lived = home and uses.use[n] == Use.RESIDENTIAL
    return (
        int(uses.use[n]),
        int(uses.vacant_since[n]),
        int(uses.exempt_under[n]),
        int(uses.reduction[n]),
        lived,
    )


def _footprint(objects: Objects, building: int) -> int:
    """Give the ground of a building in ten-thousandths of a m².

    Where no ground plan is drawn it is the floor area by storeys, cut off.
    """
    if objects.footprint[building] > 0:
        return int(objects.footprint[building])
    floors = max(int(objects.storeys[building]), 1)
    return max(int(objects.area[building]), 0) // floors


def _places(
    connection: Connection[Any], objects: Objects, bare: npt.NDArray[np.bool_]
) -> list[tuple[int, int, int]]:
    """List bare parcel, building on it, and share of its ground in millionths."""
    land = land_rows(objects)
    is_building = objects.kind == BUILDING
    registered = np.flatnonzero(is_building & (land >= 0) & bare[land])
    places = {(int(land[n]), int(n)): _SHARE_ONE for n in registered}
    table = read_table(connection, _STRADDLING, _COLUMNS)
    ids = np.where(is_building, objects.id, -1)
    building = rows_of_keys(ids, whole(table, "building_id"))
    ids = np.where(objects.kind == LAND, objects.id, -1)
    parcel = rows_of_keys(ids, whole(table, "parcel_id"))
    known = (building >= 0) & (parcel >= 0)
    home_land = land[building] == parcel
    same = objects.pool_set[building] == objects.pool_set[parcel]
    same &= objects.pool_set[parcel] >= 0
    for n in np.flatnonzero(known & bare[parcel] & (home_land | same)):
        places[int(parcel[n]), int(building[n])] = int(table.column("share")[n].as_py())
    return [(*place, share) for place, share in places.items()]


def _rows_by_building(uses: Uses, buildings: set[int]) -> dict[int, list[int]]:
    wanted = np.isin(uses.owner, np.fromiter(buildings, np.int64, len(buildings)))
    rows: dict[int, list[int]] = defaultdict(list)
    for n in np.flatnonzero(wanted).tolist():
        rows[int(uses.owner[n])].append(n)
    return rows


def _as_uses(built: Sequence[tuple[int, Row, Fraction]]) -> Uses:
    """Write exact shares as whole parts of a whole, parcel by parcel."""
    wholes: dict[int, int] = {}
    for land, _, share in built:
        wholes[land] = lcm(wholes.get(land, 1), share.denominator)
    lands = np.array([land for land, _, _ in built], dtype=np.int64)
    columns = np.array([row for _, row, _ in built], dtype=np.int64).reshape(
        len(built), 5
    )
    unrecorded = np.full(len(built), NO_USE, dtype=np.int64)
    return Uses(
        owner=lands,
        use=columns[:, 0],
        part=whole_numbers(int(share * wholes[land]) for land, _, share in built),
        whole=whole_numbers(wholes[land] for land, _, _ in built),
        vacant_since=columns[:, 1],
        exempt_under=columns[:, 2],
        reduction=columns[:, 3],
        home=columns[:, 4] != 0,
        id=unrecorded,
        version=unrecorded,
    )
