"""Gaps that permits, footprints, deeds and payments bring to light."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from psycopg import Connection

from kkmgis.coverage.words import estimate_steps, evidence_text
from kkmgis.i18n import LANGUAGES
from tests.builders import ewkt_box, insert, make_building, make_footprint, make_parcel
from tests.coverage.town import (
    NO_EVIDENCE,
    Row,
    Town,
    assess,
    found,
    gaps,
    make_town,
    search,
)

KINDS = ("building_unregistered", "building_gone")
DEED_KEY = ("utm_map1", "utm_map2", "utm_map3", "utm_map4", "utm_scale", "land_no")
SHEET = ("5541", "1", "6816", "00", "4000")


@pytest.fixture
def town(connection: Connection[Any]) -> Town:
    made = make_town(connection)
    assess(connection)
    return made


def only(connection: Connection[Any]) -> Row:
    """Search, and give the one gap."""
    search(connection)
    [gap] = gaps(connection)
    for language in LANGUAGES:
        assert evidence_text(gap["kind"], gap["evidence"], language)
        assert estimate_steps(gap["estimate"], language)[-1]["key"] == "total"
    return gap


def permit(connection: Connection[Any], **columns: object) -> int:
    row = {
        "permit_no": "12/2569",
        "start_on": dt.date(2026, 1, 1),
        "end_on": dt.date(2026, 1, 31),
        "width_cm": 100,
        "height_cm": 100,
        "quantity": 3,
        "place": "ถนนกลางเมือง",
    }
    return insert(connection, "sign_permit", row | columns)


def footprint(
    connection: Connection[Any],
    place: tuple[float, float],
    *,
    side: float = 10,
    **columns: object,
) -> int:
    row = {
        "code": f"{place[0]:.0f}-{place[1]:.0f}",
        "source": "google",
        "observed_on": dt.date(2025, 6, 1),
        "geom": ewkt_box(connection, *place, side, side),
    }
    return insert(connection, "footprint", row | columns)


def show_all(connection: Connection[Any]) -> None:
    """Let a source show every building of the register."""
    connection.execute(
        "INSERT INTO register.footprint (code, source, observed_on, geom)"
        " SELECT code, 'google', '2025-06-01', geom FROM register.building"
    )


def deed(connection: Connection[Any], land_no: str, **columns: object) -> int:
    row = dict(zip(DEED_KEY, (*SHEET, land_no), strict=True))
    return insert(
        connection,
        "deed",
        {"key": "|".join(row.values()), "area_wa": 100, **row} | columns,
    )


def test_commercial_signs_past_their_permit_pay_as_signs(
    connection: Connection[Any], town: Town
) -> None:
    """100 × 100 cm are 20 units of mixed text at 26 baht: 520 a sign, three signs."""
    permit(connection)
    gap = only(connection)
    assert (gap["kind"], gap["key"], gap["severity"]) == (
        "permit_overdue",
        "12/2569",
        "error",
    )
    assert gap["stake_satang"] == 3 * 520_00
    assert gap["estimate"]["assumed"] == ["text:mixed"]


def test_other_signs_past_their_permit_pay_another_fee(
    connection: Connection[Any], town: Town
) -> None:
    permit(connection, purpose="other", fee_satang=300_00)
    gap = only(connection)
    assert (gap["stake_satang"], gap["estimate"]["method"]) == (300_00, "fee")


@pytest.mark.parametrize(
    "columns",
    [
        pytest.param({"removed_on": dt.date(2026, 2, 1)}, id="removed"),
        pytest.param({"status": "removed"}, id="said_to_be_removed"),
        pytest.param({"status": "refused"}, id="never_allowed"),
        pytest.param({"end_on": dt.date(2026, 12, 31)}, id="still_allowed"),
    ],
)
def test_permit_in_order_is_no_gap(
    connection: Connection[Any], town: Town, columns: dict[str, object]
) -> None:
    permit(connection, **columns)
    search(connection)
    assert found(connection) == set()


def test_permit_may_be_late_by_the_days_of_grace(
    connection: Connection[Any], town: Town
) -> None:
    row = connection.execute(
        "SELECT least(current_date, '2026-12-31'::date)"
    ).fetchone()
    assert row is not None
    permit(connection, end_on=row[0] - dt.timedelta(days=3))
    search(connection)
    assert found(connection) == set()
    connection.execute("UPDATE register.sign_permit SET end_on = end_on - 1")
    assert only(connection)["severity"] == "warning"


def test_kinds_without_their_evidence_are_skipped(
    connection: Connection[Any], town: Town
) -> None:
    assert search(connection).skipped == NO_EVIDENCE


def test_building_on_the_ground_and_in_no_register_is_a_gap(
    connection: Connection[Any], town: Town
) -> None:
    show_all(connection)
    footprint(connection, (80, 15), storeys=2)
    gap = only(connection)
    assert (gap["kind"], gap["key"]) == ("building_unregistered", "google:80-15")
    assert gap["parcel_id"] == town.garden
    assert gap["evidence"]["stands_on"] == "01A004"
    [line] = gap["estimate"]["lines"]
    assert line["kind"] == "building"
    assert Decimal(line["area"]) == 200
    assert gap["stake_satang"] > 0
    make_footprint(
        connection, make_building(connection, town.garden, code="N"), x=80, y=15
    )
    search(connection, *KINDS)
    assert ("building_unregistered", "google:80-15") not in found(connection)


@pytest.mark.parametrize(
    "columns",
    [
        pytest.param({"side": 3}, id="small"),
        pytest.param({"confidence": "0.5"}, id="unsure"),
        pytest.param({"gone_on": dt.date(2025, 7, 1)}, id="gone"),
    ],
)
def test_footprint_that_proves_nothing_is_no_gap(
    connection: Connection[Any], town: Town, columns: Any
) -> None:
    show_all(connection)
    footprint(connection, (80, 15), **columns)
    search(connection)
    assert found(connection) == set()


def test_building_that_several_sources_show_is_one_gap(
    connection: Connection[Any], town: Town
) -> None:
    show_all(connection)
    footprint(connection, (80, 15))
    footprint(connection, (81, 16), source="osm")
    footprint(connection, (82, 15), source="drone")
    assert only(connection)["key"] == "drone:82-15"


def test_registered_building_without_ground_plan_is_the_largest_footprint(
    connection: Connection[Any], town: Town
) -> None:
    show_all(connection)
    connection.execute(
        "UPDATE register.building SET geom = NULL WHERE id = %(let_building)s",
        town.ids(),
    )
    search(connection, *KINDS)
    assert found(connection) == set()
    footprint(connection, (70, 28), side=5)
    assert only(connection)["key"] == "google:70-28"


def test_building_that_a_source_saw_go_pays_without_being_there(
    connection: Connection[Any], town: Town
) -> None:
    show_all(connection)
    connection.execute(
        "UPDATE register.footprint SET gone_on = '2026-02-01' WHERE code = '01A003-B001'"
    )
    gap = only(connection)
    assert (gap["kind"], gap["key"]) == ("building_gone", "01A003-B001")
    assert gap["estimate"]["method"] == "difference"
    # A house of 100 m² at 8,450 baht less 9 %, let as a home: 0.02 %.
    assert gap["stake_satang"] == pytest.approx(
        100 * 8450 * 0.91 * 0.0002 * 100, abs=50
    )
    footprint(connection, (55, 13), source="drone", observed_on=dt.date(2026, 3, 1))
    search(connection, *KINDS)
    assert found(connection) == set()


def row_of_houses(connection: Connection[Any], number: int) -> list[str]:
    """Build houses in one square of 100 m, the last of which no source shows."""
    parcel = make_parcel(connection, code="02A001", x=1000, y=0, width=100, height=100)
    codes = [f"02A001-B{n:03d}" for n in range(1, number + 1)]
    for n, code in enumerate(codes):
        building = make_building(connection, parcel, code=code)
        make_footprint(connection, building, x=1005 + 15 * n, y=5)
    for n in range(number - 1):
        footprint(connection, (1005 + 15 * n, 5))
    return codes


@pytest.mark.parametrize(
    ("number", "built", "expected"),
    [
        pytest.param(6, 2560, True, id="among_many"),
        pytest.param(4, 2560, False, id="too_few_around"),
        pytest.param(6, 2568, False, id="built_since"),
    ],
)
def test_building_that_a_source_leaves_out_among_many_is_a_gap(
    connection: Connection[Any], number: int, built: int, expected: bool
) -> None:
    codes = row_of_houses(connection, number)
    connection.execute(
        "UPDATE register.building SET built_year_be = %s WHERE code = %s",
        (built, codes[-1]),
    )
    search(connection, "building_gone")
    assert found(connection) == ({("building_gone", codes[-1])} if expected else set())


def test_deed_without_parcel_is_worth_its_land(
    connection: Connection[Any], town: Town
) -> None:
    """100 wa at the town's 30,000 baht, used as most plots are: 0.02 %."""
    key = dict(zip(DEED_KEY, (*SHEET, "1"), strict=True))
    changes = ", ".join(f"{name} = '{value}'" for name, value in key.items())
    connection.execute(
        f"UPDATE register.parcel SET {changes} WHERE id = %(shop)s".encode(), town.ids()
    )
    deed(connection, "1")
    deed(connection, "2", deed_no="1002")
    search(connection, "deed_without_parcel")
    [gap] = gaps(connection)
    assert (gap["subject_code"], gap["severity"]) == ("1002", "info")
    assert gap["evidence"]["deed_key"] == "5541 1 6816 00 4000 / 2"
    assert gap["stake_satang"] == 100 * 30_000 * 2 // 100


