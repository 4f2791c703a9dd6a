"""What the authority sets itself: within the law, in force, and named as the source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from psycopg import Connection

from kkmgis.assess.explain import explain_parcel
from kkmgis.assess.law import local_rules, rule_book_in_force
from kkmgis.assess.local_rules import (
    NewLocalRule,
    add_local_rule,
    remove_local_rule,
)
from kkmgis.assess.run import assess_year
from kkmgis.assess.stored import stored_rule_book
from kkmgis.coverage import find_gaps
from kkmgis.tax.calendar import tax_calendar
from kkmgis.tax.local import LocalRuleError
from kkmgis.tax.rulebook import rule_book
from tests.assess.reading import assess, code_of
from tests.builders import (
    YEAR,
    make_land_price,
    make_parcel,
    make_party,
    make_right,
    make_use,
)

Database = Connection[Any]

OTHER = "land_building.rate.other"
PAYMENT = "land_building.calendar.payment"
ORDINANCE = "เทศบัญญัติตัวอย่าง เรื่อง อัตราภาษีที่ดินและสิ่งปลูกสร้าง พ.ศ. 2568"


def ladder(*rates: str) -> list[dict[str, str]]:
    bounds = ("50000000", "200000000", "1000000000", "5000000000")
    steps = [{"up_to": b, "rate": r} for b, r in zip(bounds, rates, strict=False)]
    return [*steps[: len(rates) - 1], {"rate": rates[-1]}]


HIGHER = ladder("0.4", "0.5", "0.6", "0.7", "0.8")


def rule(
    key: str = OTHER, value: Any = None, first: int = YEAR, last: int | None = None
) -> NewLocalRule:
    return NewLocalRule(
        parameter_key=key,
        from_year_be=first,
        to_year_be=first if last is None else last,
        value=HIGHER if value is None else value,
        instrument=ORDINANCE,
        issued_on=dt.date(2025, 9, 1),
    )


def add(connection: Database, *args: Any, **fields: Any) -> int:
    return add_local_rule(connection, rule(*args, **fields), actor="legal")


def shop_land(connection: Database) -> int:
    """Make land in other use, worth 1,000,000 baht."""
    land = make_parcel(connection, area_wa=100)
    make_land_price(connection, 10_000, parcel_code=code_of(connection, "parcel", land))
    make_right(connection, make_party(connection), ("parcel", land))
    make_use(connection, ("parcel", land), "other")
    return land


def test_an_ordinance_rate_changes_the_assessment(connection: Database) -> None:
    shop_land(connection)
    before = assess(connection)
    add(connection)
    after = assess(connection)
    assert before.total_satang == 300_000
    assert after.total_satang == 400_000
    assert after.rule_book != before.rule_book


def test_the_explanation_names_the_ordinance(connection: Database) -> None:
    code = code_of(connection, "parcel", shop_land(connection))
    add(connection)
    assess(connection)
    [line] = explain_parcel(connection, code, YEAR)["lines"]
    [rate] = [one for one in line["parameters"] if one["key"] == OTHER]
    assert rate["source"]["instrument"] == ORDINANCE
    [piece] = [step for step in line["steps"] if step["key"].startswith("slice")]
    assert "ม.37 วรรคหก" in piece["law"]
    assert "0.4" in piece["text"]


def test_runs_from_before_keep_their_law(connection: Database) -> None:
    code = code_of(connection, "parcel", shop_land(connection))
    before = assess(connection)
    rule_id = add(connection)
    found = explain_parcel(connection, code, YEAR)["lines"][0]
    assert found["slices"][0]["rate_pct"] == "0.3"
    assert stored_rule_book(connection, before.rule_book) == rule_book(YEAR)
    assess(connection)
    remove_local_rule(connection, rule_id, reason="ศาลเพิกถอน", actor="legal")
    found = explain_parcel(connection, code, YEAR)["lines"][0]
    assert found["slices"][0]["rate_pct"] == "0.4"
    assert assess(connection).rule_book == before.rule_book


def test_other_years_keep_the_national_law(connection: Database) -> None:
    add(connection, first=2569, last=2570)
    for year in (2569, 2570):
        in_force = rule_book_in_force(connection, year)
        assert in_force.entries[OTHER].changed_by == "authority"
        law = in_force.entries[OTHER].law
        assert law is not None
        assert law["value"] == rule_book(year).entries[OTHER].value
    assert rule_book_in_force(connection, 2568) is rule_book(2568)


def test_gaps_are_estimated_by_the_law_in_force(connection: Database) -> None:
    """Land that was never assessed is worth what the ordinance would bring."""
    shop_land(connection)
    assess(connection)
    shop_land(connection)
    stakes = []
    for change in (None, add):
        if change is not None:
            change(connection)
        found = find_gaps(connection, YEAR, kinds=["unassessed"], actor="test")
        stakes.append(found.total_satang)
    assert stakes == [300_000, 400_000]


def put_off(connection: Database) -> list[int]:
    """Put the payment off to 31 August and, before that, what builds on it."""
    days: dict[str, Any] = {
        "arrears": "10-31",
        "warning": "09-30",
        "instalments": ["08-31", "09-30", "10-31"],
        "payment": "08-31",
    }
    return [
        add(connection, f"land_building.calendar.{step}", {"extended_to": day})
        for step, day in days.items()
    ]


def test_no_step_comes_before_the_one_that_it_builds_on(connection: Database) -> None:
    """The warning of 2569 goes out by 31 July, the first part is due on 30 June."""
    for day in ("08-31", "07-31"):
        with pytest.raises(LocalRuleError) as refused:
            add(connection, PAYMENT, {"extended_to": day})
        assert refused.value.code == "out_of_order"
    assert "ผ่อนชำระภาษี (30 มิ.ย. 2569)" in refused.value.words("th")
    assert local_rules(connection) == []
    *_, instalments, payment = put_off(connection)
    for number, may in ((instalments, False), (payment, True), (instalments, True)):
        if may:
            remove_local_rule(connection, number, reason="ยกเลิก", actor="legal")
        else:
            with pytest.raises(LocalRuleError, match="30 Jun 2026"):
                remove_local_rule(connection, number, reason="ยกเลิก", actor="legal")


def test_a_rule_of_the_authority_is_of_its_own_years(connection: Database) -> None:
    """The decree's rates are of 2565 to 2569, those of the ordinance of 2569 alone."""
    add(connection)
    entry = rule_book_in_force(connection, YEAR).entries[OTHER]
    assert (entry.first_year, entry.last_year) == (YEAR, YEAR)


