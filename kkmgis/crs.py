"""From one coordinate system to another; the datum of old Thai maps is pinned.

Old deeds and tax maps are in Indian 1975 (EPSG:4240, UTM 24047 and 24048). For it
PROJ's default operation is wrong by about 190 m at Khon Kaen, so that Indian 1975
goes through one operation only, EPSG:1537, which reproduces real tax maps to the
centimetre. Every other system goes by PROJ's best operation, x before y.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.enums import TransformDirection
from pyproj.exceptions import CRSError, ProjError

from kkmgis.errors import SourceError
from kkmgis.i18n import both

Coordinates = NDArray[np.float64]
Geometries = NDArray[np.object_]
Step = Callable[[Coordinates, Coordinates], tuple[Coordinates, Coordinates]]

WGS_84 = CRS.from_epsg(4326)
INDIAN_1975 = CRS.from_epsg(4240)
STORAGE_GRID_M = 0.001
_EDGE_POINTS = 53

PINNED_OPERATION = "EPSG:1537"
PINNED_PIPELINE = (
    "+proj=pipeline"
    " +step +proj=unitconvert +xy_in=deg +xy_out=rad"
    " +step +proj=push +v_3"
    " +step +proj=cart +ellps=evrst30"
    " +step +proj=helmert +x=204.64 +y=834.74 +z=293.8"
    " +step +inv +proj=cart +ellps=WGS84"
    " +step +proj=pop +v_3"
    " +step +proj=unitconvert +xy_in=rad +xy_out=deg"
)

EVEREST_1937_AXIS_M = 6377276.345
EVEREST_1937_INVERSE_FLATTENING = 300.8017
# Names that programs write when they know the ellipsoid but not the datum.
_NAMELESS = ("unknown", "notspecified", "unspecified", "undefined", "basedoneverest")


def parse_crs(text: str | int) -> CRS:
    """Understand the name of a coordinate system.

    Parameters
    ----------
    text : str or int
        EPSG code with or without ``EPSG:``, or WKT of any flavour.

    Raises
    ------
    SourceError
        PROJ does not know it, or it is not a plane or geographic system.

    Examples
    --------
    >>> parse_crs("EPSG:24048").name
    'Indian 1975 / UTM zone 48N'
    """
    try:
        crs = horizontal(CRS.from_user_input(_bare_number(text)))
    except CRSError:
        raise SourceError(both("source.crs.unknown", crs=str(text)[:60])) from None
    if not (crs.is_projected or crs.is_geographic):
        raise SourceError(both("source.crs.unknown", crs=crs.name))
    return crs


def _bare_number(text: str | int) -> str | int:
    stripped = str(text).strip()
    return int(stripped) if stripped.isascii() and stripped.isdigit() else stripped


def horizontal(crs: CRS) -> CRS:
    """Leave out heights, and a shift to WGS 84 that a file carries along."""
    if crs.is_compound:
        return horizontal(crs.sub_crs_list[0])
    if crs.is_bound and crs.source_crs is not None:
        return horizontal(crs.source_crs)
    return crs.to_2d() if len(crs.axis_info) > 2 else crs


@lru_cache(maxsize=256)
def name_of(crs: CRS) -> str:
    """Name a system for people: its EPSG code where it has one."""
    code = crs.to_epsg()
    return crs.name if code is None else f"EPSG:{code}"


@lru_cache(maxsize=256)
def is_indian_1975(crs: CRS) -> bool:
    """Tell whether a system is on the datum Indian 1975, however it is spelt.

    Understands EPSG codes, ESRI names (``D_Indian_1975``) and systems that give
    nothing but the Everest ellipsoid in its adjustment of 1937.
    """
    geodetic = crs.geodetic_crs
    if geodetic is None or geodetic.datum is None:
        return False
    if geodetic.to_epsg() == INDIAN_1975.to_epsg():
        return True
    names = [_letters(name) for name in (geodetic.datum.name, geodetic.name)]
    if any("indian" in name and "1975" in name for name in names):
        return True
    nameless = any(word in names[0] for word in _NAMELESS)
    return nameless and _is_everest_1937(geodetic)


def _letters(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())


def _is_everest_1937(crs: CRS) -> bool:
    ellipsoid = crs.ellipsoid
    return (
        ellipsoid is not None
        and abs(ellipsoid.semi_major_metre - EVEREST_1937_AXIS_M) < 1e-3
        and abs(ellipsoid.inverse_flattening - EVEREST_1937_INVERSE_FLATTENING) < 1e-4
    )


def transform_xy(
    x: Coordinates, y: Coordinates, source: CRS, target: CRS
) -> tuple[Coordinates, Coordinates]:
    """Transform coordinates, Indian 1975 by the pinned pipeline.

    Parameters
    ----------
    x, y : ndarray of float64, shape (n,), degrees or the unit of ``source``
        East or longitude, and north or latitude.
    source, target : CRS

    Returns
    -------
    tuple of ndarray, each of shape (n,)
        In the order given. Where no value exists: infinity.
    """
    for step in _steps(source, target):
        x, y = step(np.asarray(x, np.float64), np.asarray(y, np.float64))
    return x, y


def move_bounds(
    bounds: tuple[float, float, float, float], source: CRS, target: CRS
) -> tuple[float, float, float, float]:
    """Transform a rectangle: the extent of its edges in the other system.

    Parameters
    ----------
    bounds : tuple
        West, south, east, north in ``source``.
    source, target : CRS

    Returns
    -------
    tuple
        In ``target``; what has no value there is left out.
    """
    west, south, east, north = bounds
    along = np.linspace(0.0, 1.0, _EDGE_POINTS)
    x = west + (east - west) * along
    y = south + (north - south) * along
    still = np.zeros_like(along)
    moved_x, moved_y = transform_xy(
        np.concatenate([x, x, still + west, still + east]),
        np.concatenate([still + south, still + north, y, y]),
        source,
        target,
    )
    there = np.isfinite(moved_x) & np.isfinite(moved_y)
    x, y = moved_x[there], moved_y[there]
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())


def to_storage(
    geometries: Geometries | Sequence[Any], source: CRS, storage_srid: int
) -> Geometries:
    """Bring geometries into the CRS in which a database keeps them.

    Parameters
    ----------
    geometries : ndarray of shapely geometries or None, shape (n,)
    source : CRS
        As the file says it, see :func:`parse_crs`.
    storage_srid : int, EPSG code
        Metric system of the database.

    Returns
    -------
    ndarray of shapely geometries or None, shape (n,)
        Not yet on the storage grid. Coordinates without a value are infinite.
    """
    given = np.asarray(geometries, dtype=np.object_)
    target = CRS.from_epsg(storage_srid)
    if source == target:
        return given

    def move(xy: Coordinates) -> Coordinates:
        return np.column_stack(transform_xy(xy[:, 0], xy[:, 1], source, target))

    moved: Geometries = shapely.transform(given, move)
    return moved


def swap_axes(geometries: Geometries) -> Geometries:
    """Put east before north in geometries that have it the other way round."""
    swapped: Geometries = shapely.transform(geometries, lambda xy: xy[:, ::-1])
    return swapped


def _steps(source: CRS, target: CRS) -> list[Step]:
    old, new = is_indian_1975(source), is_indian_1975(target)
    if old == new and not old:
        return [_by_proj(source, target)]
    steps = [_by_proj(source, _own_degrees(source))] if old else []
    if not old:
        steps += [_by_proj(source, WGS_84), _pinned(TransformDirection.INVERSE)]
    elif not new:
        steps += [_pinned(TransformDirection.FORWARD), _by_proj(WGS_84, target)]
    return [*steps, _by_proj(_own_degrees(target), target)] if new else steps


def _own_degrees(crs: CRS) -> CRS:
    geodetic = crs.geodetic_crs
    return crs if geodetic is None else geodetic


def _by_proj(source: CRS, target: CRS) -> Step:
    if source == target:
        return lambda x, y: (x, y)
    transformer = _transformer(source, target)
    return lambda x, y: _run(transformer, TransformDirection.FORWARD, x, y)


def _pinned(direction: TransformDirection) -> Step:
    transformer = Transformer.from_pipeline(PINNED_PIPELINE)
    return lambda x, y: _run(transformer, direction, x, y)


@lru_cache(maxsize=16)
def _transformer(source: CRS, target: CRS) -> Transformer:
    try:
        return Transformer.from_crs(source, target, always_xy=True)
    except ProjError as error:
        shown = {"source": name_of(source), "target": name_of(target)}
        raise SourceError(both("source.crs.no_way", **shown)) from error


def _run(
    transformer: Transformer,
    direction: TransformDirection,
    x: Coordinates,
    y: Coordinates,
) -> tuple[Coordinates, Coordinates]:
    east, north = transformer.transform(x, y, direction=direction, errcheck=False)
    return np.asarray(east, np.float64), np.asarray(north, np.float64)
