"""The page of the law: the whole rule book in words, and what the authority may set."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from psycopg import Connection

from api.law_values import shown_value
from api.law_words import GROUPS, shown_law
from kkmgis.i18n import LANGUAGES, catalogue
from kkmgis.tax.rulebook import national_law, rule_book
from tests.api.town import SLASHED, YEAR
from tests.api.web import Web

YEARS = range(2563, 2571)
OTHER = "land_building.rate.other"
INSTRUMENT = "เทศบัญญัติตัวอย่าง พ.ศ. 2568"
FORM = {
    "key": OTHER,
    "from_year": str(YEAR),
    "to_year": str(YEAR),
    "instrument": INSTRUMENT,
    "issued_on": "1/9/2568",
    "up_to": ["50,000,000", ""],
    "rate": ["0.8", "0.9"],
}


@pytest.fixture
def no_local_rules(town: Connection[Any]) -> Iterator[Connection[Any]]:
    """Leave the town's law as it was."""
    yield town
    town.execute("DELETE FROM register.local_rule")


def ids(page: str) -> set[str]:
    return {unescape(name) for name in re.findall(r'\bid="([^"]+)"', page)}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("year", YEARS)
def test_every_parameter_of_a_year_has_its_place(
    web: Web, year: int, language: str
) -> None:
    page = web.page(f"/law?year={year}", "viewer", language).text
    rules = rule_book(year)
    assert rules.version in page
    assert set(rules.entries) | {"land_building.building_type.types"} <= ids(page)
    for entry in rules.entries.values():
        assert entry.title[language] in unescape(page)
    assert "{&#39;" not in page
    assert "[&#39;" not in page


def test_years_of_the_law_can_be_chosen_assessed_or_not(web: Web) -> None:
    page = web.page("/law?year=2563", "viewer").text
    assert '<option value="2563" selected>' in page
    assert '<option value="2570">' in page
    assert "ม.94" in page


@pytest.mark.parametrize("asked", ["2562", "2571", "abc", "", "99999999999999999999"])
def test_a_year_without_law_shows_one_that_has_it(web: Web, asked: str) -> None:
    answer = web.page(f"/law?year={asked}", "viewer")
    assert answer.status_code == 200
    assert f'<option value="{YEAR}" selected>' in answer.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_of_a_value_has_words(language: Any) -> None:
    words = catalogue(language)
    for one in national_law().values():
        for dated in one.values:
            if isinstance(dated.value, dict) and ".calendar." not in one.key:
                parts = [
                    name
                    for name, part in dated.value.items()
                    if not (isinstance(part, dict) and "th" in part)
                    and name not in ("days", "event")
                ]
                missing = [n for n in parts if f"law.field.{n}" not in words]
                assert missing == [], one.key


def test_values_are_in_words_and_numbers() -> None:
    entries = rule_book(2569).entries
    payment = shown_value(entries["land_building.calendar.payment"], 2569, "th")
    assert payment.rows == [
        ("ตามกฎหมาย ภายใน", "30 เม.ย. 2569"),
        ("ขยายถึง", "30 มิ.ย. 2569"),
    ]
    home = shown_value(entries["land_building.exemption.home"], 2569, "en")
    assert home.words == "50,000,000"
    ladder = shown_value(entries["land_building.rate.home"], 2569, "en")
    assert ladder.rows[-1] == ("50,000,000", "and above", "0.1")
    wood = shown_value(entries["land_building.depreciation.wood"], 2569, "en")
    assert wood.rows[1][:3] == ("10–19 years and more", "40", "45")
    penalty = shown_value(entries["land_building.late.penalty"], 2569, "th")
    assert penalty.rows[0] == ("ชำระก่อนได้รับหนังสือแจ้งเตือน", "10 · ม.68")
    objection = shown_value(entries["land_building.calendar.objection"], 2569, "th")
    assert objection.words == "30 วัน นับแต่วันที่ได้รับแจ้งการประเมิน"


def test_lists_keep_the_order_of_the_law() -> None:
    untaxed = rule_book(2569).entries["land_building.exemption.untaxed"]
    codes = [row[0] for row in shown_value(untaxed, 2569, "en").rows]
    assert codes == [f"s.8({number})" for number in range(1, 13)]


def test_each_mark_is_counted_and_shown(web: Web) -> None:
    law = shown_law(rule_book(2570), "th")
    page = web.page("/law?year=2570", "viewer").text
    assert page.count("ยังไม่ได้ตรวจกับต้นฉบับ") + page.count("รอนิติกรยืนยัน") == (
        law.unverified + 1
    )
    assert page.count("ใช้ต่อเนื่อง") == law.carried_on + 1
    assert law.carried_on > 10
    assert set(law.groups) == {name for name, _ in GROUPS}
    assert all(law.groups.values())


def test_sections_and_conventions_of_tax_steps_lead_to_their_place(web: Web) -> None:
    parcel = web.page(f"/parcels/{SLASHED}").text
    places = re.findall(rf'href="/law\?year={YEAR}#([^"]+)"', parcel)
    assert len(places) > 5
    assert set(places) <= ids(web.page(f"/law?year={YEAR}").text)


def test_chips_of_the_map_are_told_their_place(web: Web) -> None:
    answer = web.get(f"/api/v1/parcels/{SLASHED}/assessment?year={YEAR}").json()
    steps = [step for line in answer["lines"] for step in line["steps"]]
    assert all(len(step["anchors"]) == len(step["law"]) for step in steps)
    assert "s.43" in {name for step in steps for name in step["anchors"]}


