"""Repairs are chosen by name, and a person sees each before and after."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import shapely
from psycopg import Connection

from importers.profile_yaml import parse_profile
from importers.repairs import repairs_of
from kkmgis.errors import SourceError
from kkmgis.geometry.reading import read_wkt
from kkmgis.geometry.repair import DEFAULT_REPAIRS, chosen_repairs
from kkmgis.rules.registry import rule
from tests.importers.conftest import Fetch, Load
from tests.importers.examples import write_example


def spiked(folder: Path) -> Path:
    return write_example(folder, rule("geometry.spike").example)


def test_repair_is_listed_with_the_shape_before_and_after(
    load: Load, fetch: Fetch, connection: Connection[Any], tmp_path: Path
) -> None:
    report = load(
        "parcels",
        spiked(tmp_path / "a"),
        crs="EPSG:32648",
        repairs={"remove_spikes": True},
    )
    assert report.repaired == {"remove_spikes": 1}
    (repair,) = repairs_of(connection, report.batch)
    assert (repair.row_no, repair.method) == (1, "remove_spikes")
    before, after = read_wkt([repair.before, repair.after]).geometry
    assert before.area - after.area == pytest.approx(0.4, abs=0.01)
    ((stored,),) = fetch("SELECT ST_AsText(geom) FROM register.parcel")
    assert shapely.equals(shapely.from_wkt(stored), after)


def test_shape_stays_as_drawn_unless_a_repair_is_asked_for(
    load: Load, connection: Connection[Any], tmp_path: Path
) -> None:
    report = load("parcels", spiked(tmp_path / "a"), crs="EPSG:32648")
    assert report.issues == {"geometry.spike": 1}
    assert repairs_of(connection, report.batch) == []


def test_profile_chooses_repairs_and_the_person_goes_first() -> None:
    text = "kinds: {parcels: {repairs: {remove_spikes: true, close_ring: false}}}"
    said = parse_profile(text, "p").section("parcels").repairs
    assert chosen_repairs(said) == DEFAULT_REPAIRS - {"close_ring"} | {"remove_spikes"}
    assert chosen_repairs(said, {"close_ring": True}) > DEFAULT_REPAIRS


def test_unknown_repair_is_refused_by_name() -> None:
    with pytest.raises(SourceError, match="remove_walls"):
        chosen_repairs({"remove_walls": True})