def test_deed_with_a_shape_names_the_parcel_that_lies_there(
    connection: Connection[Any], town: Town
) -> None:
    deed(connection, "9", deed_no="1009", geom=ewkt_box(connection, 75, 8, 25, 26))
    search(connection, "deed_without_parcel")
    [gap] = gaps(connection)
    assert (gap["severity"], gap["evidence"]["stands_on"]) == ("warning", "01A004")
    assert gap["geom"] is not None


def test_deed_on_a_sheet_without_parcels_is_none_of_ours(
    connection: Connection[Any], town: Town
) -> None:
    deed(connection, "2", deed_no="1002")
    search(connection, "deed_without_parcel")
    assert found(connection) == set()


def test_parcel_whose_deed_the_list_does_not_know_is_a_gap(
    connection: Connection[Any], town: Town
) -> None:
    for number, code in (("1", "01A001"), ("2", "01A002")):
        key = dict(zip(DEED_KEY, (*SHEET, number), strict=True))
        changes = ", ".join(f"{name} = '{value}'" for name, value in key.items())
        connection.execute(
            f"UPDATE register.parcel SET {changes} WHERE code = '{code}'".encode()
        )
    deed(connection, "1")
    gap = only(connection)
    assert (gap["kind"], gap["key"]) == ("parcel_without_deed", "01A002")
    deed(connection, "2")
    search(connection)
    assert found(connection) == set()


