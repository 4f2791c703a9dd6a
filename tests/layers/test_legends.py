"""Legends and descriptions: one source of colours, in both languages."""

from __future__ import annotations

import re
from typing import Any

import pytest

from kkmgis.coverage import KIND_NAMES
from layers.describe import describe, tile_json
from layers.legend import legend, look
from layers.registry import LAYERS, OFFICE
from layers.relations.parcels import TAX_BREAKS

NAMES = sorted({name for layer in LAYERS.values() for name in layer.legends})


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_legend_is_whole_in_both_languages(name: str, language: Any) -> None:
    made = legend(name, language)
    assert made["title"]
    assert made["items"]
    for item in made["items"]:
        assert item["label"]
        assert not item["label"].startswith("layers.")
        assert item["width"] > 0
        for colour in (item["stroke"], item.get("fill")):
            assert colour is None or re.fullmatch(r"#[0-9A-F]{6}", colour)


def test_uses_have_the_colours_of_the_house() -> None:
    """Safe for the colour-blind; vacant is hatched, unknown dashed as well."""
    items = {item["value"]: item for item in legend("use")["items"]}
    assert {use: item["fill"] for use, item in items.items()} == {
        "agriculture": "#009E73",
        "residential": "#E69F00",
        "other": "#D55E00",
        "vacant": "#8A8A8A",
        "exempt": "#56B4E9",
        "unknown": "#FFFFFF",
    }
    assert items["vacant"]["pattern"] == "hatch"
    assert items["unknown"]["dash"]


def test_every_kind_of_gap_has_its_sign() -> None:
    """Colour alone says nothing to some people: pattern and icon as well."""
    items = legend("gaps")["items"]
    assert tuple(item["value"] for item in items) == KIND_NAMES
    assert all(item["pattern"] and item["icon"] for item in items)
    assert {item["fill"] for item in items} == {"#CC79A7"}


def test_ramp_has_the_breaks_of_the_tiles() -> None:
    """A melted parcel carries the lower end of its class: it must paint that class."""
    items = [item for item in legend("tax_per_wa")["items"] if "from" in item]
    assert tuple(item["from"] for item in items) == (0, *TAX_BREAKS)
    assert len({item["fill"] for item in items}) == len(items)


@pytest.mark.parametrize(
    ("name", "value", "label"),
    [
        ("tax_per_wa", 0, "layers.tax_per_wa.0"),
        ("tax_per_wa", 4.99, "layers.tax_per_wa.1"),
        ("tax_per_wa", 5, "layers.tax_per_wa.5"),
        ("tax_per_wa", 1e9, "layers.tax_per_wa.200"),
        ("tax_per_wa", None, "layers.tax_per_wa.none"),
        ("tax_per_wa", float("nan"), "layers.tax_per_wa.none"),
        ("use", "vacant", "layers.use.vacant"),
        ("use", "what", "layers.use.unknown"),
        ("blocks", None, "layers.blocks"),
    ],
)
def test_value_finds_its_look(name: str, value: object, label: str) -> None:
    assert look(name, value)["label"] == label


@pytest.mark.parametrize("layer", LAYERS)
def test_layer_describes_itself(layer: str) -> None:
    described = describe(LAYERS[layer], "th")
    assert described["name"] == layer
    assert described["minzoom"] < described["maxzoom"]
    assert described["legend"] == described["legends"][0]
    assert set(described["fields"].values()) <= {"String", "Number", "Boolean"}


@pytest.mark.parametrize("layer", LAYERS)
def test_tile_json_is_version_three(layer: str) -> None:
    address = f"http://localhost/tiles/{layer}/{{z}}/{{x}}/{{y}}.mvt"
    made = tile_json(LAYERS[layer], tiles=address, bounds=(102.7, 16.3, 102.9, 16.5))
    assert made["tilejson"] == "3.0.0"
    assert made["tiles"] == [address]
    [vector] = made["vector_layers"]
    assert vector["id"] == layer
    assert set(vector["fields"]) == {field.name for field in LAYERS[layer].fields}
    assert made["bounds"] == [102.7, 16.3, 102.9, 16.5]


def test_only_the_office_sees_gaps() -> None:
    assert LAYERS["gaps"].roles == OFFICE
    assert "viewer" not in OFFICE
