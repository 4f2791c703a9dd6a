"""Bending the flat plan into the ground: curved roads, crooked lots."""

from __future__ import annotations

import math

import numpy as np

from kkmgis.demo.noding import Floats

# Middle of the demo city: 102.835 E, 16.432 N, in UTM zone 48 (WGS 84), metres.
CENTRE_E = 268_790.0
CENTRE_N = 1_817_990.0
_BEARING = math.radians(-5.0)


class Field:
    """A smooth field of displacement whose slope stays below one half.

    Parameters
    ----------
    radii : (float, float), m
        East-west and north-south radius of the town; the limit is the rougher.
    rng : Generator
    """

    def __init__(self, radii: tuple[float, float], rng: np.random.Generator) -> None:
        self._radii = radii
        reach = sum(radii) / 2
        # Wave length, height, number, and whether only the outskirts feel it.
        kinds = (
            (1.55 * reach, 0.040 * reach, 3, False),
            (0.62 * reach, 0.0085 * reach, 4, False),
            (620.0, 7.0, 5, False),
            (230.0, 1.9, 6, False),
            (0.34 * reach, 0.020 * reach, 4, True),
            (0.13 * reach, 0.005 * reach, 4, True),
        )
        self._waves = [
            (
                length * (0.75 + 0.5 * rng.random()),
                height / math.sqrt(count),
                *(rng.random(3) * math.tau),
                outer,
            )
            for length, height, count, outer in kinds
            for _ in range(count)
        ]

    def __call__(self, points: Floats) -> Floats:
        """Move points of the flat plan to their place in EPSG:32648.

        Parameters
        ----------
        points : ndarray, shape (n, 2), m

        Returns
        -------
        ndarray, shape (n, 2), m, easting and northing on the 1 mm grid
        """
        x, y = points[:, 0], points[:, 1]
        out = np.hypot(x / self._radii[0], y / self._radii[1])
        outskirts = np.clip((out - 0.62) / 0.38, 0.0, 1.0) ** 2
        east, north = x.copy(), y.copy()
        for length, height, angle, phase, across, outer in self._waves:
            way = (x * math.cos(angle) + y * math.sin(angle)) * (math.tau / length)
            size = height * np.sin(way + phase) * (outskirts if outer else 1.0)
            east += size * math.cos(across)
            north += size * math.sin(across)
        c, s = math.cos(_BEARING), math.sin(_BEARING)
        east, north = (
            east * c - north * s + CENTRE_E,
            east * s + north * c + CENTRE_N,
        )
        placed: Floats = np.column_stack([east, north]).astype(np.float64)
        return placed.round(3)
