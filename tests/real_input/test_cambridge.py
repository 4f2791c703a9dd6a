"""Cambridge, Massachusetts: from two files to assessed parcels and gaps.

The figures are those that the data's README measured with other tools.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from kkmgis import db
from tests.database import Server
from tests.paths import SHARED
from tests.real_input.command import Answer, kkmgis

SRID = 32619
FOLDER = SHARED / "data" / "parcels" / "us_cambridge_fy2014"
POLYGONS = 13_116
ROLL_ROWS = 27_528
LAND_BAHT = 12_330_054_665
BUILDING_BAHT = 26_003_024_136
YEAR = "2569"


@dataclass(frozen=True)
class City:
    """The city after its files went in, and what each command answered."""

    url: str
    parcels: Answer
    roll: Answer
    assess: Answer
    gaps: Answer


@pytest.fixture(scope="module")
def city(database_server: Server) -> Iterator[City]:
    with database_server.database(migrated=False) as url:

        def run(*words: str) -> Answer:
            return kkmgis(url, *words, srid=SRID)

        assert run("db", "upgrade").status == 0
        parcels = run(
            "import", "parcels", str(FOLDER / "parcels_fy2014.geojson"),
            "--mapping", "cambridge-parcels", "--json",
        )  # fmt: skip
        roll = run(
            "import", "roll", str(FOLDER / "TaxFY14.csv"),
            "--mapping", "cambridge-roll", "--json",
        )  # fmt: skip
        assess = run("assess", YEAR, "--json")
        gaps = run("gaps", "--year", YEAR, "--json")
        yield City(url, parcels, roll, assess, gaps)


def whole(report: dict[str, Any]) -> bool:
    return bool(
        report["read"]
        == report["loaded"]
        + report["unchanged"]
        + report["updated"]
        + report["rejected"]
    )


def test_every_polygon_is_loaded_or_rejected(city: City) -> None:
    report = city.parcels.json
    assert report["read"] == POLYGONS
    assert whole(report)
    # One polygon is empty; nothing else is beyond repair.
    assert report["rejected"] == 1


def test_every_polygon_in_the_register_is_valid_and_in_place(city: City) -> None:
    with db.connect(city.url) as connection:
        row = connection.execute(
            "SELECT count(*), bool_and(ST_IsValid(geom)), min(ST_X(ST_Centroid(geom)))"
            " > 320000, max(ST_X(ST_Centroid(geom))) < 335000 FROM register.parcel"
        ).fetchone()
    assert row == (POLYGONS - 1, True, True, True)


def test_every_repair_is_logged_with_its_method(city: City) -> None:
    """37 polygons are invalid, as measured."""
    with db.connect(city.url) as connection:
        row = connection.execute(
            "SELECT count(DISTINCT row_no) FROM staging.staged_issue"
            " WHERE code LIKE 'geometry.%%' AND details ? 'method'"
        ).fetchone()
    assert row == (37,)


def test_duplicate_keys_are_flagged(city: City) -> None:
    duplicates = {
        code: n
        for code, n in city.parcels.json["issues"].items()
        if "duplicate" in code
    }
    assert sum(duplicates.values()) in (80, 93)


def test_same_file_again_changes_nothing(city: City) -> None:
    again = kkmgis(
        city.url, "import", "parcels", str(FOLDER / "parcels_fy2014.geojson"),
        "--mapping", "cambridge-parcels", "--json", srid=SRID,
    ).json  # fmt: skip
    assert again["loaded"] == again["updated"] == 0
    assert again["unchanged"] == POLYGONS - 1


def test_roll_values_add_up_to_the_file_less_the_rejects(city: City) -> None:
    report = city.roll.json
    assert report["read"] == ROLL_ROWS
    assert whole(report)
    with db.connect(city.url) as connection:
        loaded = connection.execute(
            "SELECT coalesce(sum(value_baht), 0) FROM register.stated_value"
        ).fetchone()
        rejected = connection.execute(
            "SELECT sum((attributes ->> 'TotalAppraisedLandValue')::numeric"
            "         + (attributes ->> 'TotalAppraisedImprovements')::numeric)"
            " FROM staging.staged_row WHERE outcome = 'rejected' AND batch_id = %s",
            (report["batch"],),
        ).fetchone()
    assert loaded is not None
    assert rejected is not None
    assert loaded[0] + (rejected[0] or 0) == LAND_BAHT + BUILDING_BAHT


def test_the_whole_city_is_assessed_or_set_aside_with_a_reason(city: City) -> None:
    assert city.assess.status in (0, 1), city.assess.errors
    with db.connect(city.url) as connection:
        missing = connection.execute(
            "SELECT count(*) FROM register.stated_value v"
            " WHERE v.parcel_id IS NOT NULL AND NOT EXISTS (SELECT FROM"
            " tax.current_line l WHERE l.kind = 'land' AND l.object_id = v.parcel_id)"
            " AND NOT EXISTS (SELECT FROM tax.set_aside s JOIN tax.current_run r"
            " ON r.id = s.run_id WHERE s.kind = 'land' AND s.object_id = v.parcel_id)"
        ).fetchone()
        total = connection.execute(
            "SELECT sum(tax_satang) FROM tax.current_line WHERE tax = 'land_building'"
        ).fetchone()
    assert missing == (0,)
    assert total is not None
    assert total[0] > 0


def test_overlaps_are_counted_as_measured_elsewhere(city: City) -> None:
    """39 pairs share more than 0.1 % of the smaller polygon, 10 more than 5 %."""
    assert city.gaps.status == 0, city.gaps.errors
    report = city.gaps.json
    assert report["kinds"]["parcel_overlap"]["count"] == 39
    worst = [
        gap
        for gap in report["gaps"]
        if gap["kind"] == "parcel_overlap" and gap["severity"] == "error"
    ]
    assert len(worst) == 10
