"""The register as the search sees it: read once, the way the assessment reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from psycopg import Connection

from kkmgis.assess.bulk import WHOLE, read_table, whole, write_tables
from kkmgis.assess.following import follow_buildings
from kkmgis.assess.holding import read_holding
from kkmgis.assess.keys import object_keys, rows_of_keys
from kkmgis.assess.objects import LAND, Objects, read_objects
from kkmgis.assess.structure import materials
from kkmgis.assess.uses import Uses, join_uses, land_rows, on_own_land, read_uses
from kkmgis.tax.rulebook import RuleBook

_GROUND = """
SELECT id, coalesce(block_id, -1), round(ST_Area(geom) * 2500)::bigint
FROM register.parcel WHERE status = 'current'
"""
_GROUND_COLUMNS: dict[str, pa.DataType] = {"id": WHOLE, "block": WHOLE, "area": WHOLE}

_PARCEL_TABLE = """
CREATE TEMP TABLE coverage_parcel (
    parcel_id bigint PRIMARY KEY, owned boolean NOT NULL, priced boolean NOT NULL,
    used boolean NOT NULL, common boolean NOT NULL) ON COMMIT DROP
"""


@dataclass(frozen=True)
class Register:
    """Objects and uses of a tax year, with what only the map tells.

    Attributes
    ----------
    rules : RuleBook
    objects : Objects
        Every current parcel, every building and unit; quantities as there.
    uses : Uses
        Recorded ones, and those of land that follows its buildings (C3).
    block : ndarray of int64, shape (objects,)
        Id of the block the object lies in, or -1.
    map_area : ndarray of int64, shape (objects,)
        Of parcels, ten-thousandths of a square wa on the map; -1 for others.
    land : ndarray of int64, shape (objects,)
        Row of the parcel that the object is or stands on, or -1.
    material : ndarray of int8, shape (objects,)
    """

    rules: RuleBook
    objects: Objects
    uses: Uses
    block: npt.NDArray[np.int64]
    map_area: npt.NDArray[np.int64]
    land: npt.NDArray[np.int64]
    material: npt.NDArray[np.int8]

    @cached_property
    def row_of(self) -> Mapping[int, int]:
        """Row of each object by `kkmgis.assess.keys.object_keys`."""
        return {key: row for row, key in enumerate(self.objects.keys.tolist())}

    @cached_property
    def uses_of(self) -> npt.NDArray[np.int64]:
        """First row of each object's uses and, behind the last, their count."""
        bounds: npt.NDArray[np.int64] = np.searchsorted(
            self.uses.owner, np.arange(len(self.objects) + 1)
        )
        return bounds

    @cached_property
    def own_land(self) -> npt.NDArray[np.bool_]:
        """Tell which buildings stand on land of the same holders."""
        return on_own_land(self.objects)

    @cached_property
    def standing_on(self) -> Mapping[int, list[int]]:
        """Rows of the buildings on each parcel's row."""
        found: dict[int, list[int]] = {}
        upper = np.flatnonzero((self.objects.kind != LAND) & (self.land >= 0))
        for row, land in zip(upper.tolist(), self.land[upper].tolist(), strict=True):
            found.setdefault(land, []).append(row)
        return found

    def row(self, kind: int, row_id: int) -> int:
        """Find the row of a parcel (LAND), building or unit.

        Raises
        ------
        KeyError
            It is not in the register, or a parcel that is not current.
        """
        return self.row_of[row_id * 4 + kind]


def read_register(connection: Connection[Any], rules: RuleBook) -> Register:
    """Read objects, holders, prices and uses of a tax year.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    rules : RuleBook
        Of the tax year.
    """
    holding = read_holding(connection, rules.tax_year)
    objects = read_objects(connection, rules.tax_year, holding)
    recorded = read_uses(connection, objects, rules.tax_year)
    following, _ = follow_buildings(connection, objects, recorded)
    land = land_rows(objects)
    ground = read_table(connection, _GROUND, _GROUND_COLUMNS)
    keys = object_keys(np.full(len(ground), LAND), whole(ground, "id"))
    place = rows_of_keys(keys, np.where(land >= 0, objects.keys[land], -1))
    is_land = objects.kind == LAND
    return Register(
        rules=rules,
        objects=objects,
        uses=join_uses(recorded, following),
        block=_at(whole(ground, "block"), place),
        map_area=np.where(is_land, _at(whole(ground, "area"), place), -1),
        land=land,
        material=materials(objects, rules.tax_year, rules.land.assumed_material)[0],
    )


def _at(
    column: npt.NDArray[np.int64], place: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    if not len(column):
        return np.full(len(place), -1, dtype=np.int64)
    return np.where(place >= 0, column[place], -1)


def lend_parcels(connection: Connection[Any], register: Register) -> None:
    """Lay out for the queries which parcels have owner, price and use.

    They stand in the temporary table ``coverage_parcel`` until the transaction
    ends, so that the search and the assessment cannot disagree.
    """
    objects = register.objects
    rows = np.flatnonzero(objects.kind == LAND)
    used = np.diff(register.uses_of)[rows] > 0
    # A price of 0 in a list means that nothing was appraised.
    priced = (objects.price[rows] > 0) | (objects.stated[rows] >= 0)
    connection.execute("DROP TABLE IF EXISTS pg_temp.coverage_parcel")
    connection.execute(_PARCEL_TABLE)
    table = pa.table(
        {
            "parcel_id": objects.id[rows],
            "owned": objects.owner_set[rows] >= 0,
            "priced": priced,
            "used": used,
            "common": objects.under_condominium[rows],
        }
    )
    name = ("pg_temp", "coverage_parcel")
    write_tables(connection, name, table.column_names, [table])
    connection.execute("ANALYZE pg_temp.coverage_parcel")
