"""Folium maps in notebooks, in the same colours as every other map of kkmgis.

There is no outside basemap unless one is asked for, so that making a map needs no
network. The page that folium writes loads Leaflet when somebody looks at it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from itertools import pairwise
from typing import Any

import folium
import geopandas as gpd
import pandas as pd

from kkmgis.i18n import Language
from layers.legend import legend, look

_DEGREES = 4326
_RAMP = ("#F7FBFF", "#C6DBEF", "#9ECAE1", "#6BAED6", "#3182BD", "#08519C")
_UNKNOWN = "#FFFFFF"
_LEGEND = "kkmgis-legend-"

Style = Callable[[Mapping[str, Any]], dict[str, Any]]


def draw(
    frame: gpd.GeoDataFrame,
    style: str,
    *,
    tooltip: Sequence[str] = (),
    on: folium.Map | None = None,
    basemap: str | None = None,
    language: Language = "th",
) -> folium.Map:
    """Draw a layer in one of our styles, with its legend.

    Parameters
    ----------
    frame : GeoDataFrame
        With the column that the style goes by: of ``layers.open().frame(...)``.
    style : str
        Name of a legend: ``use``, ``state``, ``gaps``, ``buildings``, ``blocks``,
        ``boundary``, ``public`` …
    tooltip : sequence of str
        Columns shown under the pointer, after the index.
    on : Map, optional
        To draw on top of; else a new one that shows the whole frame.
    basemap : str, optional
        Address of tiles with ``{z}/{x}/{y}``; none when not said.
    language : {"th", "en"}

    Returns
    -------
    Map
    """
    described = legend(style, language)
    attribute = described["attribute"]

    def paint(feature: Mapping[str, Any]) -> dict[str, Any]:
        value = feature["properties"].get(attribute) if attribute else None
        return _leaflet(look(style, value))

    target = _target(frame, on, basemap)
    _add(frame, attribute, tooltip, paint, title=described["title"], target=target)
    entries = [(item["label"], _swatch(item)) for item in described["items"]]
    _add_legend(described["title"], entries, target)
    return target


def draw_ramp(
    frame: gpd.GeoDataFrame,
    column: str,
    breaks: Sequence[float],
    *,
    title: str,
    tooltip: Sequence[str] = (),
    on: folium.Map | None = None,
    basemap: str | None = None,
) -> folium.Map:
    """Draw numbers as a ramp of at most six colours between round breaks.

    Parameters
    ----------
    frame : GeoDataFrame
    column : str
        Of numbers; a missing one is left white.
    breaks : sequence of float, ascending, 2 to 7
        Bounds of the classes: a number belongs to the class whose lower bound it
        reaches; below the first and from the last on it takes the outer classes.
    title : str
        Of the legend, with the unit.

    Raises
    ------
    ValueError
        There are too few or too many breaks, or they do not ascend.
    """
    if not 2 <= len(breaks) <= len(_RAMP) + 1 or any(
        a >= b for a, b in pairwise(breaks)
    ):
        raise ValueError(f"{list(breaks)} are no 2 to 7 ascending breaks")
    colours = _RAMP[len(_RAMP) - (len(breaks) - 1) :]

    def paint(feature: Mapping[str, Any]) -> dict[str, Any]:
        value = feature["properties"].get(column)
        fill = _UNKNOWN if value is None else colours[_class(float(value), breaks)]
        return {"fillColor": fill, "color": "#5A5A5A", "weight": 1, "fillOpacity": 0.8}

    target = _target(frame, on, basemap)
    _add(frame, column, tooltip, paint, title=title, target=target)
    entries = [
        (f"{low:,g} – {high:,g}", f"background:{colour};border:1px solid #5A5A5A")
        for (low, high), colour in zip(pairwise(breaks), colours, strict=True)
    ]
    _add_legend(title, entries, target)
    return target


def _class(value: float, breaks: Sequence[float]) -> int:
    reached = sum(value >= low for low in breaks[:-1])
    return max(reached - 1, 0)


def _target(
    frame: gpd.GeoDataFrame, on: folium.Map | None, basemap: str | None
) -> folium.Map:
    if on is not None:
        return on
    made = folium.Map(
        tiles=basemap,
        attr="" if basemap else None,
        control_scale=True,
        prefer_canvas=True,
    )
    if len(frame):
        west, south, east, north = frame.to_crs(_DEGREES).total_bounds.tolist()
        made.fit_bounds([[south, west], [north, east]])
    return made


def _add(
    frame: gpd.GeoDataFrame,
    column: str | None,
    tooltip: Sequence[str],
    paint: Style,
    *,
    title: str,
    target: folium.Map,
) -> None:
    if not len(frame):
        return
    name = str(frame.index.name or "id")
    wanted = list(dict.fromkeys([*([column] if column else []), *tooltip]))
    shown = frame[[*wanted, frame.geometry.name]].to_crs(_DEGREES).reset_index()
    shown = shown[shown.geometry.notna() & ~shown.geometry.is_empty]
    for label in wanted:
        shown[label] = [_plain(value) for value in shown[label]]
    folium.GeoJson(
        shown,
        name=title,
        style_function=paint,
        marker=folium.CircleMarker(radius=5),
        tooltip=folium.GeoJsonTooltip([name, *tooltip]),
    ).add_to(target)


def _plain(value: object) -> object:
    """Turn a cell into what JSON holds; an exact decimal stays exact as text."""
    if value is None or value is pd.NA or value != value:  # noqa: PLR0124 - NaN
        return None
    return value if isinstance(value, (str, int, float, bool)) else str(value)


def _leaflet(item: Mapping[str, Any]) -> dict[str, Any]:
    fill = item.get("fill")
    return {
        "color": item["stroke"],
        "weight": item["width"],
        "dashArray": " ".join(map(str, item["dash"])) if "dash" in item else None,
        "fill": fill is not None,
        "fillColor": fill,
        "fillOpacity": item.get("opacity", 0.75) if fill is not None else 0,
    }


def _swatch(item: Mapping[str, Any]) -> str:
    line = "dashed" if "dash" in item else "solid"
    fill = item.get("fill") or "transparent"
    return f"background:{fill};border:{item['width']}px {line} {item['stroke']}"


def _add_legend(title: str, entries: Sequence[tuple[str, str]], on: folium.Map) -> None:
    """Put a legend at the foot of the map, beside those that stand there."""
    page = on.get_root()
    if not isinstance(page, folium.Figure):
        return
    number = sum(name.startswith(_LEGEND) for name in page.html._children)
    rows = "".join(
        f'<div><i style="display:inline-block;width:14px;height:14px;'
        f'margin-right:6px;vertical-align:middle;{swatch}"></i>{escape(label)}</div>'
        for label, swatch in entries
    )
    html = (
        f'<div style="position:fixed;bottom:24px;left:{24 + 230 * number}px;'
        "max-width:210px;z-index:900;background:#fff;padding:8px 12px;"
        "border:1px solid #999;border-radius:4px;"
        "font:14px/1.7 Sarabun,'Noto Sans Thai',sans-serif\">"
        f"<b>{escape(title)}</b>{rows}</div>"
    )
    page.html.add_child(folium.Element(html), name=f"{_LEGEND}{number}")
