"""The register of a municipality as a partition: facts of one year, no people.

Holders go out as numbers that count for nothing outside the partition; names,
identity numbers and ids of parties stay in the register.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from psycopg import Connection

from kkmgis.assess.land_facts import (
    LandFacts,
    LandRegister,
    land_facts,
    read_land_register,
)
from kkmgis.assess.law import local_changes
from kkmgis.assess.objects import KIND_NAMES, LAND, Objects
from kkmgis.assess.uses import land_rows
from kkmgis.db import storage_srid
from kkmgis.errors import DatabaseError
from kkmgis.i18n import both
from kkmgis.national.columns import Flags
from kkmgis.national.layout import Authority
from kkmgis.national.write import whole_array, write_partition
from kkmgis.tax.amend import amended_rule_book
from kkmgis.tax.facts import AssetKind, Column, Material, Use
from kkmgis.tax.rulebook import rule_book

_AUTHORITY = "SELECT code, name_th, coalesce(name_en, '') FROM register.authority"
_SHAPES = """
SELECT id, ST_AsBinary(geom) FROM register.parcel WHERE status = 'current'
"""
_MATERIALS = [material.name.lower() for material in Material]
_USES = [use.name.lower() for use in Use]


def export_register(
    connection: Connection[Any], directory: Path, year_be: int, *, code: str = ""
) -> Path:
    """Write the register as the partition of its authority.

    Parameters
    ----------
    connection : Connection
        In a transaction, on one snapshot of the register.
    directory : Path
        Of partitions.
    year_be : int
        Tax year, Buddhist Era.
    code : str
        Of the authority; that of the register when not said.

    Returns
    -------
    Path
        The folder that was written.

    Raises
    ------
    LawMissingError
        There is no law data for the year.
    DatabaseError
        The register has no authority, or several.
    LayoutError
        The code cannot name a partition.
    """
    ordinances = tuple(local_changes(connection, year_be))
    rules = amended_rule_book(rule_book(year_be), ordinances)
    found = connection.execute(_AUTHORITY).fetchall()
    if len(found) != 1:
        raise DatabaseError(both("national.export.authority", count=len(found)))
    own_code, name_th, name_en = found[0]
    authority = Authority(
        code=code or own_code,
        name_th=name_th,
        name_en=name_en,
        tax_year=year_be,
        srid=storage_srid(connection),
        ordinances=ordinances,
    )
    register = read_land_register(connection, rules)
    made = land_facts(register, rules)
    shapes = dict(connection.execute(_SHAPES).fetchall())
    objects = _object_table(register.objects, made, shapes)
    return write_partition(directory, authority, objects, _use_table(register, made))


def _object_table(
    objects: Objects, made: LandFacts, shapes: dict[int, bytes]
) -> pa.Table:
    """Lay all objects out, also those set aside: their land still joins pools."""
    facts, rows = made.facts, made.asset_rows
    assessed = np.zeros(len(objects), dtype=np.bool_)
    assessed[rows] = True
    land = land_rows(objects)
    on_land = (land >= 0) & (objects.kind != LAND)
    building = assessed & (objects.kind == AssetKind.BUILDING)
    held = objects.owner_set >= 0
    taxpayer = np.unique(
        objects.owner_set * 2 + objects.possessed, return_inverse=True
    )[1]

    def of_assets(name: str, where: Flags = assessed) -> pa.Array:
        column = np.zeros(len(objects), dtype=getattr(facts, name).dtype)
        column[rows] = getattr(facts, name)
        return pa.array(column, mask=~where)

    given = np.zeros(len(objects), dtype=np.bool_)
    given[rows] = facts.value_given
    old_tax = np.full(len(objects), -1, dtype=np.int64)
    if facts.old_tax is not None:
        old_tax[rows] = facts.old_tax
    geometry = [
        shapes.get(row_id) if kind == LAND else None
        for row_id, kind in zip(objects.id.tolist(), objects.kind.tolist(), strict=True)
    ]
    material = of_assets("material", building).cast(pa.int64())
    return pa.table(
        {
            "id": objects.keys,
            "code": objects.code,
            "kind": _named(KIND_NAMES, objects.kind),
            "taxpayer": pa.array(taxpayer, mask=~held),
            "pool_set": pa.array(objects.pool_set, mask=objects.pool_set < 0),
            "natural": pa.array(objects.all_natural, mask=~held),
            "resident": pa.array(objects.any_natural, mask=~held),
            "co_owned": pa.array(objects.co_owned, mask=~held),
            "land": pa.array(objects.keys[land], mask=~on_land),
            "area_x10000": of_assets("area"),
            "price_satang": of_assets("price", assessed & ~given),
            "stated_satang": of_assets("given_value", given),
            "material": pa.array(_MATERIALS).take(material),
            "age_years": of_assets("age_years", building),
            "assumed_material": of_assets("assumed_material"),
            "follows_building": of_assets("follows_building"),
            "old_tax_satang": pa.array(old_tax, mask=old_tax < 0),
            "set_aside": _reasons(made, len(objects)),
            "geometry": pa.array(geometry, pa.binary()),
        }
    )


def _use_table(register: LandRegister, made: LandFacts) -> pa.Table:
    facts = made.facts
    row = made.asset_rows[facts.asset]
    exempt, vacant = facts.use == Use.EXEMPT, facts.use == Use.VACANT
    return pa.table(
        {
            "object": register.objects.keys[row],
            "use": _named(_USES, facts.use),
            "part": whole_array(facts.share_part),
            "principal": facts.principal,
            "vacant_since": pa.array(facts.vacant_since, mask=~vacant),
            "exempt_under": pa.array(facts.exempt_under, mask=~exempt),
            "reduction": facts.listed_reduction,
        }
    )


def _named(names: list[str] | tuple[str, ...], codes: Column) -> pa.Array:
    return pa.array(names, pa.string()).take(pa.array(codes.astype(np.int64)))


def _reasons(made: LandFacts, size: int) -> pa.Array:
    """Name the first fault of each object that has one."""
    names = list(made.faults)
    first = np.full(size, len(names), dtype=np.int64)
    for place, name in reversed(list(enumerate(names))):
        first[made.faults[name]] = place
    return pa.array([*names, None], pa.string()).take(pa.array(first))
