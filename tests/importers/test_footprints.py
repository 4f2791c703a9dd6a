"""Footprints: each file is an observation, renewed by number or by place."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from psycopg import Connection

from importers.undo import Undone, undo_batch
from tests.builders import make_authority
from tests.importers.conftest import Fetch, Load
from tests.importers.files import box, write_gpkg

STATE = (
    "SELECT code, observed_on, gone_on, ST_Area(geom)::int"
    " FROM register.footprint ORDER BY code"
)
OLD, NEW = dt.date(2024, 1, 15), dt.date(2026, 1, 15)


def seen(path: Path, day: dt.date, *shapes: Any, ids: bool = True, **more: Any) -> Path:
    """Write an observation by drone; the number of a building is its place."""
    rows = [
        {"source": "drone", "observed_on": day.isoformat(), **more}
        | ({"osm_id": f"w{shape.bounds[0]:.0f}"} if ids else {})
        for shape in shapes
    ]
    return write_gpkg(path, rows, list(shapes))


def test_footprint_is_read_with_what_the_source_says(
    load: Load, fetch: Fetch, tmp_path: Path
) -> None:
    path = seen(tmp_path / "f.gpkg", OLD, box(), confidence="0.8125", height="6.5")
    assert load("footprints", path).clean
    assert fetch(
        "SELECT source, code, observed_on, confidence::text, height_m::text,"
        " ST_Area(geom) FROM register.footprint"
    ) == [("drone", "w265000", OLD, "0.8125", "6.50", 1600.0)]


def test_same_file_again_changes_nothing(load: Load, tmp_path: Path) -> None:
    path = seen(tmp_path / "f.gpkg", OLD, box(), box(100))
    load("footprints", path)
    assert load("footprints", path).unchanged == 2


def test_building_without_number_is_known_again_by_its_ground(
    load: Load, fetch: Fetch, tmp_path: Path
) -> None:
    load("footprints", seen(tmp_path / "a.gpkg", OLD, box(0), ids=False))
    ((code, *_),) = fetch(STATE)
    report = load("footprints", seen(tmp_path / "b.gpkg", NEW, box(6), ids=False))
    assert report.updated == 1
    assert fetch(STATE) == [(code, NEW, None, 1600)]


def test_building_that_shares_less_than_half_is_another(
    load: Load, fetch: Fetch, tmp_path: Path
) -> None:
    load("footprints", seen(tmp_path / "a.gpkg", OLD, box(0), ids=False))
    report = load("footprints", seen(tmp_path / "b.gpkg", NEW, box(25), ids=False))
    assert report.loaded == 1
    assert len(fetch(STATE)) == 2


def test_what_is_no_longer_seen_is_gone_and_comes_back_when_seen(
    load: Load, fetch: Fetch, tmp_path: Path, connection: Connection[Any]
) -> None:
    corners = (box(0), box(300), box(150, 300))
    load("footprints", seen(tmp_path / "a.gpkg", OLD, *corners, box(120, 50)))
    before = fetch(STATE)
    report = load("footprints", seen(tmp_path / "b.gpkg", NEW, *corners))
    assert report.issues == {"file.footprints_gone": 1}
    gone = "SELECT code, gone_on FROM register.footprint WHERE gone_on IS NOT NULL"
    assert fetch(gone) == [("w265120", NEW)]
    assert undo_batch(connection, report.batch, actor="test") == Undone(0, 4)
    assert fetch(STATE) == before
    load("footprints", tmp_path / "b.gpkg")
    load("footprints", seen(tmp_path / "c.gpkg", NEW, *corners, box(120, 50)))
    assert fetch(gone) == []


def test_what_lies_outside_the_ground_of_a_file_is_left_alone(
    load: Load, fetch: Fetch, tmp_path: Path
) -> None:
    load("footprints", seen(tmp_path / "a.gpkg", OLD, box(0), box(500)))
    report = load("footprints", seen(tmp_path / "b.gpkg", NEW, box(0), box(100)))
    assert report.issues == {}
    assert fetch("SELECT count(*) FROM register.footprint WHERE gone_on IS NULL") == [
        (3,)
    ]


def test_older_observation_takes_nothing_away(
    load: Load, fetch: Fetch, tmp_path: Path
) -> None:
    load("footprints", seen(tmp_path / "a.gpkg", NEW, box(0), box(100), box(200)))
    report = load("footprints", seen(tmp_path / "b.gpkg", OLD, box(0), box(200)))
    assert "file.footprints_gone" not in report.issues


def test_footprints_outside_the_boundary_are_left_out(
    load: Load, fetch: Fetch, tmp_path: Path, connection: Connection[Any]
) -> None:
    make_authority(connection, x=0, y=0, width=300, height=300)
    path = seen(tmp_path / "a.gpkg", OLD, box(0), box(5_000), box(6_000))
    report = load("footprints", path)
    assert (report.loaded, report.unchanged) == (1, 2)
    assert report.issues == {"file.out_of_area": 1}
    assert len(fetch(STATE)) == 1