def test_a_day_is_put_off_and_the_law_stands_beside_it(connection: Database) -> None:
    put_off(connection)
    in_force = rule_book_in_force(connection, YEAR)
    payment = tax_calendar(in_force, "land_building").term("payment")
    year = YEAR - 543
    assert payment.by_law == (dt.date(year, 4, 30),)
    assert payment.last == (dt.date(year, 8, 31),)
    assert payment.entry.source["section"] == "s.14 p2"


@pytest.mark.parametrize(
    ("key", "value", "read"),
    [
        ("C1", {"mode": "down", "places": 0}, lambda b: b.land.rounding.places == 0),
        ("C5", "0.50", lambda b: b.pool_gap_m == "0.50"),
        ("C10", "half", lambda b: b.land.assumed_material.name == "HALF"),
        (
            "C13",
            {"mode": "up", "places": 2},
            lambda b: b.land.late.rounding.mode == "up",
        ),
        ("S1", False, lambda b: not b.sign.floor_after_quarter),
        ("C9", "completed_years", lambda b: b.entries["convention.C9"].verified),
    ],
)
def test_conventions_are_changed_where_the_program_can_and_else_confirmed(
    connection: Database, key: str, value: Any, read: Callable[[Any], bool]
) -> None:
    assert not read(rule_book(YEAR))
    add(connection, f"convention.{key}", value)
    assert read(rule_book_in_force(connection, YEAR))


