"""Relief of s.97 in the first three years."""

from __future__ import annotations

from typing import Any

import pytest

from kkmgis.tax.case import compute_case
from kkmgis.tax.explain import explain_line
from kkmgis.tax.records import read_record
from kkmgis.tax.rulebook import rule_book
from tests.tax.columns import case_records, land, land_case

OTHER = {"use": "other"}


def lines_of(tax_year: int, *assets: dict[str, Any]) -> list[dict[str, Any]]:
    answer = compute_case(land_case(*assets, tax_year=tax_year, kind="juristic"))
    found: list[dict[str, Any]] = answer["lines"]
    return found


@pytest.mark.parametrize(
    ("tax_year", "paid"),
    # 100 million at 0.3 and 0.4 % is 350,000; nine tenths are forgiven in 2563 and
    # 2564. Against a former tax of 15,000 the rise is 20,000, in 2565 335,000.
    [
        (2563, "20000.00"),
        (2564, "25000.00"),
        (2565, "266250.00"),
        (2566, "297500.00"),
        (2569, "350000.00"),
    ],
)
def test_a_part_of_the_rise_is_paid(tax_year: int, paid: str) -> None:
    (line,) = lines_of(tax_year, land("100000000", OTHER, old_tax="15000"))
    assert line["tax"] == paid


def test_relief_is_told_with_section_and_convention() -> None:
    (line,) = lines_of(2565, land("100000000", OTHER, old_tax="15000"))
    assert line["relief"] == "83750.00"
    assert "s.97" in line["law"]
    assert "C14" in line["assumptions"]


@pytest.mark.parametrize("old_tax", [None, "350000", "350000.01", "1000000"])
def test_no_relief_where_nothing_rose_or_nothing_is_known(old_tax: str | None) -> None:
    more = {} if old_tax is None else {"old_tax": old_tax}
    (line,) = lines_of(2565, land("100000000", OTHER, **more))
    assert (line["tax"], line["relief"]) == ("350000.00", "0.00")
    assert "s.97" not in line["law"]


def test_uses_share_the_relief_of_their_asset_without_losing_a_satang() -> None:
    uses = [{"use": "other", "share": s} for s in ("0.333", "0.333", "0.334")]
    lines = lines_of(2565, land("77777.77", *uses, old_tax="0.05"), land("1000", OTHER))
    assert sum(round(float(line["tax"]) * 100) for line in lines[:3]) == 17501
    # 0.05 and three quarters of (233.33 - 0.05), rounded half-up.
    assert lines[3]["relief"] == "0.00"


@pytest.mark.parametrize("old_tax", ["-1", "0.001", "much", None])
def test_a_former_tax_that_is_no_money_is_refused(old_tax: Any) -> None:
    case = land_case(land("1000", OTHER, old_tax=old_tax), tax_year=2563)
    assert compute_case(case)["error"]["path"] == "$.assets[0].old_tax"


def test_the_explanation_has_the_step() -> None:
    case = land_case(
        land("100000000", OTHER, old_tax="15000"), tax_year=2565, kind="juristic"
    )
    (record,), rules = case_records(case)
    steps = explain_line(read_record(record.to_json()), rules)["steps"]
    (relief,) = [step for step in steps if step["key"] == "relief"]
    assert relief["amount"] == "266250.00"
    assert relief["law_th"] == ["ม.97"]
    assert "15,000.00" in relief["th"]
    assert "75" in relief["en"]


def test_lines_stored_before_relief_was_known_are_still_read() -> None:
    (record,), _ = case_records(land_case(land("1000", OTHER)))
    text = record.to_json()
    numbers = text.strip("[]").split(",")
    assert numbers[0] == "2"
    old = f"[1,{','.join(numbers[1:-2])}]"
    assert read_record(old) == record
    assert rule_book(2569).land.rise_paid == 100