def test_parcel_without_sheet_goes_by_the_number_of_its_deed(
    connection: Connection[Any], town: Town
) -> None:
    connection.execute(
        "INSERT INTO register.deed (key, deed_no)"
        " SELECT 'chanote|' || deed_no, deed_no FROM register.parcel"
        " WHERE code <> '01A005'"
    )
    assert only(connection)["key"] == "01A005"


def pay(connection: Connection[Any], share: float) -> None:
    """Let every taxpayer but the one of the shop pay a share of his tax."""
    rows = connection.execute(
        "SELECT a.run_id, a.number, a.total_satang FROM tax.assessment a"
        " JOIN tax.current_run r ON r.id = a.run_id AND r.tax = 'land_building'"
        " WHERE a.total_satang > 0 AND NOT EXISTS (SELECT FROM tax.line l"
        " WHERE l.run_id = a.run_id AND l.assessment_number = a.number"
        " AND l.object_code = '01A001')"
    ).fetchall()
    assert rows
    for run, number, total in rows:
        paid = int(total * share)
        booked = connection.execute(
            "INSERT INTO tax.payment (bank_code, account_no, bank_ref, paid_on,"
            " amount_satang) VALUES ('006', '1', %s, '2026-04-20', %s) RETURNING id",
            (f"{number}-{share}", paid),
        ).fetchone()
        assert booked is not None
        connection.execute(
            "INSERT INTO tax.payment_share (payment_id, run_id, assessment_number,"
            " amount_satang) VALUES (%s, %s, %s, %s)",
            (booked[0], run, number, paid),
        )


def test_assessment_without_payment_is_unpaid_after_its_day(
    connection: Connection[Any], town: Town
) -> None:
    pay(connection, 1)
    gap = only(connection)
    assert (gap["kind"], gap["parcel_id"]) == ("unpaid", town.shop)
    assert gap["stake_satang"] == gap["evidence"]["total_satang"] > 0
    assert gap["estimate"]["method"] == "unpaid"


def test_new_run_keeps_what_was_paid_on_the_former_bill(
    connection: Connection[Any], town: Town
) -> None:
    pay(connection, 1)
    assess(connection)
    assert only(connection)["parcel_id"] == town.shop


def test_part_of_the_tax_leaves_the_rest_after_the_last_instalment(
    connection: Connection[Any], town: Town
) -> None:
    pay(connection, 0.5)
    search(connection, "unpaid")
    listed = gaps(connection)
    assert len(listed) > 1
    half = [gap for gap in listed if gap["evidence"]["paid_satang"]]
    assert all(
        gap["stake_satang"]
        == gap["evidence"]["total_satang"] - gap["evidence"]["paid_satang"]
        for gap in half
    )


def test_reversed_payment_is_no_payment(
    connection: Connection[Any], town: Town
) -> None:
    pay(connection, 1)
    connection.execute(
        "INSERT INTO tax.payment_reversal (payment_id, reason)"
        " SELECT id, 'ธนาคารแจ้งยกเลิก' FROM tax.payment"
    )
    search(connection, "unpaid")
    assert len(gaps(connection)) > 1