@pytest.mark.parametrize(
    ("key", "value", "code", "words"),
    [
        (OTHER, ladder("0.3", "0.4", "0.5", "0.6", "1.3"), "above_cap", "s.37 p1 (3)"),
        (OTHER, ladder("0.2", "0.4", "0.5", "0.6", "0.7"), "below_decree", "s.37 p6"),
        (OTHER, ladder("0.5", "0.4", "0.5", "0.6", "0.7"), "ladder", "bracket 2"),
        (OTHER, [{"rate": "0.9", "up_to": "1"}], "ladder", "bracket 1"),
        (OTHER, [{"rate": "0.8005"}], "too_fine", "0.8005"),
        (OTHER, [{"rate": "0.8", "up_to": "1"}] * 2, "ladder", "bracket 2"),
        (OTHER, [{"rate": "0.8", "up_to": 5}, {"rate": "0.9"}], "brackets", "5"),
        (OTHER, [{"rate": 0.5}], "brackets", "0.5"),
        (OTHER, [5], "brackets", "5"),
        (OTHER, [{"rate": "1E-999999"}], "brackets", "1E-999999"),
        (OTHER, [{"rate": "1", "up_to": "1E999999"}] * 2, "brackets", "1E999999"),
        ("convention.C5", "1E-1", "gap", "1E-1"),
        (OTHER, "0.5", "brackets", "0.5"),
        ("land_building.exemption.home", "40000000", "fixed", "s.41 p1"),
        ("land_building.reduction.general", "50", "fixed", "s.55"),
        ("land_building.late.surcharge", {"rate": "0"}, "fixed", "s.70"),
        ("land_building.calendar.taxpayer", {"day": "02-01"}, "fixed", "s.9"),
        ("land_building.calendar.objection", {"days": 60}, "fixed", "s.73"),
        ("sign.rate.thai", {"moving": "1", "still": "1"}, "fixed", "s.7"),
        ("sign.calendar.filing", {"day": "04-30"}, "fixed", "s.12"),
        (PAYMENT, {"extended_to": "06-30"}, "not_later", "30 Jun 2026"),
        (PAYMENT, {"extended_to": "04-30"}, "days", "04-30"),
        (PAYMENT, {"extended_to": "13-30"}, "days", "13-30"),
        (PAYMENT, {"extended_to": ["07-31", "08-31"]}, "days", "1 of them"),
        (PAYMENT, {"month": 12}, "only_later", "extended_to"),
        ("convention.C2", "equal_parts", "one_way", "C2"),
        ("convention.C5", "7", "gap", "5.00"),
        ("convention.C5", "near", "gap", "near"),
        ("convention.C10", "glass", "choice", "glass"),
        ("convention.S1", "yes", "choice", "true, false"),
        ("convention.C1", "half_up", "choice", "mode"),
        ("land_building.rate.lake", HIGHER, "unknown_key", "lake"),
    ],
)
def test_what_the_law_fixes_is_refused_with_its_section(
    connection: Database, key: str, value: Any, code: str, words: str
) -> None:
    with pytest.raises(LocalRuleError) as refused:
        add(connection, key, value)
    assert refused.value.code == code
    assert words in str(refused.value)
    assert local_rules(connection) == []


def test_rates_of_the_first_two_years_are_the_acts_own(connection: Database) -> None:
    with pytest.raises(LocalRuleError, match=r"s\.94"):
        add(connection, first=2564, last=2566)


def test_an_ordinance_must_hold_in_every_year_it_names(connection: Database) -> None:
    for first, last in ((2570, 2569), (2562, 2569), (2569, 2571)):
        with pytest.raises(LocalRuleError) as refused:
            add(connection, first=first, last=last)
        assert refused.value.code == "years"
    with pytest.raises(LocalRuleError) as refused:
        add(connection, PAYMENT, {"extended_to": "09-30"}, first=2569, last=2570)
    assert refused.value.code == "one_year"


def test_one_parameter_has_one_value_a_year(connection: Database) -> None:
    add(connection, first=2569, last=2570)
    with pytest.raises(LocalRuleError) as refused:
        add(connection, first=2570)
    assert refused.value.code == "taken"
    assert len(local_rules(connection)) == 1
    assert len(local_rules(connection, 2570)) == 1


def test_instrument_and_reason_must_be_named(connection: Database) -> None:
    unnamed = NewLocalRule(OTHER, YEAR, YEAR, HIGHER, "  ", dt.date(2025, 9, 1))
    with pytest.raises(LocalRuleError) as refused:
        add_local_rule(connection, unnamed, actor="legal")
    assert refused.value.code == "no_instrument"
    rule_id = add(connection)
    with pytest.raises(LocalRuleError) as refused:
        remove_local_rule(connection, rule_id, reason=" ", actor="legal")
    assert refused.value.code == "no_reason"
    with pytest.raises(LocalRuleError) as refused:
        remove_local_rule(connection, rule_id + 1, reason="ยกเลิก", actor="legal")
    assert refused.value.code == "gone"


def test_who_set_and_who_removed_it_is_kept(connection: Database) -> None:
    rule_id = add(connection)
    remove_local_rule(connection, rule_id, reason="ประกาศใหม่", actor="clerk")
    events = connection.execute(
        "SELECT actor, action, subject_code, reason FROM audit.event ORDER BY id"
    ).fetchall()
    assert events == [
        ("legal", "local_rule.added", OTHER, ORDINANCE),
        ("clerk", "local_rule.removed", OTHER, "ประกาศใหม่"),
    ]
    [past] = connection.execute(
        "SELECT changed_by, ended_by, instrument FROM history.local_rule"
    ).fetchall()
    assert past == ("legal", "clerk", ORDINANCE)


def test_a_rule_that_no_longer_fits_the_law_stops_the_run(
    connection: Database,
) -> None:
    """A new decree may overtake an ordinance; nothing is taxed by a guess."""
    shop_land(connection)
    rule_id = add(connection)
    connection.execute(
        'UPDATE register.local_rule SET value = \'[{"rate": "0.1"}]\' WHERE id = %s',
        (rule_id,),
    )
    with pytest.raises(LocalRuleError, match=r"s\.37 p6"):
        assess_year(connection, YEAR, actor="test")
