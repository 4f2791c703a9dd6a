"""The two tile grids: Web Mercator, and a square grid in the storage CRS.

The local grid has one tile of 16,777,216 m at zoom 0, so that a pixel of a
256 px tile is 65,536 / 2^z metres; it spans the whole of a UTM zone.
"""

from __future__ import annotations

LOCAL_SIZE = 16_777_216
"""Side of the local tile of zoom 0, metres."""

LOCAL_ORIGIN = (500_000 - LOCAL_SIZE // 2, 12_000_000)
"""Upper left corner of the local grid: easting, northing."""

WEB_SIZE = 40_075_016.6855784
"""Side of the web tile of zoom 0 at the equator, metres."""

HIGHEST_ZOOM = 24


def local_bounds(z: int, x: int, y: int) -> tuple[float, float, float, float]:
    """Give the box of a local tile.

    Returns
    -------
    tuple of float
        West, south, east, north in metres of the storage CRS.

    Examples
    --------
    >>> local_bounds(0, 0, 0)
    (-7888608.0, -4777216.0, 8888608.0, 12000000.0)
    """
    side = LOCAL_SIZE / 2**z
    west = LOCAL_ORIGIN[0] + x * side
    north = LOCAL_ORIGIN[1] - y * side
    return west, north - side, west + side, north


def local_tile(z: int, easting: float, northing: float) -> tuple[int, int]:
    """Find the local tile that a place is in.

    Examples
    --------
    >>> local_tile(0, 268_340, 1_818_020)
    (0, 0)
    """
    side = LOCAL_SIZE / 2**z
    return (
        int((easting - LOCAL_ORIGIN[0]) // side),
        int((LOCAL_ORIGIN[1] - northing) // side),
    )


def tile_exists(z: int, x: int, y: int) -> bool:
    """Tell whether a grid has such a tile.

    Examples
    --------
    >>> tile_exists(1, 1, 1), tile_exists(1, 2, 0)
    (True, False)
    """
    return 0 <= z <= HIGHEST_ZOOM and 0 <= x < 2**z and 0 <= y < 2**z
