"""A partition's files as columns, checked: missing is an error with a name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from kkmgis.assess.keys import rows_of_keys
from kkmgis.national.columns import MISSING, Columns, Flags, Numbers, open_parquet
from kkmgis.national.layout import (
    GEOMETRY,
    KINDS,
    OBJECTS,
    USES,
    Authority,
    refuse,
)
from kkmgis.tax.compile_land import LISTS
from kkmgis.tax.facts import AssetKind, Column, Material, Use
from kkmgis.tax.rulebook import RuleBook

_MATERIALS = tuple(material.name.lower() for material in Material)
_USE_NAMES = tuple(use.name.lower() for use in Use)
_TAXPAYER_FLAGS = ("natural", "resident", "co_owned")
_OBJECT_COLUMNS = (
    "id",
    "code",
    "kind",
    "taxpayer",
    "pool_set",
    *_TAXPAYER_FLAGS,
    "land",
    "area_x10000",
    "price_satang",
    "stated_satang",
    "material",
    "age_years",
    "assumed_material",
    "follows_building",
    "old_tax_satang",
    "set_aside",
)
_USE_COLUMNS = (
    "object",
    "use",
    "part",
    "principal",
    "vacant_since",
    "exempt_under",
    "reduction",
)


@dataclass(frozen=True, slots=True)
class Objects:
    """Objects of an authority in listed order, shape (n,); -1 where none.

    Attributes
    ----------
    id : opaque number, once in the partition
    code : text for people, null where none
    kind : `kkmgis.tax.facts.AssetKind`
    taxpayer : opaque number of the owner set (C12)
    pool_set : opaque number; parcels of the same one may form a pool (C5)
    natural, resident, co_owned : of the taxpayer, see `kkmgis.tax.facts.Facts`
    land : row of the parcel that the object stands on
    area, price, stated : ten-thousandths of a square wa or m², satang, satang
    material, age_years, assumed_material : of buildings
    follows_building : land whose uses are those of its buildings (C3)
    old_tax : satang, of the year before the Act (s.97)
    assessed : not set aside
    reasons : mapping of str to int
        Why objects were set aside, and how many.
    """

    id: Numbers
    code: pa.Array
    kind: Numbers
    taxpayer: Numbers
    pool_set: Numbers
    natural: Flags
    resident: Flags
    co_owned: Flags
    land: Numbers
    area: Numbers
    price: Numbers
    stated: Numbers
    material: Numbers
    age_years: Numbers
    assumed_material: Flags
    follows_building: Flags
    old_tax: Numbers
    assessed: Flags
    reasons: Mapping[str, int]

    def __len__(self) -> int:
        """Count the objects."""
        return len(self.id)


@dataclass(frozen=True, slots=True)
class Uses:
    """Uses of the assessed objects, by object and then in listed order.

    Attributes
    ----------
    owner : row in `Objects`
    use, part, principal, vacant_since, exempt_under, reduction
        See `kkmgis.tax.facts.Facts`.
    """

    owner: Numbers
    use: Numbers
    part: Column
    principal: Flags
    vacant_since: Numbers
    exempt_under: Numbers
    reduction: Numbers


def read_objects(folder: Path) -> Objects:
    """Read the objects of a partition.

    Raises
    ------
    LayoutError
        The file is not as described; file, column and row are named.
    """
    columns = Columns(folder / OBJECTS, _OBJECT_COLUMNS)
    reason_rows, reasons = columns.names("set_aside", optional=True)
    assessed = reason_rows < 0
    row_id = _required(columns, "id", columns.whole("id"), True)
    first = np.unique(row_id, return_index=True)[1]
    twice = np.ones(len(row_id), dtype=np.bool_)
    twice[first] = False
    columns.refuse_rows("id", twice, "id_twice")
    kind = _required(columns, "kind", columns.code("kind", KINDS), True)
    taxpayer = columns.whole("taxpayer")
    _required(columns, "taxpayer", taxpayer, assessed)
    pool_set = columns.whole("pool_set", optional=True)
    pool_set = np.where(pool_set < 0, taxpayer, pool_set)
    building = kind == AssetKind.BUILDING
    stated = columns.whole("stated_satang", optional=True)
    computed = assessed & (stated < 0)
    price = columns.whole("price_satang")
    _required(columns, "price_satang", price, computed)
    # A price of 0 in a list means that nothing was appraised.
    columns.refuse_rows("price_satang", computed & (price == 0), "price_nothing")
    flags = {name: columns.truth(name, assessed) for name in _TAXPAYER_FLAGS}
    _check_taxpayers(columns, taxpayer, assessed, flags)
    return Objects(
        id=row_id,
        code=columns.text("code"),
        kind=kind,
        taxpayer=taxpayer,
        pool_set=pool_set,
        **flags,
        land=_land(columns, row_id, kind),
        area=_required(columns, "area_x10000", columns.whole("area_x10000"), computed),
        price=price,
        stated=stated,
        material=_required(
            columns,
            "material",
            columns.code("material", _MATERIALS),
            computed & building,
        ),
        age_years=_required(
            columns, "age_years", columns.whole("age_years"), computed & building
        ),
        assumed_material=columns.truth("assumed_material"),
        follows_building=columns.truth("follows_building"),
        old_tax=columns.whole("old_tax_satang", optional=True),
        assessed=assessed,
        reasons={
            reason: count
            for reason, count in zip(
                reasons,
                np.bincount(reason_rows[~assessed], minlength=len(reasons)).tolist(),
                strict=True,
            )
            if count
        },
    )


def _required(
    columns: Columns, name: str, found: Numbers, where: Flags | bool
) -> Numbers:
    columns.refuse_rows(name, (found == MISSING) & where, "value_missing")
    return found


def _land(columns: Columns, row_id: Numbers, kind: Numbers) -> Numbers:
    """Find the row of the parcel that each building or unit stands on."""
    wanted = columns.whole("land")
    named = wanted >= 0
    columns.refuse_rows("land", named & (kind == AssetKind.LAND), "land_on_land")
    row = rows_of_keys(row_id, wanted)
    wrong = named & ((row < 0) | (kind[row] != AssetKind.LAND))
    columns.refuse_rows("land", wrong, "points_nowhere")
    return np.where(named, row, MISSING)


def _check_taxpayers(
    columns: Columns, taxpayer: Numbers, assessed: Flags, flags: Mapping[str, Flags]
) -> None:
    """Refuse a taxpayer who is described in two ways."""
    rows = np.flatnonzero(assessed)
    _, first, group = np.unique(taxpayer[rows], return_index=True, return_inverse=True)
    for name, flag in flags.items():
        wrong = np.zeros(len(taxpayer), dtype=np.bool_)
        wrong[rows] = flag[rows] != flag[rows[first[group]]]
        columns.refuse_rows(name, wrong, "taxpayer_contradicted")
    alone = assessed & flags["natural"] & ~flags["resident"]
    columns.refuse_rows("resident", alone, "taxpayer_contradicted")


def read_uses(folder: Path, objects: Objects, rules: RuleBook) -> Uses:
    """Read the uses of a partition.

    Parameters
    ----------
    folder : Path
    objects : Objects
        Of the same partition.
    rules : RuleBook
        Of the tax year.

    Raises
    ------
    LayoutError
        The file is not as described, or an assessed object has no use.
    """
    columns = Columns(folder / USES, _USE_COLUMNS)
    named = _required(columns, "object", columns.whole("object"), True)
    owner = rows_of_keys(objects.id, named)
    columns.refuse_rows("object", owner < 0, "points_nowhere")
    columns.refuse_rows("object", ~objects.assessed[owner], "use_of_set_aside")
    use = _required(columns, "use", columns.code("use", _USE_NAMES), True)
    vacant_since = columns.whole("vacant_since", optional=True)
    vacant = use == Use.VACANT
    _required(columns, "vacant_since", vacant_since, vacant)
    late = vacant & ((vacant_since == 0) | (vacant_since > rules.tax_year))
    columns.refuse_rows("vacant_since", late, "vacant_after_year")
    exempt_under = columns.whole("exempt_under", optional=True)
    exempt = use == Use.EXEMPT
    _required(columns, "exempt_under", exempt_under, exempt)
    paragraphs = [int(name[2:-1]) for name in rules.land.untaxed]
    unknown = exempt & ~np.isin(exempt_under, paragraphs)
    columns.refuse_rows("exempt_under", unknown, "paragraph_unknown")
    reduction = np.maximum(columns.whole("reduction", optional=True), 0)
    columns.refuse_rows("reduction", ~np.isin(reduction, LISTS), "reduction_unknown")
    part = columns.exact("part")
    used = np.zeros(len(objects), dtype=np.bool_)
    used[owner[part > 0]] = True
    without = objects.assessed & ~used
    if np.any(without):
        row = int(np.argmax(without)) + 1
        refuse("no_use", OBJECTS, "id", row=row)
    order = np.argsort(owner, kind="stable")
    return Uses(
        owner=owner[order],
        use=use[order],
        part=part[order],
        principal=columns.truth("principal")[order],
        vacant_since=np.where(vacant, vacant_since, 0)[order],
        exempt_under=np.where(exempt, exempt_under, 0)[order],
        reduction=reduction[order],
    )


def read_geometry(
    folder: Path, rows: Numbers, authority: Authority
) -> npt.NDArray[np.object_]:
    """Read the geometry of some objects only, one group of rows at a time.

    Parameters
    ----------
    folder : Path
    rows : ndarray of int64, ascending
    authority : Authority

    Returns
    -------
    ndarray of Polygon or MultiPolygon, shape of ``rows``

    Raises
    ------
    LayoutError
        No GeoParquet in the authority's SRID, or a parcel that is no valid area.
    """
    parquet = open_parquet(folder / OBJECTS)
    _check_crs(parquet.schema_arrow, authority)
    found: list[npt.NDArray[np.object_]] = []
    start = 0
    for group in range(parquet.num_row_groups):
        size = parquet.metadata.row_group(group).num_rows
        first, last = np.searchsorted(rows, (start, start + size))
        if first < last:
            table = parquet.read_row_group(group, [GEOMETRY], use_threads=False)
            wanted = table.column(GEOMETRY).take(pa.array(rows[first:last] - start))
            found.append(_shapes(wanted.to_pylist(), rows[first:last]))
        start += size
    return np.concatenate(found) if found else np.empty(0, dtype=object)


def _shapes(wkb: list[bytes | None], rows: Numbers) -> npt.NDArray[np.object_]:
    shapes: npt.NDArray[np.object_] = shapely.from_wkb(wkb, on_invalid="ignore")
    area = np.isin(shapely.get_type_id(shapes), (3, 6)) & shapely.is_valid(shapes)
    area &= ~shapely.is_empty(shapes)
    if not np.all(area):
        row = int(rows[int(np.argmin(area))]) + 1
        refuse("geometry_wrong", OBJECTS, GEOMETRY, row=row)
    return shapes


def _check_crs(schema: pa.Schema, authority: Authority) -> None:
    try:
        described: dict[str, Any] = json.loads((schema.metadata or {})[b"geo"])
        column = described["columns"][GEOMETRY]
        encoding, system = column["encoding"], CRS.from_user_input(column["crs"])
    except (KeyError, TypeError, ValueError, CRSError):
        refuse("not_geoparquet", OBJECTS, GEOMETRY)
    if encoding != "WKB":
        refuse("not_geoparquet", OBJECTS, GEOMETRY)
    if system.to_epsg() != authority.srid:
        found = system.to_authority()
        name = ":".join(found) if found else system.name
        refuse("other_crs", OBJECTS, GEOMETRY, found=name, srid=authority.srid)
