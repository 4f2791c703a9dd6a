"""What a layer is: a relation, the columns that may be seen, zooms, roles, legend."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from kkmgis.i18n import Language, text

Grid = Literal["web", "local"]
"""``web``: Web Mercator tiles; ``local``: square tiles in the storage CRS."""

FieldType = Literal["String", "Number", "Boolean"]

WEB_ZOOMS_MORE = 1
"""A web zoom shows about as much ground as the local zoom below it."""


@dataclass(frozen=True, slots=True)
class Field:
    """One attribute of a layer's features, as TileJSON names its type."""

    name: str
    type: FieldType


Relation = Callable[["Place"], str]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a tile is, as SQL text over its bound parameters.

    Attributes
    ----------
    near : str
        Box in the storage CRS that the tile and its border can show.
    pixel : str
        Side of a pixel of 1/256 tile, metres of the storage CRS.
    labels : bool
        The scale leaves room for words: else attributes that only serve labels
        stay out of the tile.
    """

    near: str
    pixel: str
    labels: bool = True


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer of the map.

    Attributes
    ----------
    name : str
        In addresses and in the tiles themselves.
    geometry : {"point", "polygon", "mixed"}
    fields : tuple of Field
        All that leaves the database besides ``geom``; never a person's data.
    detail : callable
        `Place` → a query over the bound parameter ``year`` that gives the fields
        and ``geom`` of what lies near the place.
    overview : callable or None
        The same with fewer and coarser features, for zooms below ``detail_zoom``.
    minzoom, maxzoom, detail_zoom : int
        Zooms of the local grid.
    roles : tuple of str
        Who may see it.
    legends : tuple of str
        Names of files in ``layers/styles``; the first is shown at the start.
    visible : bool
        Shown when the map opens.
    asked_by : str or None
        Further bound parameter of its queries, a number: what is to be shown.
    """

    name: str
    geometry: Literal["point", "polygon", "mixed"]
    fields: tuple[Field, ...]
    detail: Relation
    minzoom: int
    roles: tuple[str, ...]
    legends: tuple[str, ...]
    overview: Relation | None = None
    detail_zoom: int = 0
    maxzoom: int = 20
    visible: bool = True
    asked_by: str | None = None

    def title(self, language: Language = "th") -> str:
        """Name the layer for people."""
        return text(f"layers.{self.name}", language)

    def zooms(self, grid: Grid) -> tuple[int, int]:
        """Give the first and last zoom of a grid at which tiles hold features."""
        more = WEB_ZOOMS_MORE if grid == "web" else 0
        return self.minzoom + more, self.maxzoom + more

    def is_overview(self, z: int, grid: Grid) -> bool:
        """Tell whether a zoom shows the coarser picture."""
        more = WEB_ZOOMS_MORE if grid == "web" else 0
        return self.overview is not None and z < self.detail_zoom + more

    def has_labels(self, z: int, grid: Grid) -> bool:
        """Tell whether a zoom leaves room for words: one above the first details."""
        more = WEB_ZOOMS_MORE if grid == "web" else 0
        return z > self.detail_zoom + more
