"""What the map application is told when its page opens."""

from __future__ import annotations

import warnings
from functools import lru_cache
from typing import Any

from psycopg import Connection
from pyproj import CRS

from api.visitor import Visitor
from kkmgis.assess.kept_reforms import read_kept_reform
from kkmgis.registry.frame import Frame
from kkmgis.registry.place import read_box
from kkmgis.settings import Settings
from layers.describe import describe
from layers.grid import LOCAL_ORIGIN, LOCAL_SIZE
from layers.registry import LAYERS, REFORM


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


def map_config(
    connection: Connection[Any],
    settings: Settings,
    visitor: Visitor,
    frame: Frame,
    srid: int,
    *,
    reform_id: int | None = None,
) -> dict[str, Any]:
    """Make the configuration of the map, ready for JSON.

    Parameters
    ----------
    reform_id : int, optional
        Reform to be shown; one that is not kept (any more) is left out.
    """
    reform = None
    if reform_id is not None and visitor.may("reform.read"):
        reform = read_kept_reform(connection, reform_id)
    shown = [*LAYERS.values(), *((REFORM,) if reform is not None else ())]
    return {
        "language": visitor.language,
        "srid": srid,
        "proj4": proj4_text(srid),
        "extent": read_box(connection),
        "tileGrid": {"origin": list(LOCAL_ORIGIN), "size": LOCAL_SIZE},
        "taxYear": frame.year,
        "taxYears": list(frame.years),
        "basemapUrl": settings.basemap_url,
        "basemapAttribution": settings.basemap_attribution,
        "user": {"name": visitor.display_name, "role": visitor.role},
        "layers": [
            describe(layer, visitor.language)
            for layer in shown
            if visitor.role in layer.roles
        ],
        "reform": None if reform is None else _reform(reform),
        "csrf": visitor.csrf_token,
    }


def _reform(reform: dict[str, Any]) -> dict[str, Any]:
    amounts = ("before", "after", "difference")
    return {
        **{name: reform[name] for name in ("id", "title", "year")},
        **{name: reform["totals"][name] for name in amounts},
    }
