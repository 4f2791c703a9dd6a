"""What is typical here, for what a gap leaves unknown: medians and commonest uses.

All of them are values that occur in the register (a lower median), so that they
stay whole numbers and can be shown as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from kkmgis.assess.objects import BUILDING, LAND, UNIT
from kkmgis.coverage.register import Register
from kkmgis.tax.facts import Use

Rows = npt.NDArray[np.int64]

_LIVING_USES = len(Use) - 1
"""Uses that are taxed: all before `Use.EXEMPT`."""

_AREA_ONE = 10_000


@dataclass(frozen=True)
class Typical:
    """Typical values of the register's objects.

    Prices are satang a square wa or m², areas ten-thousandths of them, ages years;
    None where the register knows no example.
    """

    register: Register

    @cached_property
    def land_price(self) -> Rows:
        """Give satang a square wa of each object that is land; 0 where unknown.

        A parcel with a stated value counts with that value by its area.
        """
        objects = self.register.objects
        known = (objects.kind == LAND) & (objects.stated >= 0)
        area = np.where(objects.area > 0, objects.area, self.register.map_area)
        known &= area > 0
        stated = np.zeros(len(objects), dtype=np.int64)
        # Two steps, as stated values times the area's unit may leave int64.
        stated[known] = objects.stated[known] // area[known] * _AREA_ONE
        rest = objects.stated[known] % area[known]
        stated[known] += rest * _AREA_ONE // area[known]
        listed = np.where(objects.kind == LAND, np.maximum(objects.price, 0), 0)
        return np.where(objects.stated >= 0, stated, listed)

    @cached_property
    def _price_by_block(self) -> dict[int, int]:
        priced = np.flatnonzero(self.land_price > 0)
        block = self.register.block[priced]
        order = np.lexsort((self.land_price[priced], block))
        price, block = self.land_price[priced][order], block[order]
        blocks, first, count = np.unique(block, return_index=True, return_counts=True)
        middle = price[first + (count - 1) // 2]
        found = dict(zip(blocks.tolist(), middle.tolist(), strict=True))
        found.pop(-1, None)
        return found

    @cached_property
    def city_land_price(self) -> int | None:
        """Give the median price of all land."""
        return median(self.land_price[self.land_price > 0])

    def price_in_block(self, block: int) -> tuple[int | None, str]:
        """Give the median price of a block's land, else the city's, and which."""
        price = self._price_by_block.get(block)
        if price is not None:
            return price, "block"
        return self.city_land_price, "city"

    def price_near(self, rows: Rows) -> tuple[int | None, str]:
        """Give the median price of parcels that lie near, else the city's."""
        prices = self.land_price[rows]
        price = median(prices[prices > 0])
        return (price, "near") if price is not None else (self.city_land_price, "city")

    @cached_property
    def _use_by_block(self) -> dict[int, int]:
        uses, owner = self.register.uses, self.register.uses.owner
        taken = (self.register.objects.kind[owner] == LAND) & (uses.use < _LIVING_USES)
        blocks, place = np.unique(
            self.register.block[owner[taken]], return_inverse=True
        )
        count = np.zeros((len(blocks), _LIVING_USES), dtype=np.int64)
        np.add.at(count, (place, uses.use[taken]), 1)
        return dict(zip(blocks.tolist(), count.argmax(axis=1).tolist(), strict=True))

    @cached_property
    def land_use(self) -> int:
        """Give the commonest use of all parcels."""
        uses = self.register.uses
        taken = self.register.objects.kind[uses.owner] == LAND
        return commonest(uses.use[taken & (uses.use < _LIVING_USES)])

    def land_use_in_block(self, block: int) -> int:
        """Give the commonest use of a block's parcels, else living."""
        return self._use_by_block.get(block, int(Use.RESIDENTIAL))

    def land_use_near(self, rows: Rows) -> int:
        """Give the commonest use of some parcels, else living."""
        uses = self.register.uses
        taken = np.isin(uses.owner, rows) & (uses.use < _LIVING_USES)
        return commonest(uses.use[taken])

    @cached_property
    def building_price(self) -> int | None:
        """Give the median price of a m² of building."""
        return self._median(BUILDING, self.register.objects.price)

    @cached_property
    def floor_area(self) -> int | None:
        """Give the median floor area of a building."""
        return self._median(BUILDING, self.register.objects.area)

    @cached_property
    def built_year(self) -> int | None:
        """Give the median year of building."""
        return self._median(BUILDING, self.register.objects.built_year_be)

    @cached_property
    def building_use(self) -> int:
        """Give the commonest use of buildings."""
        uses = self.register.uses
        taken = self.register.objects.kind[uses.owner] == BUILDING
        return commonest(uses.use[taken & (uses.use < _LIVING_USES)])

    @cached_property
    def unit_price(self) -> int | None:
        """Give the median price of a m² of condominium space."""
        return self._median(UNIT, self.register.objects.price)

    @cached_property
    def unit_area(self) -> int | None:
        """Give the median area of a unit."""
        return self._median(UNIT, self.register.objects.area)

    def _median(self, kind: int, column: Rows) -> int | None:
        return median(column[(self.register.objects.kind == kind) & (column > 0)])


def median(values: Rows) -> int | None:
    """Give the lower median, which is one of the values.

    Examples
    --------
    >>> median(np.array([5, 1, 9, 7])), median(np.array([], dtype=np.int64))
    (5, None)
    """
    if not len(values):
        return None
    middle = (len(values) - 1) // 2
    return int(np.partition(values, middle)[middle])


def commonest(uses: Rows) -> int:
    """Give the use that occurs most, living where there is none.

    Examples
    --------
    >>> commonest(np.array([2, 1, 2])), commonest(np.array([], dtype=np.int64))
    (2, 1)
    """
    if not len(uses):
        return int(Use.RESIDENTIAL)
    return int(np.bincount(uses).argmax())
