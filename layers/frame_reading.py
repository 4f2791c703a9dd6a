"""From a query to a GeoDataFrame with exact columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import closing
from typing import Any

import geopandas as gpd
import pandas as pd
import psycopg
import pyarrow as pa
import shapely
from psycopg import Column, sql

from kkmgis import db
from kkmgis.errors import SettingsError
from kkmgis.i18n import both

Where = Mapping[str, object]
Near = tuple[float, float, float]

BAHT = pd.ArrowDtype(pa.decimal128(20, 2))
WA = pd.ArrowDtype(pa.decimal128(18, 4))
_WHOLE = pd.Int64Dtype()
_WHOLE_OIDS = (20, 21, 23)
_TEXT_OIDS = (25, 1043)
_NUMERIC_OID = 1700

_NEAR = "ST_DWithin(q.geom, ST_SetSRID(ST_MakePoint(%(x)s, %(y)s), %(srid)s), %(m)s)"


def read_frame(
    url: str,
    query: str,
    values: Mapping[str, object],
    *,
    srid: int,
    where: Where | None = None,
    near: Near | None = None,
) -> gpd.GeoDataFrame:
    """Run a query of `layers.frame_sql` and give its rows.

    Parameters
    ----------
    url : str
        libpq URL.
    query : str
        Gives ``geom`` and other columns.
    values : mapping
        Of the query's parameters.
    srid : int, EPSG code
    where : mapping, optional
        Column → value, or list of values.
    near : (easting, northing, metres), optional

    Returns
    -------
    GeoDataFrame
        Indexed by ``code``, or ``id`` where there is no code.

    Raises
    ------
    SettingsError
        ``where`` names a column that the layer does not have.
    """
    bound = dict(values) | {"srid": srid}
    bound |= {f"is_{name}": _listed(value) for name, value in (where or {}).items()}
    if near is not None:
        bound |= dict(zip(("x", "y", "m"), near, strict=True))
    statement = _statement(query, tuple(where or ()), near is not None)
    with (
        closing(db.connect(url)) as connection,
        connection.cursor(binary=True) as cursor,
    ):
        try:
            rows = cursor.execute(statement, bound).fetchall()
        except psycopg.errors.UndefinedColumn as error:
            column = str(error.diag.message_primary)
            raise SettingsError(both("layers.error.column", column=column)) from error
        columns = cursor.description or []
    return _frame(columns, rows, srid)


def _statement(query: str, names: tuple[str, ...], is_near: bool) -> sql.Composed:
    conditions: list[sql.Composable] = [
        sql.SQL("q.{} = ANY({})").format(
            sql.Identifier(name), sql.Placeholder(f"is_{name}")
        )
        for name in names
    ]
    if is_near:
        conditions.append(sql.SQL(_NEAR))
    conditions = conditions or [sql.SQL("true")]
    return sql.SQL(
        "SELECT q.*, ST_AsBinary(q.geom) AS geometry FROM ({}) q WHERE {}"
    ).format(sql.SQL(query), sql.SQL(" AND ").join(conditions))


def _frame(
    columns: list[Column], rows: list[tuple[Any, ...]], srid: int
) -> gpd.GeoDataFrame:
    by_name = {
        column.name: [row[place] for row in rows]
        for place, column in enumerate(columns)
    }
    shapes = shapely.from_wkb(by_name.pop("geometry"))
    del by_name["geom"]
    kinds = {column.name: column.type_code for column in columns}
    table = pd.DataFrame(
        {name: _series(name, kinds[name], cells) for name, cells in by_name.items()}
    )
    frame = gpd.GeoDataFrame(table, geometry=shapes, crs=srid)
    return frame.set_index("code" if "code" in by_name else "id")


def _series(name: str, type_oid: int, cells: list[Any]) -> Any:  # noqa: ANN401
    kind: Any = None
    if type_oid == _NUMERIC_OID:
        kind = WA if name.endswith("_wa") else BAHT
    elif type_oid in _WHOLE_OIDS:
        kind = _WHOLE
    elif type_oid in _TEXT_OIDS:
        kind = "str"
    return cells if kind is None else pd.array(cells, dtype=kind)


def _listed(value: object) -> list[object]:
    if isinstance(value, Iterable) and not isinstance(value, str):
        return list(value)
    return [value]
