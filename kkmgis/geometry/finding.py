"""What a check found about one of many shapes."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from kkmgis.issue import Severity
from kkmgis.rules.registry import severity_of


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with one shape, or was mended in it.

    Attributes
    ----------
    row : int, >= 0
        Index of the shape in the array that was checked.
    code : str
        Issue code, e.g. ``geometry.self_crossing_repaired``.
    needed : bool
        The row cannot do without its shape.
    place : tuple of float or None, m
        Where, x and y in the storage CRS.
    values : mapping
        Placeholders of the message: reason, method, areas in m².
    """

    row: int
    code: str
    place: tuple[float, float] | None = None
    values: Mapping[str, object] = dataclasses.field(default_factory=dict)
    needed: bool = True

    @property
    def severity(self) -> Severity:
        """Tell how bad it is; of an error the shape cannot be used."""
        return severity_of(self.code, needed=self.needed)

    @property
    def place_wkt(self) -> str | None:
        """Spell the place as WKT."""
        if self.place is None:
            return None
        return f"POINT({self.place[0]:.3f} {self.place[1]:.3f})"