def test_every_section_of_the_index_has_its_place(web: Web) -> None:
    page = web.page("/law?year=2569", "viewer").text
    found = ids(page)
    links = {unescape(name) for name in re.findall(r'href="#([^"]+)"', page)}
    assert links <= found
    assert {"s.41", "s.46", "s.5", "sign-s.7", "sign-schedule"} <= links


def test_an_administrator_sets_and_takes_back_an_ordinance_rate(
    web: Web, no_local_rules: Connection[Any]
) -> None:
    answer = web.change("POST", "/law/local", "admin", data=FORM)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/law?year={YEAR}#{OTHER}"
    page = web.page(f"/law?year={YEAR}", "viewer").text
    assert INSTRUMENT in page
    assert "อปท. กำหนดเอง" in page
    assert "กฎหมายกำหนด" in page
    assert "0.3" in page
    [(number, version)] = no_local_rules.execute(
        "SELECT id, version FROM register.local_rule"
    ).fetchall()
    assert version == 1
    gone = web.change(
        "POST", f"/law/local/{number}/remove", "admin", data={"reason": "ยกเลิก"}
    )
    assert gone.status_code == 303
    assert INSTRUMENT not in web.page(f"/law?year={YEAR}", "viewer").text
    events = no_local_rules.execute(
        "SELECT actor, action, reason FROM audit.event"
        " WHERE subject_kind = 'local_rule' ORDER BY id DESC LIMIT 2"
    ).fetchall()
    assert events == [
        ("admin", "local_rule.removed", "ยกเลิก"),
        ("admin", "local_rule.added", INSTRUMENT),
    ]


@pytest.mark.parametrize(
    ("fields", "read"),
    [
        (
            {"key": "land_building.calendar.instalments"}
            | {"day": ["31/7/2569", "31/8/2569", "30/9/2569"]},
            {"extended_to": ["07-31", "08-31", "09-30"]},
        ),
        (
            {"key": "land_building.calendar.arrears", "day": ["2026-09-30"]},
            {"extended_to": "09-30"},
        ),
        (
            {"key": "convention.C1", "mode": "down", "places": "0"},
            {"mode": "down", "places": 0},
        ),
        ({"key": "convention.C5", "value": "0.25"}, "0.25"),
        ({"key": "convention.C10", "value": "wood"}, "wood"),
        ({"key": "convention.S1", "value": "false"}, False),
        ({"key": "convention.C2"}, "cumulative_rounding"),
    ],
)
def test_each_kind_of_value_has_its_fields(
    web: Web, no_local_rules: Connection[Any], fields: dict[str, Any], read: Any
) -> None:
    data = {k: v for k, v in FORM.items() if k not in ("up_to", "rate")} | fields
    assert web.change("POST", "/law/local", "admin", data=data).status_code == 303
    [(value,)] = no_local_rules.execute(
        "SELECT value FROM register.local_rule"
    ).fetchall()
    assert value == read
    page = web.page(f"/law?year={YEAR}", "admin").text
    assert "อปท. กำหนดเอง" in page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"rate": ["0.8", "1.3"]}, "s.37 p1 (3)"),
        ({"rate": ["0.2", "0.9"]}, "s.37 p6"),
        ({"key": "land_building.exemption.home"}, "s.41 p1"),
        ({"key": "convention.C1", "mode": "half_up", "places": "5"}, "C1"),
        ({"key": "convention.S1", "value": "perhaps"}, "perhaps"),
        ({"key": "no.such.key"}, "no.such.key"),
        ({"issued_on": "เมื่อวาน"}, "เมื่อวาน"),
        ({"instrument": " "}, "ordinance"),
        (
            {"key": "land_building.calendar.payment", "day": ["31/7/2570"]},
            "no day of tax year",
        ),
        ({"from_year": "2580", "to_year": "2580"}, "2580"),
    ],
)
def test_what_cannot_be_set_is_said(
    web: Web, town: Connection[Any], change: dict[str, Any], words: str
) -> None:
    answer = web.change("POST", "/law/local", "admin", data=FORM | change)
    assert answer.status_code == 422
    assert words in answer.text
    count = town.execute("SELECT count(*) FROM register.local_rule").fetchone()
    assert count == (0,)


def test_a_rule_that_a_decree_overtook_is_shown_and_can_be_taken_back(
    web: Web, no_local_rules: Connection[Any]
) -> None:
    assert web.change("POST", "/law/local", "admin", data=FORM).status_code == 303
    row = no_local_rules.execute(
        'UPDATE register.local_rule SET value = \'[{"rate": "0.1"}]\' RETURNING id'
    ).fetchone()
    assert row is not None
    page = web.page(f"/law?year={YEAR}", "admin").text
    assert "ม.37 วรรคหก" in page
    assert f"/law/local/{row[0]}/remove" in page
    assert web.page("/admin", "admin").status_code == 200


@pytest.mark.parametrize("role", ["officer", "finance", "planner", "viewer"])
def test_only_the_administrator_sets_the_law(web: Web, role: str) -> None:
    assert web.change("POST", "/law/local", role, data=FORM).status_code == 403
    removal = {"reason": "x"}
    path = "/law/local/1/remove"
    assert web.change("POST", path, role, data=removal).status_code == 403
    assert 'action="/law/local' not in web.page("/law", role).text


def test_a_change_needs_the_token_of_the_session(web: Web) -> None:
    cookie = web.cookie("admin")
    answer = web.request("POST", "/law/local", cookie=cookie, data=FORM)
    assert answer.status_code == 403
