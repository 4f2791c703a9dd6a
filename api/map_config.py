"""What the map application is told when its page opens."""

from __future__ import annotations

import warnings
from functools import lru_cache
from typing import Any

from psycopg import Connection
from pyproj import CRS

from api.visitor import Visitor
from kkmgis.registry.frame import Frame
from kkmgis.settings import Settings

GRID_SIZE_M = 2**24
GRID_ORIGIN = (500_000 - GRID_SIZE_M // 2, 12_000_000)
"""Top left corner of the square tile grid in the storage CRS, metres."""


@lru_cache(maxsize=4)
def proj4_text(srid: int) -> str:
    """Tell a CRS as proj4 wants it.

    >>> proj4_text(32648)
    '+proj=utm +zone=48 +datum=WGS84 +units=m +no_defs +type=crs'
    """
    with warnings.catch_warnings():
        # pyproj warns that the text loses the name of the CRS; the name is unused.
        warnings.simplefilter("ignore")
        return str(CRS.from_epsg(srid).to_proj4())


def read_extent(connection: Connection[Any]) -> list[float]:
    """Read the box of the municipality, of the parcels where no boundary is loaded.

    Returns
    -------
    list of float, [minx, miny, maxx, maxy], m, storage CRS
        The middle of the CRS's zone when the register is empty.
    """
    row = connection.execute(
        "WITH box AS (SELECT coalesce("
        " (SELECT ST_Extent(geom) FROM register.authority),"
        " (SELECT ST_Extent(geom) FROM register.parcel)) AS b)"
        " SELECT ST_XMin(b), ST_YMin(b), ST_XMax(b), ST_YMax(b) FROM box"
    ).fetchone()
    if row is None or row[0] is None:
        return [490_000.0, 1_760_000.0, 510_000.0, 1_780_000.0]
    return [float(value) for value in row]


def map_config(
    connection: Connection[Any],
    settings: Settings,
    visitor: Visitor,
    frame: Frame,
    srid: int,
) -> dict[str, Any]:
    """Make the configuration of the map, ready for JSON."""
    return {
        "language": visitor.language,
        "srid": srid,
        "proj4": proj4_text(srid),
        "extent": read_extent(connection),
        "tileGrid": {"origin": list(GRID_ORIGIN), "size": GRID_SIZE_M},
        "taxYear": frame.year,
        "taxYears": list(frame.years),
        "basemapUrl": settings.basemap_url,
        "basemapAttribution": settings.basemap_attribution,
        "user": {"name": visitor.display_name, "role": visitor.role},
        "layers": [],
        "csrf": visitor.csrf_token,
    }
