"""Parcels, buildings and units of the register, with what their value comes from.

All quantities are whole numbers: areas in ten-thousandths of a square wa or of a
square metre, prices and values in satang.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from psycopg import Connection

from kkmgis.assess.bulk import TEXT, WHOLE, concat, read_table, texts, truth, whole
from kkmgis.assess.holding import Holding
from kkmgis.assess.homes import find_homes
from kkmgis.assess.keys import object_keys, rows_of_keys

LAND, BUILDING, UNIT = 0, 1, 2
KIND_NAMES = ("land", "building", "unit")
OBJECT_TABLES = ("parcel", "building", "unit")
PRICE_SOURCES = (
    "none",
    "stated_value",
    "land_price_parcel",
    "land_price_deed",
    "land_price_block",
    "building_price",
    "condo_price_unit",
    "condo_price_floor",
    "condo_price_condominium",
)
AREA_DECIMALS = 4
PRICE_DECIMALS = 2

_IN_FORCE = """from_year_be <= %(year)s
        AND (to_year_be IS NULL OR to_year_be >= %(year)s)"""

_STATED = f"""stated AS (
    SELECT DISTINCT ON (parcel_id, building_id, unit_id)
           parcel_id, building_id, unit_id, id, version,
           (value_baht * 100)::bigint AS satang
    FROM register.stated_value WHERE {_IN_FORCE}
    ORDER BY parcel_id, building_id, unit_id, from_year_be DESC, id DESC)"""

_DEED_KEY = """CASE WHEN {0}.utm_map1 <> '' AND {0}.land_no <> '' THEN
    concat_ws('|', {0}.utm_map1, coalesce({0}.utm_map2, ''),
              coalesce({0}.utm_map3, ''), coalesce({0}.utm_map4, ''),
              coalesce({0}.utm_scale, ''), {0}.land_no) END"""

_PARCELS = f"""
WITH {_STATED}, price AS (
    SELECT id, version, parcel_code, block_code, {_DEED_KEY.format("lp")} AS deed_key,
           from_year_be, (price_baht_per_wa * 100)::bigint AS satang
    FROM register.land_price lp WHERE {_IN_FORCE}
), by_parcel AS (
    SELECT DISTINCT ON (parcel_code) * FROM price WHERE parcel_code IS NOT NULL
    ORDER BY parcel_code, from_year_be DESC
), by_deed AS (
    SELECT DISTINCT ON (deed_key) * FROM price WHERE deed_key IS NOT NULL
    ORDER BY deed_key, from_year_be DESC
), by_block AS (
    SELECT DISTINCT ON (block_code) * FROM price WHERE block_code IS NOT NULL
    ORDER BY block_code, from_year_be DESC
)
SELECT 0, p.id, p.code, p.code, p.id, p.version, (p.area_wa * 10000)::bigint,
       s.satang, coalesce(a.satang, d.satang, b.satang),
       CASE WHEN s.id IS NOT NULL THEN 1 WHEN a.id IS NOT NULL THEN 2
            WHEN d.id IS NOT NULL THEN 3 WHEN b.id IS NOT NULL THEN 4 ELSE 0 END,
       coalesce(s.id, a.id, d.id, b.id),
       coalesce(s.version, a.version, d.version, b.version),
       NULL, NULL, NULL, NULL, NULL, (c.parcel_id IS NOT NULL)::int
FROM register.parcel p
LEFT JOIN register.block k ON k.id = p.block_id
LEFT JOIN stated s ON s.parcel_id = p.id
LEFT JOIN by_parcel a ON a.parcel_code = p.code
LEFT JOIN by_deed d ON d.deed_key = {_DEED_KEY.format("p")}
LEFT JOIN by_block b ON b.block_code = k.code
LEFT JOIN (SELECT DISTINCT parcel_id FROM register.condominium) c ON c.parcel_id = p.id
WHERE p.status = 'current'
"""

_BUILDINGS = f"""
WITH {_STATED}, price AS (
    SELECT DISTINCT ON (type_code) type_code, id, version,
           (price_baht_per_m2 * 100)::bigint AS satang
    FROM register.building_price WHERE {_IN_FORCE}
    ORDER BY type_code, from_year_be DESC
)
SELECT 1, b.id, b.code, coalesce(p.code, b.code), p.id, b.version,
       (b.floor_area_m2 * 10000)::bigint, s.satang, m.satang,
       CASE WHEN s.id IS NOT NULL THEN 1 WHEN m.id IS NOT NULL THEN 5 ELSE 0 END,
       coalesce(s.id, m.id), coalesce(s.version, m.version),
       b.type_code, b.structure, b.built_year_be, b.storeys,
       (round(ST_Area(b.geom)::numeric, 2) * 10000)::bigint, 0
