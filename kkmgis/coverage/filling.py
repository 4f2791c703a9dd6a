"""An object of the register as a piece to be estimated, typical where unknown."""

from __future__ import annotations

from dataclasses import dataclass

from kkmgis.assess.objects import BUILDING, KIND_NAMES, LAND, UNIT
from kkmgis.assess.uses import UNKNOWN_PARAGRAPH
from kkmgis.coverage.ledger import Holder, Part, Piece
from kkmgis.coverage.register import Register
from kkmgis.coverage.typical import Typical
from kkmgis.tax.facts import Use


@dataclass(frozen=True, slots=True)
class Filling:
    """Makes pieces and parts of the register's objects."""

    register: Register
    typical: Typical

    def holder(self, row: int) -> Holder:
        """Tell who would pay for an object; nobody known has no exemptions."""
        objects = self.register.objects
        number = int(objects.owner_set[row])
        if number < 0:
            return Holder()
        return Holder(
            number * 2 + int(objects.possessed[row]),
            bool(objects.all_natural[row]),
            bool(objects.any_natural[row]),
            bool(objects.co_owned[row]),
        )

    def piece(self, row: int) -> Piece:
        """Give an object with its own values, else typical ones."""
        objects = self.register.objects
        code = f"{KIND_NAMES[objects.kind[row]]}:{objects.code[row].as_py()}"
        stated = int(objects.stated[row])
        if stated >= 0:
            return Piece(
                int(objects.kind[row]),
                code,
                max(int(objects.area[row]), 0),
                0,
                given=stated,
                own_land=self._own_land(row),
            )
        if objects.kind[row] == LAND:
            return self._land(row, code)
        if objects.kind[row] == BUILDING:
            return self._building(row, code)
        return self._unit(row, code)

    def parts(self, row: int) -> list[Part]:
        """Give an object's uses, else the use that is typical for it."""
        uses = self.register.uses
        first, last = self.register.uses_of[row : row + 2].tolist()
        found = [
            self._part(n)
            for n in range(first, last)
            if uses.exempt_under[n] != UNKNOWN_PARAGRAPH
        ]
        return found or [self.part_of_use(self._typical_use(row))]

    def uses_known(self, row: int) -> bool:
        """Tell whether the uses are the object's own."""
        first, last = self.register.uses_of[row : row + 2].tolist()
        paragraphs = self.register.uses.exempt_under[first:last]
        return bool((paragraphs != UNKNOWN_PARAGRAPH).any())

    def part_of_use(self, use: int, part: int = 1) -> Part:
        """Give a part of a use; vacant ground is taken as vacant since this year."""
        vacant = self.register.rules.tax_year if use == Use.VACANT else 0
        return Part(use, part, vacant_since=vacant)

    def ground(self, row: int, area: int) -> Piece:
        """Give another area of the ground of a parcel, at the parcel's own price."""
        whole = self.piece(row)
        if whole.given is None or whole.area <= 0:
            own_area = int(self.register.map_area[row])
            if whole.given is None or own_area <= 0:
                return whole._replace(area=area)
            return whole._replace(given=whole.given * area // own_area, area=area)
        return whole._replace(given=whole.given * area // whole.area, area=area)

    def seen_building(self, code: str, area: int, storeys: int | None) -> Piece:
        """Give a building of which only the ground plan is known.

        Parameters
        ----------
        code : str
            Of the parcel, or its own.
        area : int
            Of the ground plan, ten-thousandths of a m².
        storeys : int or None
            One where nobody says.
        """
        typical, rules = self.typical, self.register.rules
        assumed = ["area:map"]
        price = _take("price", typical.building_price, "city", assumed)
        built = _take("age", typical.built_year or rules.tax_year, "city", assumed)
        return Piece(
            BUILDING,
            f"{KIND_NAMES[BUILDING]}:{code}",
            area * max(storeys or 1, 1),
            price,
            material=int(rules.land.assumed_material),
            age=max(rules.tax_year - 1 - built, 0),
            assumed=(*assumed, "use:typical"),
        )

    def _part(self, n: int) -> Part:
        uses = self.register.uses
        year = self.register.rules.tax_year
        vacant = int(uses.vacant_since[n])
        if uses.use[n] == Use.VACANT and not 0 < vacant <= year:
            vacant = year
        return Part(
            int(uses.use[n]),
            int(uses.part[n]),
            vacant,
            int(uses.exempt_under[n]),
            int(uses.reduction[n]),
            bool(uses.home[n]),
        )

    def _typical_use(self, row: int) -> int:
        if self.register.objects.kind[row] == LAND:
            return self.typical.land_use_in_block(int(self.register.block[row]))
        if self.register.objects.kind[row] == BUILDING:
            return self.typical.building_use
        return int(Use.RESIDENTIAL)

    def _own_land(self, row: int) -> bool:
        is_building = self.register.objects.kind[row] == BUILDING
        return not is_building or bool(self.register.own_land[row])

    def _land(self, row: int, code: str) -> Piece:
        objects = self.register.objects
        block = int(self.register.block[row])
        assumed: list[str] = []
        area = int(objects.area[row])
        if area < 0:
            area = int(self.register.map_area[row])
            assumed.append("area:map")
        price = int(objects.price[row])
        if price <= 0:
            price = _take("price", *self.typical.price_in_block(block), assumed)
        return Piece(LAND, code, area, price, assumed=tuple(assumed))

    def _building(self, row: int, code: str) -> Piece:
        objects, typical = self.register.objects, self.typical
        year = self.register.rules.tax_year
        assumed: list[str] = []
        area = int(objects.area[row])
        if area < 0:
            area = _take("area", *self._floor_area(row), assumed)
        price = int(objects.price[row])
        if price <= 0:
            price = _take("price", typical.building_price, "city", assumed)
        built = int(objects.built_year_be[row])
        if built < 0:
            built = _take("age", typical.built_year or year, "city", assumed)
        return Piece(
            BUILDING,
            code,
            area,
            price,
            material=int(self.register.material[row]),
            # The year of building itself is never a completed one (C9).
            age=max(year - 1 - built, 0),
            own_land=self._own_land(row),
            assumed=tuple(assumed),
        )

    def _floor_area(self, row: int) -> tuple[int | None, str]:
        """Give the floor area that the ground plan suggests, else the town's."""
        footprint = int(self.register.objects.footprint[row])
        if footprint > 0:
            return footprint * max(int(self.register.objects.storeys[row]), 1), "map"
        return self.typical.floor_area, "city"

    def _unit(self, row: int, code: str) -> Piece:
        objects = self.register.objects
        assumed: list[str] = []
        area, price = int(objects.area[row]), int(objects.price[row])
        if area < 0:
            area = _take("area", self.typical.unit_area, "city", assumed)
        if price <= 0:
            price = _take("price", self.typical.unit_price, "city", assumed)
        return Piece(UNIT, code, area, price, assumed=tuple(assumed))


def _take(what: str, value: int | None, origin: str, assumed: list[str]) -> int:
    """Take a typical value and note where it came from; 0 where there is none."""
    assumed.append(f"{what}:{origin if value else 'none'}")
    return value or 0
