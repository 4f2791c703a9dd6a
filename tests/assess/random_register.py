"""Random small registers, as rows of PostGIS and as cases of the contract."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st
from psycopg import Connection

from tests.assess.reading import code_of
from tests.builders import (
    make_building,
    make_building_price,
    make_condo_price,
    make_condominium,
    make_land_price,
    make_parcel,
    make_party,
    make_right,
    make_stated_value,
    make_unit,
    make_use,
)

USES = ("agriculture", "residential", "other", "vacant", "exempt")
MATERIALS = ("masonry", "half", "wood")
HOLDERS: tuple[tuple[str, tuple[int, ...]], ...] = (
    ("natural", (0,)),
    ("natural", (1,)),
    ("natural", (0, 1)),
    ("juristic", (2,)),
)
"""Kind of the taxpayer, and which of the three parties hold together."""


@dataclass(frozen=True)
class UsePart:
    """One use of an object; shares are tenths."""

    use: str
    tenths: int
    vacant_since: int
    paragraph: int
    reduction: int | None


@dataclass(frozen=True)
class Thing:
    """A parcel, building or unit."""

    holder: int
    area: str
    price: str
    uses: tuple[UsePart, ...]
    stated: str | None = None
    material: str = "masonry"
    age: int = 0


@dataclass(frozen=True)
class Plot:
    """A parcel in a row of parcels, with the gap to the one before it."""

    land: Thing
    gap: float
    buildings: tuple[Thing, ...]
    follows: bool
    """Its uses are not recorded: it has one building, whose uses it takes (C3)."""


@dataclass(frozen=True)
class Register:
    """A whole town."""

    year: int
    rows: tuple[tuple[Plot, ...], ...]
    units: tuple[Thing, ...]
    homes: dict[int, int] = field(default_factory=dict)
    """For a party, the number of the object (see `number`) he lives in."""


def _parts(year: int) -> st.SearchStrategy[tuple[UsePart, ...]]:
    def split(cuts: list[int]) -> list[int]:
        edges = [0, *sorted(set(cuts)), 10]
        return [b - a for a, b in pairwise(edges)]

    one = st.tuples(
        st.sampled_from(USES),
        st.integers(2555, year),
        st.integers(1, 12),
        st.sampled_from([None, None, 50, 90]),
    )
    return st.tuples(
        st.lists(st.integers(1, 9), max_size=2).map(split),
        st.lists(one, min_size=3, max_size=3),
    ).map(
        lambda drawn: tuple(
            UsePart(use, tenths, since, paragraph, reduction)
            for tenths, (use, since, paragraph, reduction) in zip(*drawn, strict=False)
        )
    )


def _things(year: int) -> st.SearchStrategy[Thing]:
    return st.builds(
        Thing,
        holder=st.integers(0, len(HOLDERS) - 1),
        area=st.integers(1, 40_000).map(lambda n: f"{n // 10}.{n % 10}"),
        price=st.integers(1, 10**9).map(lambda n: f"{n // 100}.{n % 100:02d}"),
        uses=_parts(year),
        stated=st.none()
        | st.integers(0, 10**12).map(lambda n: f"{n // 100}.{n % 100:02d}"),
        material=st.sampled_from(MATERIALS),
        age=st.integers(0, 60),
    )


@st.composite
def registers(draw: st.DrawFn) -> Register:
    """Draw a register."""
    year = draw(st.integers(2563, 2570))
    things = _things(year)
    rows = []
    for _ in range(draw(st.integers(1, 2))):
        row = []
        for _ in range(draw(st.integers(1, 4))):
            buildings = tuple(draw(st.lists(things, max_size=2)))
            gap = draw(st.sampled_from([0.0, 0.05, 0.1, 0.2, 8.0]))
            follows = len(buildings) == 1 and draw(st.booleans())
            row.append(Plot(draw(things), gap, buildings, follows))
        rows.append(tuple(row))
    units = tuple(draw(st.lists(things, max_size=2)))
    register = Register(year, tuple(rows), units)
    dwellings = list(range(sum(map(len, rows)) + len(units)))
    homes = {
        party: draw(st.sampled_from(dwellings))
        for party in (0, 1)
        if draw(st.booleans())
    }
    return Register(register.year, register.rows, register.units, homes)


class Builder:
    """Writes a register into the database and into cases side by side."""

    def __init__(self, connection: Connection[Any], register: Register) -> None:
        self.connection = connection
        self.register = register
        kinds = ("person", "person", "company")
        self.parties = [make_party(connection, kind=kind) for kind in kinds]
        self.assets: dict[int, list[tuple[tuple[str, int, str], dict[str, Any]]]]
        self.assets = defaultdict(list)
        self.types = 0

    def build(self) -> dict[tuple[int, ...], dict[str, Any]]:
        """Write everything; give the case of each set of parties."""
        number = 0
        for row_number, row in enumerate(self.register.rows):
            x, group, before = 0.0, "", None
            for plot in row:
                x += plot.gap
                joined = before == plot.land.holder and plot.gap <= 0.1
                code = self._plot(plot, number, x, 1000.0 * row_number, group * joined)
                group, before = (group if joined else code), plot.land.holder
                x += 20
                number += 1
        for unit in self.register.units:
            self._unit(unit, number)
            number += 1
        return {
            tuple(sorted(self.parties[n] for n in HOLDERS[holder][1])): {
                "tax_year": self.register.year,
                "taxpayer": {"kind": HOLDERS[holder][0]},
                "assets": [asset for _, asset in sorted(found, key=lambda one: one[0])],
            }
            for holder, found in self.assets.items()
        }

    def _plot(self, plot: Plot, number: int, x: float, y: float, group: str) -> str:
        land = plot.land
        row_id = make_parcel(self.connection, x=x, y=y, area_wa=land.area)
        code = code_of(self.connection, "parcel", row_id)
        make_land_price(
            self.connection, land.price, parcel_code=code, from_year_be=2563
        )
        lived = self._hold(land, ("parcel", row_id), number)
        asset: dict[str, Any] = {"id": code, "kind": "land", "group": group or code}
        asset |= {"area_wa": land.area, "price_per_wa": land.price}
        if plot.follows:
            land = replace(land, uses=_merged(plot.buildings[0].uses))
        else:
            self._record_uses(land, ("parcel", row_id))
        asset["uses"] = [_use_of_case(part, lived) for part in land.uses]
        self._add(land, ("parcel", row_id), (code, 0, code), asset)
        for building in plot.buildings:
            self._building(building, plot, row_id, code, lived)
        return code

    def _building(
        self, building: Thing, plot: Plot, parcel: int, parcel_code: str, lived: bool
    ) -> None:
        self.types += 1
        make_building_price(
            self.connection, str(self.types), building.price, from_year_be=2563
        )
        row_id = make_building(
            self.connection,
            parcel,
            type_code=str(self.types),
            floor_area_m2=building.area,
            structure=building.material,
            built_year_be=self.register.year - 1 - building.age,
        )
        code = code_of(self.connection, "building", row_id)
        self._hold(building, ("building", row_id), None)
        self._record_uses(building, ("building", row_id))
        own = building.holder == plot.land.holder
        asset: dict[str, Any] = {
            "id": code,
            "kind": "building",
            "on": parcel_code if own else None,
            "material": building.material,
            "floor_area_m2": building.area,
            "price_per_m2": building.price,
            "age_years": building.age,
        }
        asset["uses"] = [_use_of_case(part, lived and own) for part in building.uses]
        self._add(building, ("building", row_id), (parcel_code, 1, code), asset)

    def _unit(self, unit: Thing, number: int) -> None:
        condominium = make_condominium(self.connection)
        name = code_of(self.connection, "condominium", condominium)
        make_condo_price(self.connection, name, unit.price, from_year_be=2563)
        row_id = make_unit(self.connection, condominium, area_m2=unit.area)
        code = code_of(self.connection, "unit", row_id)
        lived = self._hold(unit, ("unit", row_id), number)
        self._record_uses(unit, ("unit", row_id))
        asset: dict[str, Any] = {"id": code, "kind": "condo", "area_m2": unit.area}
        asset["price_per_m2"] = unit.price
        asset["uses"] = [_use_of_case(part, lived) for part in unit.uses]
        self._add(unit, ("unit", row_id), (code, 2, code), asset)

    def _hold(self, thing: Thing, on: tuple[str, int], number: int | None) -> bool:
        """Make the rights; tell whether a holder lives there."""
        members = HOLDERS[thing.holder][1]
        lived = False
        for party in members:
            home = number is not None and self.register.homes.get(party) == number
            lived |= home
            make_right(
                self.connection,
                self.parties[party],
                on,
                share=(1, len(members)),
                start_on=dt.date(self.register.year - 543, 1, 1),
                home_from_year_be=self.register.year if home else None,
            )
        return lived

    def _record_uses(self, thing: Thing, on: tuple[str, int]) -> None:
        for position, part in enumerate(thing.uses, 1):
            vacant, exempt = part.use == "vacant", part.use == "exempt"
            make_use(
                self.connection,
                on,
                part.use,
                amount=part.tenths,
                position=position,
                vacant_since_be=part.vacant_since if vacant else None,
                exempt_under=f"8({part.paragraph})" if exempt else None,
                reduction_pct=part.reduction,
            )

    def _add(
        self,
        thing: Thing,
        on: tuple[str, int],
        place: tuple[str, int, str],
        asset: dict[str, Any],
    ) -> None:
        if thing.stated is not None:
            make_stated_value(self.connection, on, thing.stated)
            for name in [n for n in asset if n.startswith(("area", "price", "floor"))]:
                del asset[name]
            asset.pop("age_years", None)
            asset.pop("material", None)
            asset["value"] = thing.stated
        self.assets[thing.holder].append((place, asset))


def _merged(parts: tuple[UsePart, ...]) -> tuple[UsePart, ...]:
    """Add up what a line of land that follows a building does not tell apart."""
    found: dict[tuple[Any, ...], UsePart] = {}
    for part in parts:
        key = (
            part.use,
            part.vacant_since if part.use == "vacant" else 0,
            part.paragraph if part.use == "exempt" else 0,
            part.reduction,
        )
        before = found.get(key)
        tenths = part.tenths + (before.tenths if before else 0)
        found[key] = replace(before or part, tenths=tenths)
    return tuple(found.values())


def _use_of_case(part: UsePart, home: bool) -> dict[str, Any]:
    found: dict[str, Any] = {
        "use": part.use,
        "share": f"{part.tenths // 10}.{part.tenths % 10}",
    }
    if home and part.use == "residential":
        found["principal"] = True
    if part.use == "vacant":
        found["vacant_since"] = part.vacant_since
    if part.use == "exempt":
        found["exempt_under"] = f"8({part.paragraph})"
    if part.reduction is not None:
        found["reduction"] = str(part.reduction)
    return found