FROM register.building b
LEFT JOIN register.parcel p ON p.id = b.parcel_id AND p.status = 'current'
LEFT JOIN stated s ON s.building_id = b.id
LEFT JOIN price m ON m.type_code = b.type_code
"""

_UNITS = f"""
WITH {_STATED}, price AS (
    SELECT *, (price_baht_per_m2 * 100)::bigint AS satang
    FROM register.condo_price WHERE {_IN_FORCE}
), by_unit AS (
    SELECT DISTINCT ON (condominium_code, unit_no) * FROM price
    WHERE unit_no IS NOT NULL
    ORDER BY condominium_code, unit_no, from_year_be DESC
), by_floor AS (
    SELECT DISTINCT ON (condominium_code, floor_no) * FROM price
    WHERE unit_no IS NULL AND floor_no IS NOT NULL
    ORDER BY condominium_code, floor_no, from_year_be DESC
), by_condominium AS (
    SELECT DISTINCT ON (condominium_code) * FROM price
    WHERE unit_no IS NULL AND floor_no IS NULL
    ORDER BY condominium_code, from_year_be DESC
)
SELECT 2, u.id, u.code, coalesce(p.code, u.code), p.id, u.version,
       (u.area_m2 * 10000)::bigint, s.satang, coalesce(a.satang, f.satang, w.satang),
       CASE WHEN s.id IS NOT NULL THEN 1 WHEN a.id IS NOT NULL THEN 6
            WHEN f.id IS NOT NULL THEN 7 WHEN w.id IS NOT NULL THEN 8 ELSE 0 END,
       coalesce(s.id, a.id, f.id, w.id),
       coalesce(s.version, a.version, f.version, w.version),
       NULL, NULL, NULL, NULL, NULL, 0
