"""Ground of a made-up authority: blocks of lots that share their corners."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely

COLUMNS, ROWS = 10, 2
LOTS = COLUMNS * ROWS
"""Lots of a block: two rows, back to back, with a road all round."""

_ROAD_M = 8
_WIDTH_M, _DEPTH_M = (9, 36), (18, 60)
_BEND_M = 2
_ORIGIN_M = (260_000, 1_800_000)
_STEP_M = 1_000


def lots(count: int, rng: np.random.Generator, place: int) -> npt.NDArray[np.int64]:
    """Lay lots out, block by block.

    Parameters
    ----------
    count : int
        Of lots; the last block may be cut short.
    rng : Generator
    place : int
        Which authority, so that no two lie on the same ground.

    Returns
    -------
    ndarray of int64, shape (count, 5, 2), millimetres
        Closed rings. Neighbours have the same corners, to the digit.
    """
    blocks = -(-count // LOTS)
    corners = _lattices(blocks, rng)
    wide = int(np.ceil(np.sqrt(blocks)))
    number = np.arange(blocks)
    pitch = np.array([COLUMNS * _WIDTH_M[1] + _ROAD_M, ROWS * _DEPTH_M[1] + _ROAD_M])
    at = np.stack([number % wide, number // wide], axis=1) * pitch
    at = at + np.array(_ORIGIN_M) + np.array([place % 100, place // 100]) * _STEP_M
    corners += (at * 1000)[:, None, None, :]
    ring = np.stack(
        [
            corners[:, :-1, :-1],
            corners[:, :-1, 1:],
            corners[:, 1:, 1:],
            corners[:, 1:, :-1],
            corners[:, :-1, :-1],
        ],
        axis=3,
    )
    return ring.reshape(blocks * LOTS, 5, 2)[:count]


def _lattices(blocks: int, rng: np.random.Generator) -> npt.NDArray[np.int64]:
    """Make the corners of each block, shape (blocks, ROWS + 1, COLUMNS + 1, 2)."""
    widths = rng.integers(_WIDTH_M[0] * 1000, _WIDTH_M[1] * 1000, (blocks, COLUMNS))
    depths = rng.integers(_DEPTH_M[0] * 1000, _DEPTH_M[1] * 1000, (blocks, ROWS))
    shape = (blocks, ROWS + 1, COLUMNS + 1)
    across = np.zeros((blocks, COLUMNS + 1), dtype=np.int64)
    across[:, 1:] = np.cumsum(widths, axis=1)
    along = np.zeros((blocks, ROWS + 1), dtype=np.int64)
    along[:, 1:] = np.cumsum(depths, axis=1)
    corners = np.empty((*shape, 2), dtype=np.int64)
    corners[..., 0] = across[:, None, :]
    corners[..., 1] = along[:, :, None]
    # Bends are far smaller than half a lot, so that no ring can cross itself.
    corners += rng.integers(-_BEND_M * 500, _BEND_M * 500, corners.shape)
    return corners


def areas_x10000_wa(rings: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Measure rings in mm exactly, in ten-thousandths of a square wa (4 m²)."""
    start = rings[:, :1]
    x, y = np.moveaxis(rings - start, 2, 0)
    twice = np.abs((x[:, :-1] * y[:, 1:] - x[:, 1:] * y[:, :-1]).sum(axis=1))
    areas: npt.NDArray[np.int64] = twice * 10_000 // (2 * 4 * 10**6)
    return areas


def as_wkb(rings: npt.NDArray[np.int64]) -> npt.NDArray[np.object_]:
    """Write rings in mm as polygons in metres, WKB."""
    return np.asarray(shapely.to_wkb(shapely.polygons(rings / 1000)), dtype=object)
