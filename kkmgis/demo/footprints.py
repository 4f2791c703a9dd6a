"""Fitting rectangles into parcels, aligned with the road."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from kkmgis.demo.noding import Floats
from kkmgis.demo.town import Shapes, Town

Flags = NDArray[np.bool_]


@dataclass(slots=True)
class Frames:
    """Each parcel seen from its road, shape (n,) each, metres.

    ``x0``, ``y0`` the middle of the front; ``ux``, ``uy`` along it, to the right when
    seen from inside; ``lean`` how far the parcel's middle line moves along the front
    for each metre inwards; ``width`` and ``depth`` of the parcel.
    """

    x0: Floats
    y0: Floats
    ux: Floats
    uy: Floats
    lean: Floats
    width: Floats
    depth: Floats

    def take(self, rows: NDArray[np.int64]) -> Frames:
        """Pick parcels."""
        return Frames(*(getattr(self, name)[rows] for name in Frames.__slots__))

    def at(self, inwards: Floats, sideways: Floats) -> tuple[Floats, Floats]:
        """Point at some metres from the front, and from the middle line."""
        along = inwards * self.lean + sideways
        return (
            self.x0 + along * self.ux - inwards * self.uy,
            self.y0 + along * self.uy + inwards * self.ux,
        )


def frames_of(town: Town) -> Frames:
    """See each parcel from its road."""
    front = town.front
    dx, dy = front[:, 2] - front[:, 0], front[:, 3] - front[:, 1]
    length = np.hypot(dx, dy)
    ux, uy = dx / length, dy / length
    x0, y0 = (front[:, 0] + front[:, 2]) / 2, (front[:, 1] + front[:, 3]) / 2
    coordinates, ring = shapely.get_coordinates(town.geom, return_index=True)
    starts = np.flatnonzero(np.r_[True, ring[1:] != ring[:-1]])
    inwards = (coordinates[:, 1] - y0[ring]) * ux[ring]
    inwards -= (coordinates[:, 0] - x0[ring]) * uy[ring]
    depth = np.maximum.reduceat(inwards, starts)
    middle = shapely.get_coordinates(shapely.centroid(town.geom))
    mx, my = middle[:, 0] - x0, middle[:, 1] - y0
    inside = my * ux - mx * uy
    lean = np.clip((mx * ux + my * uy) / np.maximum(inside, 1.0), -0.6, 0.6)
    return Frames(x0, y0, ux, uy, lean, town.area / depth, depth)


@dataclass(slots=True)
class Boxes:
    """Rectangles aligned with the fronts of parcels, shape (n,) each, metres.

    Their middles lie ``inwards`` from the front and ``sideways`` of the parcel's
    middle line.
    """

    inwards: Floats
    sideways: Floats
    width: Floats
    depth: Floats

    def take(self, rows: NDArray[np.int64]) -> Boxes:
        """Pick rectangles."""
        return Boxes(*(getattr(self, name)[rows] for name in Boxes.__slots__))


def rectangles(frames: Frames, boxes: Boxes) -> Shapes:
    """Draw rectangles."""
    width, depth = boxes.width, boxes.depth
    x, y = frames.at(boxes.inwards, boxes.sideways)
    along = np.array([-0.5, 0.5, 0.5, -0.5, -0.5])
    over = np.array([-0.5, -0.5, 0.5, 0.5, -0.5])
    a = width[:, None] * along
    b = depth[:, None] * over
    east = x[:, None] + a * frames.ux[:, None] - b * frames.uy[:, None]
    north = y[:, None] + a * frames.uy[:, None] + b * frames.ux[:, None]
    corners = np.round(np.stack([east, north], axis=2), 3)
    return np.asarray(shapely.polygons(corners), dtype=object)


def fit(
    geom: Shapes, frames: Frames, boxes: Boxes, rounds: int = 14
) -> tuple[Shapes, Flags]:
    """Shrink rectangles until they lie inside their parcels.

    Returns
    -------
    (rectangles, fits)
        Where ``fits`` is false, nothing of use fitted. ``boxes`` has the new sizes.
    """
    found = rectangles(frames, boxes)
    fits = shapely.contains_properly(geom, found)
    for _ in range(rounds):
        rows = np.flatnonzero(~fits)
        if not len(rows):
            break
        boxes.width[rows] *= 0.93
        boxes.depth[rows] *= 0.93
        found[rows] = rectangles(frames.take(rows), boxes.take(rows))
        fits[rows] = shapely.contains_properly(geom[rows], found[rows])
    return found, fits & (boxes.width > 2.2) & (boxes.depth > 2.2)


def notched(frames: Frames, boxes: Boxes, part: Floats, right: Flags) -> Shapes:
    """Draw L shapes: rectangles without a corner at the back."""
    width, depth = boxes.width, boxes.depth
    x, y = frames.at(boxes.inwards, boxes.sideways)
    side = np.where(right, 1.0, -1.0)[:, None]
    notch = part[:, None]
    one = np.ones_like(notch)
    along = side * np.concatenate(
        [-0.5 * one, 0.5 * one, 0.5 * one, 0.5 - notch, 0.5 - notch, -0.5 * one],
        axis=1,
    )
    over = np.concatenate(
        [-0.5 * one, -0.5 * one, 0.5 - notch, 0.5 - notch, 0.5 * one, 0.5 * one],
        axis=1,
    )
    a, b = width[:, None] * along, depth[:, None] * over
    east = x[:, None] + a * frames.ux[:, None] - b * frames.uy[:, None]
    north = y[:, None] + a * frames.uy[:, None] + b * frames.ux[:, None]
    corners = np.round(np.stack([east, north], axis=2), 3)
    closed = np.concatenate([corners, corners[:, :1]], axis=1)
    return np.asarray(shapely.polygons(closed), dtype=object)
