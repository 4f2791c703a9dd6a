"""When a shape is the same, inside another, elsewhere: all limits in one place."""

from __future__ import annotations

from collections.abc import Mapping

THRESHOLDS: Mapping[str, float] = {
    # Common ground of two shapes, of the larger one, from which they are one shape.
    "same_share": 0.99,
    # Common ground, of the smaller shape, from which it lies inside the other.
    "inside_share": 0.9,
    # Parts add up to the whole within this share of it, or within so many m².
    "area_share": 0.01,
    "area_m2": 1.0,
    # Common ground of a parcel with its former place, of the smaller, below which
    # it is elsewhere and not changed.
    "elsewhere_share": 0.1,
    # Share of a parcel's ground under rows of the file that takes its land away.
    "covered_share": 0.5,
    # Share of the register's parcels within the file's extent that the file names,
    # from which it counts as complete there, and at least so many rows of it.
    "complete_share": 0.8,
    "complete_rows": 3,
}
"""Filled into the SQL of the difference; `docs/reconcile.md` tells them."""
