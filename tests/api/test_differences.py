"""Why the levy changed, as JSON, as a file and as a page."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest
from psycopg import Connection
from starlette.testclient import TestClient

from api.app import create_app
from kkmgis.assess.run import assess_year
from kkmgis.db import connect
from kkmgis.settings import Settings
from tests.api.town import FIRM, HOME, YEAR, build_town
from tests.api.web import Web
from tests.database import Server

LAST = YEAR - 1
PATH = f"/api/v1/assessments/differences?from={LAST}&to={YEAR}"
CAUSES = (
    "law",
    "price",
    "area",
    "building",
    "use",
    "exemption",
    "owner",
    "correction",
)
BAHT = Decimal("0.01")


def change(connection: Connection[Any]) -> None:
    """Mend some of the register after both years were assessed."""
    connection.execute(
        "UPDATE register.parcel SET area_wa = area_wa * 2 WHERE code = %s", (FIRM,)
    )
    connection.execute(
        "UPDATE register.property_use SET use = 'other' WHERE parcel_id ="
        " (SELECT id FROM register.parcel WHERE code = %s)",
        (HOME,),
    )


@pytest.fixture(scope="module")
def changed_url(database_server: Server) -> Iterator[str]:
    """Give the street, whose year was assessed anew after something was mended."""
    with database_server.database() as url:
        build_town(url)
        with connect(url) as connection:
            change(connection)
            assess_year(connection, YEAR, actor="builder")
        yield url


@pytest.fixture(scope="module")
def changed(
    changed_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Web]:
    """Give the service on that street."""
    home: Path = tmp_path_factory.mktemp("home")
    settings = Settings.from_env(
        {"KKMGIS_DATABASE_URL": changed_url, "KKMGIS_HOME": str(home)}
    )
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield Web(client)


def baht(text: str) -> Decimal:
    return Decimal(text)


def test_causes_add_up_to_the_change(changed: Web) -> None:
    told = changed.get(PATH).json()
    levy = [baht(told[side]["total_tax"]) for side in ("from", "to")]
    assert levy[1] - levy[0] == baht(told["change"]) != 0
    assert [one["cause"] for one in told["causes"]] == list(CAUSES)
    for group in ("causes", "aspects"):
        assert sum(baht(one["change"]) for one in told[group]) == baht(told["change"])
    correction = baht(told["causes"][-1]["change"])
    assert sum(baht(one["change"]) for one in told["corrected"]) == correction
    for group in ("uses", "blocks"):
        assert sum(baht(one["change"]) for one in told[group]) == baht(told["change"])
    for one in told["items"]:
        assert sum(map(baht, one["causes"].values())) == baht(one["change"])
    assert sum(baht(one["change"]) for one in told["items"]) == baht(told["change"])


def test_objects_come_in_pages_the_largest_change_first(changed: Web) -> None:
    whole = changed.get(PATH).json()
    sizes = [abs(baht(one["change"])) for one in whole["items"]]
    assert sizes == sorted(sizes, reverse=True)
    assert len(sizes) == whole["count"] > 1
    first = changed.get(f"{PATH}&limit=1").json()
    second = changed.get(f"{PATH}&limit=1&cursor={first['next']}").json()
    assert [*first["items"], *second["items"]] == whole["items"][:2]


def test_objects_of_one_cause_and_block(changed: Web) -> None:
    [one] = changed.get(f"{PATH}&cause=area&block=01A").json()["items"]
    assert (one["code"], set(one["causes"])) == (FIRM, {"area"})
    assert changed.get(f"{PATH}&cause=area&block=99Z").json()["items"] == []


def test_a_run_before_is_compared_by_its_number(changed: Web, changed_url: str) -> None:
    with connect(changed_url) as connection:
        row = connection.execute(
            "SELECT min(id) FROM tax.run WHERE tax = 'land_building'"
            " AND tax_year_be = %s",
            (YEAR,),
        ).fetchone()
    assert row is not None
    path = f"/api/v1/assessments/differences?from=run:{row[0]}&to={YEAR}"
    told = changed.get(path).json()
    assert told["same_year"] is True
    assert told["causes"][-1]["change"] == told["change"]
    assert {one["cause"] for one in told["corrected"]} == {"area", "use"}


def test_a_run_that_no_longer_counts_is_not_said_to(
    database_server: Server, tmp_path: Path
) -> None:
    """The difference is remembered; which run counts in its year is not."""
    with database_server.database() as url:
        build_town(url)
        settings = Settings.from_env(
            {"KKMGIS_DATABASE_URL": url, "KKMGIS_HOME": str(tmp_path)}
        )
        with TestClient(create_app(settings)) as client:
            web = Web(client)
            told = web.get(PATH).json()
            assert told["to"]["current"] is True
            with connect(url) as connection:
                assess_year(connection, YEAR, actor="builder")
            former = PATH.replace(f"to={YEAR}", f"to=run:{told['to']['run']}")
            assert web.get(former).json()["to"]["current"] is False


@pytest.mark.parametrize("shape", ["csv", "xlsx", "parquet"])
def test_a_file_holds_every_object_exactly(changed: Web, shape: str) -> None:
    told = changed.get(PATH).json()
    answer = changed.get(f"{PATH}&format={shape}")
    assert answer.status_code == 200
    rows = list(_rows(answer.content, shape))
    assert len(rows) == told["count"]
    for row in rows:
        parts = [Decimal(str(row[name])).quantize(BAHT) for name in CAUSES]
        assert sum(parts) == Decimal(str(row["change"])).quantize(BAHT)
    assert sum(Decimal(str(row["change"])).quantize(BAHT) for row in rows) == baht(
        told["change"]
    )


def _rows(content: bytes, shape: str) -> Iterator[dict[str, Any]]:
    if shape == "csv":
        yield from csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    elif shape == "parquet":
        table = pq.read_table(io.BytesIO(content))
        assert str(table.schema.field("change").type) == "decimal128(20, 2)"
        yield from table.to_pylist()
    else:
        from kkmgis.assess.difference_answer import columns_of_file

        sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
        for row in sheet.iter_rows(min_row=2, values_only=True):
            yield dict(zip(columns_of_file("land_building"), row, strict=True))


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("from=2499&to=2569", 404),
        ("from=run:99&to=2569", 404),
        ("from=x&to=2569", 404),
        ("to=2569", 422),
        ("from=2568&to=2569&cause=weather", 422),
        ("from=2568&to=2569&cause=sign", 422),
        ("from=2568&to=2569&cursor=x", 422),
        ("from=2568&to=2569&tax=road", 422),
        ("from=2568&to=2569&format=pdf", 422),
    ],
)
def test_what_cannot_be_meant_is_refused(changed: Web, query: str, status: int) -> None:
    answer = changed.get(f"/api/v1/assessments/differences?{query}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_everybody_who_may_see_the_roll_may_ask(changed: Web) -> None:
    assert changed.get(PATH, "viewer").status_code == 200
    assert changed.request("GET", PATH).status_code == 401


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_page_adds_up_before_the_readers_eyes(changed: Web, language: str) -> None:
    told = changed.get(PATH).json()
    page = changed.page(f"/roll/differences?year={YEAR}", language=language).text
    for amount in (
        told["from"]["total_tax"],
        told["to"]["total_tax"],
        told["change"],
        *(one["change"] for one in told["causes"]),
    ):
        assert f"{baht(amount):,.2f}" in page
    assert f'href="/parcels/{FIRM}?year={YEAR}#tax"' in page
    assert page.count('<svg class="waterfall"') == 2 + len(CAUSES) + len(
        told["corrected"]
    )


def test_the_page_filters(changed: Web) -> None:
    page = changed.page(f"/roll/differences?year={YEAR}&cause=area").text
    assert f"/parcels/{FIRM}?" in page
    assert f"/parcels/{HOME}?" not in page


def test_the_roll_leads_to_the_page(changed: Web) -> None:
    assert f"/roll/differences?year={YEAR}" in changed.page(f"/roll?year={YEAR}").text


def test_one_run_alone_says_what_to_do(database_server: Server, tmp_path: Path) -> None:
    with database_server.database() as url:
        build_town(url)
        with connect(url) as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute("DELETE FROM tax.run")
        settings = Settings.from_env(
            {"KKMGIS_DATABASE_URL": url, "KKMGIS_HOME": str(tmp_path)}
        )
        with TestClient(create_app(settings), raise_server_exceptions=False) as client:
            page = Web(client).page("/roll/differences")
    assert page.status_code == 200
    assert "มีการประเมินเพียงครั้งเดียว" in page.text
