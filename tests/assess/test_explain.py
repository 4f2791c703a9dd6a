"""The explanation is rebuilt from what was stored, and names no person."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from psycopg import Connection

from kkmgis.assess.explain import explain_parcel
from kkmgis.assess.explain_text import explanation_text
from kkmgis.assess.run import assess_year
from kkmgis.assess.stored import UnknownParcelError
from kkmgis.i18n import LANGUAGES
from kkmgis.tax.sheet import CONDO_COLUMNS, LAND_COLUMNS
from tests.assess.reading import code_of
from tests.builders import (
    YEAR,
    make_building,
    make_condo_price,
    make_condominium,
    make_home,
    make_right,
    make_sign,
    make_unit,
    make_use,
)

Database = Connection[Any]


@pytest.fixture
def parcel_code(connection: Database) -> str:
    """Make a parcel of every kind of line and assess it."""
    land, _, owner = make_home(connection, price=900_000)
    make_use(connection, ("parcel", land), "vacant", position=2, vacant_since_be=2560)
    make_building(connection, land, type_code=None)
    make_sign(connection, owner_id=owner, parcel_id=land, text_class="mixed", sides=2)
    make_sign(connection, owner_id=owner, parcel_id=land, exempt_under="8(5)")
    make_sign(connection, parcel_id=land)
    condominium = make_condominium(connection, land)
    make_condo_price(connection, code_of(connection, "condominium", condominium))
    unit = make_unit(connection, condominium)
    make_right(connection, owner, ("unit", unit))
    make_use(connection, ("unit", unit), "other")
    assess_year(connection, YEAR, actor="test")
    return code_of(connection, "parcel", land)


def test_explanation_covers_all_that_stands_on_the_parcel(
    connection: Database, parcel_code: str
) -> None:
    found = explain_parcel(connection, parcel_code, YEAR)
    kinds = [line["kind"] for line in found["lines"]]
    assert kinds == ["land", "land", "building", "unit", "sign", "sign"]
    assert found["state"] == "assessed"
    assert [(one["kind"], one["reason"]) for one in found["set_aside"]] == [
        ("building", "no_use"),
        ("sign", "no_owner"),
    ]
    assert found["set_aside"][0]["also"][0]["reason"] == "no_type"
    taxes = [Decimal(line["tax"]) for line in found["lines"]]
    assert sum(taxes) == Decimal(found["total_tax"]) > 0


def test_explanation_gives_the_stored_satang(
    connection: Database, parcel_code: str
) -> None:
    """Recomputed step by step from facts and rule book, with the same end."""
    found = explain_parcel(connection, parcel_code, YEAR)
    stored = dict(
        connection.execute(
            "SELECT l.kind || l.number, tax_satang FROM tax.line l"
            " JOIN tax.current_run r ON r.id = l.run_id"
        ).fetchall()
    )
    for line in found["lines"]:
        tax = stored[f"{line['kind']}{line['number']}"]
        assert Decimal(line["tax"]) * 100 == tax
        if line["rate_group"] == "exempt":
            continue
        assert Decimal(line["steps"][-1]["amount"]) * 100 == tax
        if line["slices"]:
            slices = sum(Decimal(part["tax"]) for part in line["slices"])
            assert slices * 100 == tax


def test_explanation_of_the_old_run_stays_when_prices_change(
    connection: Database, parcel_code: str
) -> None:
    before = explain_parcel(connection, parcel_code, YEAR)
    connection.execute("UPDATE register.land_price SET price_baht_per_wa = 1")
    connection.execute("DELETE FROM register.property_use")
    assert explain_parcel(connection, parcel_code, YEAR)["lines"] == before["lines"]


def test_explanation_tells_where_the_price_came_from(
    connection: Database, parcel_code: str
) -> None:
    line = explain_parcel(connection, parcel_code, YEAR)["lines"][0]
    steps = {step["key"]: step["text"] for step in line["steps"]}
    assert "รหัสแปลงที่ดิน" in steps["source.price.land_price_parcel"]
    assert line["versions"]["price"][0] == "land_price_parcel"


def test_an_exempt_sign_is_explained_by_the_words_of_its_paragraph(
    connection: Database, parcel_code: str
) -> None:
    """s.8(5), with the area up to which it holds."""
    line = explain_parcel(connection, parcel_code, YEAR)["lines"][-1]
    assert line["rate_group"] == "exempt"
    steps = {step["key"]: step for step in line["steps"]}
    assert "ภายในอาคาร" in steps["sign_exempt"]["text"]
    assert steps["sign_exempt"]["law"] == ["ม.8(5)"]
    assert "30,000" in steps["sign_exempt_area"]["text"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_sheets_have_the_official_columns(
    connection: Database, parcel_code: str, language: Any
) -> None:
    found = explain_parcel(connection, parcel_code, YEAR, language=language)
    for name, columns, rows in (
        ("sheet", LAND_COLUMNS, 3),
        ("condo_sheet", CONDO_COLUMNS, 1),
    ):
        assert [column["key"] for column in found[name]["columns"]] == [*columns]
        assert len(found[name]["rows"]) == rows
    assert len(found["sheet"]["columns"]) == 22
    assert len(found["sign_sheet"]["rows"]) == 2
    printed = explanation_text(found, language)
    for line in found["lines"]:
        assert line["object_code"] in printed
    for step in found["lines"][0]["steps"]:
        assert step["text"] in printed


def test_explanation_holds_no_person(connection: Database, parcel_code: str) -> None:
    """Names are shown by role, so they must not come along."""
    answer = json.dumps(explain_parcel(connection, parcel_code, YEAR))
    people = connection.execute("SELECT name, surname FROM register.party").fetchall()
    for name, surname in people:
        assert json.dumps(name)[1:-1] not in answer
        assert json.dumps(surname)[1:-1] not in answer


def test_explanation_before_any_run_is_empty(connection: Database) -> None:
    land, _, _ = make_home(connection)
    code = code_of(connection, "parcel", land)
    found = explain_parcel(connection, code, YEAR)
    assert (found["run"], found["state"], found["lines"]) == (None, "unassessed", [])
    assert found["total_tax"] == "0.00"


def test_explanation_of_an_unknown_parcel_is_refused(connection: Database) -> None:
    with pytest.raises(UnknownParcelError):
        explain_parcel(connection, "99Z999", YEAR)


def test_state_of_a_set_aside_parcel(connection: Database) -> None:
    land, _, _ = make_home(connection)
    connection.execute("DELETE FROM register.land_price")
    assess_year(connection, YEAR, actor="test")
    found = explain_parcel(connection, code_of(connection, "parcel", land), YEAR)
    assert found["state"] == "set_aside"
