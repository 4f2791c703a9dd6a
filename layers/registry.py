"""All layers of the map."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from layers.layer import Layer
from layers.relations import (
    assets,
    buildings,
    footprints,
    gaps,
    parcels,
    permits,
    places,
    reforms,
    signs,
)

EVERYBODY = ("admin", "officer", "finance", "planner", "viewer")
OFFICE = ("admin", "officer", "finance", "planner")

_LAYERS = (
    Layer(
        name="boundary",
        geometry="polygon",
        fields=places.BOUNDARY_FIELDS,
        detail=places.boundary,
        minzoom=0,
        roles=EVERYBODY,
        legends=("boundary",),
    ),
    Layer(
        name="blocks",
        geometry="polygon",
        fields=places.BLOCK_FIELDS,
        detail=places.blocks,
        minzoom=6,
        roles=EVERYBODY,
        legends=("blocks",),
    ),
    Layer(
        name="parcels",
        geometry="polygon",
        fields=parcels.FIELDS,
        detail=parcels.detail,
        overview=parcels.overview,
        detail_zoom=13,
        minzoom=11,
        roles=EVERYBODY,
        legends=("use", "tax_per_wa", "state"),
    ),
    Layer(
        name="buildings",
        geometry="polygon",
        fields=buildings.FIELDS,
        detail=buildings.detail,
        minzoom=14,
        roles=EVERYBODY,
        legends=("buildings",),
    ),
    Layer(
        name="footprints",
        geometry="polygon",
        fields=footprints.FIELDS,
        detail=footprints.detail,
        minzoom=14,
        roles=OFFICE,
        legends=("footprints",),
        visible=False,
    ),
    Layer(
        name="signs",
        geometry="point",
        fields=signs.FIELDS,
        detail=signs.detail,
        minzoom=13,
        roles=EVERYBODY,
        legends=("signs",),
        visible=False,
    ),
    Layer(
        name="permits",
        geometry="point",
        fields=permits.FIELDS,
        detail=permits.detail,
        minzoom=13,
        roles=OFFICE,
        legends=("permits",),
        visible=False,
    ),
    Layer(
        name="assets",
        geometry="mixed",
        fields=assets.FIELDS,
        detail=assets.detail,
        minzoom=10,
        roles=EVERYBODY,
        legends=("assets",),
        visible=False,
    ),
    Layer(
        name="gaps",
        geometry="mixed",
        fields=gaps.FIELDS,
        detail=gaps.detail,
        overview=gaps.overview,
        detail_zoom=13,
        minzoom=8,
        roles=OFFICE,
        legends=("gaps",),
    ),
)

LAYERS: Mapping[str, Layer] = MappingProxyType({layer.name: layer for layer in _LAYERS})
"""The layers by name, lowest first."""

REFORM = Layer(
    name="reform",
    geometry="polygon",
    fields=reforms.FIELDS,
    detail=reforms.detail,
    overview=reforms.overview,
    detail_zoom=13,
    minzoom=11,
    roles=EVERYBODY,
    legends=("reform_percent", "reform_baht"),
    asked_by="reform",
)
"""What one kept reform changes; only there when one is asked for."""

ALL_LAYERS: Mapping[str, Layer] = MappingProxyType({**LAYERS, REFORM.name: REFORM})
"""Also those that show something that was asked for."""