FROM register.unit u
JOIN register.condominium c ON c.id = u.condominium_id
LEFT JOIN register.parcel p ON p.id = c.parcel_id AND p.status = 'current'
LEFT JOIN stated s ON s.unit_id = u.id
LEFT JOIN by_unit a ON a.condominium_code = c.code AND a.unit_no = u.unit_no
LEFT JOIN by_floor f ON f.condominium_code = c.code AND f.floor_no = u.floor_no
LEFT JOIN by_condominium w ON w.condominium_code = c.code
"""

OBJECT_QUERIES = (_PARCELS, _BUILDINGS, _UNITS)
"""Each gives ``OBJECT_COLUMNS`` of one kind, with the prices of the bound year."""

OBJECT_COLUMNS: dict[str, pa.DataType] = {
    "kind": WHOLE,
    "id": WHOLE,
    "code": TEXT,
    "listed_under": TEXT,
    "parcel_id": WHOLE,
    "version": WHOLE,
    "area": WHOLE,
    "stated_satang": WHOLE,
    "price_satang": WHOLE,
    "price_source": WHOLE,
    "price_id": WHOLE,
    "price_version": WHOLE,
    "type_code": TEXT,
    "structure": TEXT,
    "built_year_be": WHOLE,
    "storeys": WHOLE,
    "footprint": WHOLE,
    "under_condominium": WHOLE,
}


@dataclass(frozen=True, slots=True)
class Objects:
    """Every current parcel, every building and unit, in listed order.

    The order is that of owner sets, within them of parcel codes, land before its
    buildings before its units (C6, C7). Shape (n,) throughout; -1 means that the
    register does not say.

    Attributes
    ----------
    kind : LAND, BUILDING, UNIT
    id, code, version : key of the row, its code and register version
    listed_under : code of the parcel, or of the object when it has none
    parcel_id : current parcel the object is or stands on
    area : ten-thousandths of a square wa or m²
    stated, price : satang; ``price_source`` is a row of PRICE_SOURCES,
        ``price_id`` and ``price_version`` the register row it came from
    type_code, structure, built_year_be, storeys : of buildings
    footprint : ten-thousandths of a m² of ground, from the map to 0.01 m²
    under_condominium : the parcel carries a condominium
    owner_set, pool_set : numbers of the sets of parties
    possessed : held from the state (s.5)
    all_natural, any_natural : of the owners; false for possessors (s.40, s.41)
    co_owned : held by several parties
    with_land : the holders were taken over from the land
    lived_in : home of an owner by the register (s.41)
    second_home : entered as home of somebody whose home is elsewhere (C6)
    """

    kind: npt.NDArray[np.int64]
    id: npt.NDArray[np.int64]
    code: pa.Array
    listed_under: pa.Array
    version: npt.NDArray[np.int64]
    parcel_id: npt.NDArray[np.int64]
    area: npt.NDArray[np.int64]
    stated: npt.NDArray[np.int64]
    price: npt.NDArray[np.int64]
    price_source: npt.NDArray[np.int64]
    price_id: npt.NDArray[np.int64]
    price_version: npt.NDArray[np.int64]
    type_code: pa.Array
    structure: pa.Array
    built_year_be: npt.NDArray[np.int64]
    storeys: npt.NDArray[np.int64]
    footprint: npt.NDArray[np.int64]
    under_condominium: npt.NDArray[np.bool_]
    owner_set: npt.NDArray[np.int64]
    pool_set: npt.NDArray[np.int64]
    possessed: npt.NDArray[np.bool_]
    all_natural: npt.NDArray[np.bool_]
    any_natural: npt.NDArray[np.bool_]
    co_owned: npt.NDArray[np.bool_]
    with_land: npt.NDArray[np.bool_]
    lived_in: npt.NDArray[np.bool_]
    second_home: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        """Count the objects."""
        return len(self.kind)

    def take(self, rows: npt.NDArray[np.int64]) -> Objects:
        """Pick rows by position."""
        picked = pa.array(rows)
        columns = (getattr(self, name) for name in Objects.__dataclass_fields__)
        return Objects(
            *(
                column.take(picked) if isinstance(column, pa.Array) else column[rows]
                for column in columns
            )
        )

    @property
    def keys(self) -> npt.NDArray[np.int64]:
        """Kind and id of each object as one number."""
        return object_keys(self.kind, self.id)


def read_objects(
    connection: Connection[Any], year_be: int, holding: Holding
) -> Objects:
    """Read all objects with areas and prices of a tax year.

    Parameters
    ----------
    connection : Connection
    year_be : int
        Buddhist Era.
    holding : Holding
        Of the same year.

    Returns
    -------
    Objects
    """
    table = concat(
        [
            read_table(connection, query, OBJECT_COLUMNS, {"year": year_be})
            for query in OBJECT_QUERIES
        ]
    )
    objects = _objects(table, holding)
    last = len(holding.sets)
    listed = pa.table(
        {
            "owner_set": np.where(objects.owner_set < 0, last, objects.owner_set),
            "listed_under": objects.listed_under,
            "kind": objects.kind,
            "code": objects.code,
        }
    )
    order = pc.sort_indices(
        listed, sort_keys=[(name, "ascending") for name in listed.column_names]
    )
    return objects.take(order.to_numpy())


def _objects(table: pa.Table, holding: Holding) -> Objects:
    kind, parcel_id = whole(table, "kind"), whole(table, "parcel_id")
    key = object_keys(kind, whole(table, "id"))
    own = rows_of_keys(holding.key, key)
    # A building without a right of its own belongs to the holders of its land: it
    # is a component part of the land (Civil and Commercial Code s.144).
    land = rows_of_keys(holding.key, object_keys(np.full_like(kind, LAND), parcel_id))
    with_land = (kind == BUILDING) & (own < 0) & (parcel_id >= 0) & (land >= 0)
    held = np.where(with_land, land, own)
    lived_in, second_home = find_homes(
        key, parcel_id, texts(table, "listed_under"), holding
    )

    def of_holder(name: str, missing: int) -> npt.NDArray[Any]:
        column = np.append(getattr(holding, name), missing)
        found: npt.NDArray[Any] = column.astype(getattr(holding, name).dtype)[held]
        return found

    sizes = np.array([len(members) for members in holding.sets] + [0])
    owner_set = of_holder("owner_set", -1)
    return Objects(
        kind=kind,
        id=whole(table, "id"),
        code=texts(table, "code"),
        listed_under=texts(table, "listed_under"),
        version=whole(table, "version"),
        parcel_id=parcel_id,
        area=whole(table, "area"),
        stated=whole(table, "stated_satang"),
        price=whole(table, "price_satang"),
        price_source=whole(table, "price_source"),
        price_id=whole(table, "price_id"),
        price_version=whole(table, "price_version"),
        type_code=texts(table, "type_code"),
        structure=texts(table, "structure"),
        built_year_be=whole(table, "built_year_be"),
        storeys=whole(table, "storeys"),
        footprint=whole(table, "footprint"),
        under_condominium=truth(table, "under_condominium"),
        owner_set=owner_set,
        pool_set=of_holder("pool_set", -1),
        possessed=of_holder("possessed", False),
        all_natural=of_holder("all_natural", False),
        any_natural=of_holder("any_natural", False),
        co_owned=sizes[owner_set] > 1,
        with_land=with_land,
        lived_in=lived_in,
        second_home=second_home,
    )
