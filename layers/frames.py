"""The register as GeoDataFrames, for notebooks.

>>> import layers
>>> city = layers.open()  # doctest: +SKIP
>>> city.frame("parcels", where={"use": "vacant"})  # doctest: +SKIP

Money and legal areas are exact decimals (Arrow's ``decimal128``); turn them into
floats (``.astype("float64")``) only to draw or to correlate.
"""

from __future__ import annotations

import datetime as dt
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal

import geopandas as gpd
import pandas as pd

from kkmgis import cluster, db
from kkmgis.errors import DatabaseError, SettingsError
from kkmgis.i18n import both
from kkmgis.settings import Settings
from kkmgis.thai import baht
from layers.coverage_table import BlockCoverage, coverage_by_block
from layers.frame_reading import BAHT, Near, Where, read_frame
from layers.frame_sql import QUERIES

BUDDHIST_ERA = 543

_YEAR = """SELECT coalesce((SELECT max(tax_year_be) FROM tax.current_run),
    extract(year FROM current_date)::int + %s)"""


@dataclass(frozen=True, slots=True)
class City:
    """A register to read from; nothing here writes.

    Attributes
    ----------
    url : str
        libpq URL of the database.
    srid : int, EPSG code
        In which geometry is kept and given.
    year : int
        Tax year that is meant when none is said, Buddhist Era.
    """

    url: str
    srid: int
    year: int

    def frame(
        self,
        layer: str,
        *,
        year: int | None = None,
        where: Where | None = None,
        near: Near | None = None,
        as_of: dt.datetime | dt.date | None = None,
    ) -> gpd.GeoDataFrame:
        """Load a layer.

        Parameters
        ----------
        layer : str
            ``boundary``, ``blocks``, ``public_areas``, ``parcels``, ``buildings``,
            ``signs``, ``assets``, ``footprints``, ``permits`` or ``gaps``.
        year : int, optional
            Tax year of uses and tax, Buddhist Era.
        where : mapping, optional
            Column → value, or list of values.
        near : (easting, northing, metres), optional
            Only what lies within the distance, in the storage CRS.
        as_of : datetime or date, optional
            The register as it stood at the moment, or at the end of the day (UTC).

        Returns
        -------
        GeoDataFrame
            In the storage CRS; ``code`` (of gaps ``id``) is the index.

        Raises
        ------
        SettingsError
            No such layer or column.
        """
        if layer not in QUERIES:
            known = ", ".join(QUERIES)
            raise SettingsError(both("layers.error.layer", layer=layer, known=known))
        moment = _moment(as_of)

        def table(name: str) -> str:
            if moment is None:
                return f"register.{name}"
            return f"history.{name}_as_of(%(as_of)s)"

        values = {"year": self.year if year is None else year, "as_of": moment}
        return read_frame(
            self.url,
            QUERIES[layer](table),
            values,
            srid=self.srid,
            where=where,
            near=near,
        )

    def coverage(self, year: int | None = None) -> gpd.GeoDataFrame:
        """Tell block by block how complete map and register are.

        Returns
        -------
        GeoDataFrame
            One row a block, its code the index: ground in m², what part of it lies
            under parcels, parcels with owner, price and use and assessed ones
            (percent), tax and stake (baht), gaps.
        """
        with closing(db.connect(self.url)) as connection:
            rows = coverage_by_block(connection, self.year if year is None else year)
        table = pd.DataFrame([_shown(row) for row in rows if row.block is not None])
        for name in ("tax_baht", "stake_baht"):
            table[name] = table[name].astype(BAHT)
        shapes = self.frame("blocks")[["geometry"]]
        joined = shapes.join(table.set_index("block"))
        return gpd.GeoDataFrame(joined, geometry="geometry", crs=self.srid)


def open(url: str | None = None, *, year: int | None = None) -> City:
    """Open a register for reading.

    Parameters
    ----------
    url : str, optional
        libpq URL; else ``KKMGIS_DATABASE_URL``, else the private cluster.
    year : int, optional
        Tax year that is meant when none is said; else the latest assessed one,
        else the current one.

    Raises
    ------
    DatabaseError
        The database does not answer.
    """
    chosen = cluster.ensure_running(Settings.from_env()) if url is None else url
    with closing(db.connect(chosen)) as connection:
        srid = db.storage_srid(connection)
        row = connection.execute(_YEAR, (BUDDHIST_ERA,)).fetchone()
    if row is None:
        raise DatabaseError("the database told no year")
    return City(chosen, srid, int(row[0]) if year is None else year)


def _moment(as_of: dt.datetime | dt.date | None) -> dt.datetime | None:
    if as_of is None or isinstance(as_of, dt.datetime):
        return as_of
    return dt.datetime.combine(as_of, dt.time.max, tzinfo=dt.UTC)


def _shown(row: BlockCoverage) -> dict[str, object]:
    return {
        "block": row.block,
        "ground_m2": float(row.ground_m2 or 0),
        "covered_pct": None if row.covered is None else float(100 * row.covered),
        "parcels": row.parcels,
        "with_owner_pct": _percent(row.with_owner, row.parcels),
        "with_price_pct": _percent(row.with_price, row.parcels),
        "with_use_pct": _percent(row.with_use, row.parcels),
        "assessed_pct": _percent(row.assessed, row.parcels),
        "tax_baht": baht(row.tax_satang),
        "gaps": row.gaps,
        "stake_baht": baht(row.stake_satang),
    }


def _percent(part: int, whole: int) -> float | None:
    return float(round(Decimal(100 * part) / whole, 1)) if whole else None
