"""Planted gaps between the register and what others know of the town."""

from __future__ import annotations

import dataclasses

import numpy as np
import shapely

from kkmgis.demo.answers import Answer
from kkmgis.demo.bend import CENTRE_E, CENTRE_N
from kkmgis.demo.columns import days_between, stacked, taken, texts
from kkmgis.demo.footprints import Flags
from kkmgis.demo.lists import (
    deed_rows,
    draw_permits,
    footprint_rows,
    permit_numbers,
    permit_rows,
    seen_from_above,
    titled,
)
from kkmgis.demo.noding import Floats, Ints
from kkmgis.demo.planted import Planter
from kkmgis.demo.town import Shapes

_HOUSE_M = (6.0, 8.0)
_ALONE_M = 3.0
_SQUARE_M = 100.0
_AROUND = 7
"""Buildings of a square, more than the search asks for."""
_LEAST_M2 = 16.0


def plant_footprints(planter: Planter, number: int) -> None:
    """Let a drone see houses that nobody declared, and miss some that were."""
    register = planter.register
    known = np.concatenate([register.buildings.geom, register.stray])
    seen = _flown(planter, shapely.get_coordinates(shapely.centroid(known)))
    gone = _lone_buildings(planter, known, seen, number)
    parcels, houses = _new_houses(planter, number)
    seen[gone] = False
    register.footprints = np.concatenate(
        [seen_from_above(known[seen], planter.rng), houses]
    )
    register.tables["footprints"] = footprint_rows(len(register.footprints))
    codes = register.tables["buildings"]["BLD_CODE"][gone]
    planter.note("building_gone", [Answer((code,)) for code in codes])
    planter.note(
        "building_unregistered",
        [
            Answer((code,), evidence={"area_m2": _HOUSE_M[0] * _HOUSE_M[1]})
            for code in register.town.code[parcels]
        ],
    )


def _flown(planter: Planter, points: Floats) -> Flags:
    """Tell which points lie where the drone flew: whole squares of the search."""
    plan = planter.register.town.plan
    middle = (np.floor(points / _SQUARE_M) + 0.5) * _SQUARE_M
    off = (middle - (CENTRE_E, CENTRE_N)) / plan.radii
    flown: Flags = np.hypot(off[:, 0], off[:, 1]) < plan.flown
    return flown


def _lone_buildings(planter: Planter, known: Shapes, seen: Flags, number: int) -> Ints:
    """Draw buildings that touch no other, one a square with enough around it."""
    buildings = planter.register.buildings
    middle = shapely.get_coordinates(shapely.centroid(known))
    square = np.floor(middle / _SQUARE_M).astype(np.int64)
    _, of_square, around = np.unique(
        square, axis=0, return_inverse=True, return_counts=True
    )
    of_square = of_square.reshape(-1)
    fits = np.zeros(len(known), dtype=np.bool_)
    fits[: len(buildings.parcel)] = planter.free[buildings.parcel]
    fits &= seen & (around[of_square] >= _AROUND) & (shapely.area(known) >= _LEAST_M2)
    inside = middle % _SQUARE_M
    fits &= ((inside > 1) & (inside < _SQUARE_M - 1)).all(axis=1)
    some = planter.rng.permutation(np.flatnonzero(fits))
    near, _ = shapely.STRtree(known).query(
        known[some], predicate="dwithin", distance=_ALONE_M
    )
    lone = some[np.bincount(near, minlength=len(some)) == 1]
    _, first = np.unique(of_square[lone], return_index=True)
    chosen = np.sort(lone[np.sort(first)[:number]])
    if len(chosen) < number:
        raise ValueError(f"{number} lone buildings are wanted, {len(chosen)} found")
    planter.free[buildings.parcel[chosen]] = False
    return chosen


def _new_houses(planter: Planter, number: int) -> tuple[Ints, Shapes]:
    """Draw empty parcels with room for a house, and put one on each."""
    town = planter.register.town
    point = shapely.get_coordinates(shapely.point_on_surface(town.geom)).round(3)
    half_e, half_n = (side / 2 for side in _HOUSE_M)
    east, north = point.T
    houses = shapely.box(east - half_e, north - half_n, east + half_e, north + half_n)
    room = (
        np.isin(planter.register.sites.kind, ["empty", "farm", "orchard"])
        & ~planter.built
        & ~planter.signed
        & _flown(planter, point)
        & shapely.contains_properly(town.geom, houses)
    )
    parcels = planter.pick(room, number)
    return parcels, houses[parcels]


def plant_deeds(planter: Planter, holes: Ints, number: int) -> None:
    """Leave parcels off the land office's list, and add land that nobody drew.

    The parcels that were left out of the map are on the list.
    """
    register = planter.register
    with_deed = titled(register)
    drawn = with_deed.copy()
    drawn[holes] = False
    missing = planter.pick(drawn, number)
    split = np.sort(planter.rng.choice(np.flatnonzero(drawn), number, replace=False))
    rows = deed_rows(register)
    at = np.cumsum(with_deed) - 1
    listed = taken(rows, ~np.isin(np.flatnonzero(with_deed), missing))
    new = taken(rows, at[split])
    first = len(register.town.code) + 20_001
    new["deed_no"] = texts([str(first + i) for i in range(number)])
    # Behind the last land number of any sheet.
    new["land_no"] = texts([str(first + i) for i in range(number)])
    register.tables["deeds"] = stacked([listed, new])
    undrawn = [*register.deeds.number[holes[with_deed[holes]]], *new["deed_no"]]
    planter.note("deed_without_parcel", [Answer((no,)) for no in undrawn])
    planter.note(
        "parcel_without_deed", [Answer((code,)) for code in register.town.code[missing]]
    )


def plant_overdue_permits(planter: Planter, number: int) -> None:
    """Let temporary signs hang on after their permits have run out."""
    register, rng = planter.register, planter.rng
    permits = draw_permits(register, 2 * number, rng)
    overdue: Flags = np.zeros(len(permits.parcel), dtype=np.bool_)
    standing = np.flatnonzero(np.isnat(permits.removed))
    overdue[rng.choice(standing, number, replace=False)] = True
    end = permits.end.copy()
    end[overdue] = days_between("2026-06-15", "2026-10-20", number, rng)
    permits = dataclasses.replace(permits, end=end)
    register.tables["sign-permits"] = permit_rows(register, permits, rng)
    numbers = permit_numbers(len(overdue))[overdue]
    planter.note(
        "permit_overdue",
        [
            Answer((no,), evidence={"end_on": str(day)})
            for no, day in zip(numbers, end[overdue].tolist(), strict=True)
        ],
    )
