"""Shapes between their reception and the register, and what was found on the way."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import shapely
from numpy.typing import NDArray

from kkmgis.geometry import check, repair
from kkmgis.geometry.finding import Finding
from kkmgis.geometry.reading import Geometries, Mask

Move = Callable[[Geometries], Geometries]
"""Brings shapes of the source into the storage CRS, see ``kkmgis.crs.to_storage``."""

MOST_DRAWN = 200
"""Corners of a shape that is kept to be drawn beside its repair."""


@dataclasses.dataclass(slots=True)
class Prepared:
    """Shapes ready for the register.

    Attributes
    ----------
    geometry : ndarray of shapely geometries or None, shape (n,)
        In the storage CRS on the 1 mm grid; None where a finding is an error.
    findings : list of Finding
    """

    geometry: Geometries
    findings: list[Finding]


@dataclasses.dataclass(slots=True)
class ShapeWork:
    """Shapes at work.

    Attributes
    ----------
    geometry : ndarray of shapely geometries or None, shape (n,)
    findings : list of Finding
    repairs : frozenset of str
        Those that may be done.
    """

    geometry: Geometries
    findings: list[Finding]
    repairs: frozenset[repair.Method]

    def there(self) -> Mask:
        """Tell which rows have a shape."""
        return ~check.missing(self.geometry)

    def refuse(self, rows: Mask, code: str, **values: object) -> None:
        """Take shapes out, with the reason."""
        for row in np.flatnonzero(rows):
            self.findings.append(Finding(int(row), code, values=values))
        self.geometry[rows] = None

    def mended(
        self,
        rows: NDArray[np.int64],
        code: str,
        method: repair.Method,
        before: Geometries,
        *,
        drawn: bool = True,
    ) -> None:
        """Note a repair with the shapes before it; those of now are after it.

        Parameters
        ----------
        rows : ndarray of int64, shape (k,)
        code, method : str
        before : ndarray of shapely geometries, shape (k,)
            In the storage CRS.
        drawn : bool
            Keep both shapes, so that a person sees what was done.
        """
        after = self.geometry[rows]
        self.findings += [
            Finding(int(row), code, values={"method": method, **told})
            for row, told in zip(rows, changes(before, after, drawn=drawn), strict=True)
        ]


def changes(
    before: Geometries, after: Geometries, *, drawn: bool = True
) -> list[dict[str, object]]:
    """Tell of repairs how they changed shape and area.

    Parameters
    ----------
    before, after : ndarray of shapely geometries, shape (k,)
        In the storage CRS.
    drawn : bool
        With both shapes as WKT, unless they have more than `MOST_DRAWN` corners.

    Returns
    -------
    list of dict, length k
    """
    was, is_now = shapely.area(before), shapely.area(after)
    told: list[dict[str, object]] = [
        {
            "area_before_m2": round(float(old), 3) if np.isfinite(old) else None,
            "area_after_m2": round(float(new), 3),
            "change_m2": round(float(new - old), 3) if np.isfinite(old) else None,
        }
        for old, new in zip(was, is_now, strict=True)
    ]
    if not drawn:
        return told
    size = np.maximum(
        shapely.get_num_coordinates(before), shapely.get_num_coordinates(after)
    )
    fits = np.flatnonzero((size <= MOST_DRAWN) & ~check.not_finite(before))
    for at, one, other in zip(
        fits,
        shapely.to_wkt(before[fits], rounding_precision=3),
        shapely.to_wkt(after[fits], rounding_precision=3),
        strict=True,
    ):
        told[at] |= {"before": one, "after": other}
    return told
