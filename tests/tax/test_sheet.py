"""The sheets ภ.ด.ส.7 and ภ.ด.ส.8."""

from __future__ import annotations

from kkmgis.tax.sheet import (
    CondoLabels,
    LandLabels,
    Sheet,
    condo_sheet,
    land_sheet,
    sheet_text,
)
from tests.tax.columns import case_records, land_case

OTHER = {"use": "other", "share": "1"}
LAND = {
    "kind": "land",
    "area": "1-2-25.5",
    "price_per_wa": "1000",
    "uses": [{"use": "other", "share": "0.4"}, {"use": "residential", "share": "0.6"}],
}
HOUSE = {
    "kind": "building",
    "on": "A1",
    "material": "wood",
    "floor_area_m2": "60",
    "price_per_m2": "8600",
    "age_years": 10,
    "uses": [OTHER],
}
UNIT = {"kind": "condo", "area_m2": "31.25", "price_per_m2": "40000", "uses": [OTHER]}


def filled() -> Sheet:
    records, rules = case_records(land_case(LAND, HOUSE))
    labels = (
        LandLabels(land="โฉนด 1234"),
        LandLabels("โฉนด 1234"),
        LandLabels("โฉนด 1234", "1", "101"),
    )
    return land_sheet(list(zip(labels, records, strict=True)), rules)


def test_land_sheet_has_22_columns_in_order() -> None:
    sheet = filled()
    assert len(sheet.columns) == 22
    assert list(sheet.rows[0]) == list(sheet.columns)


def test_a_row_of_land() -> None:
    row = filled().rows[0]
    shown = {name: cell for name, cell in row.items() if cell}
    assert shown == {
        "number": "1",
        "land": "โฉนด 1234",
        "use": "อื่น ๆ × 0.4",
        "rai": "1",
        "ngan": "2",
        "wa": "25.50",
        "total_wa": "625.50",
        "price_per_wa": "1,000.00",
        "land_value": "625,500.00",
        "base": "250,200.00",
        "exempt": "0.00",
        "taxable": "250,200.00",
        "rate": "0.3",
        "tax": "750.60",
    }


def test_a_row_of_a_building() -> None:
    row = filled().rows[2]
    assert (row["gross_value"], row["depreciation"], row["net_value"]) == (
        "516,000.00",
        "206,400.00",
        "309,600.00",
    )
    assert (row["building"], row["building_type"], row["age"], row["rai"]) == (
        "1",
        "101",
        "10",
        "",
    )


def test_totals_add_the_lines() -> None:
    totals = filled().totals
    assert totals == {
        "base": "935,100.00",
        "exempt": "0.00",
        "taxable": "935,100.00",
        "tax": "1,754.46",
    }


def test_condo_sheet_has_13_columns() -> None:
    records, rules = case_records(land_case(UNIT))
    labels = CondoLabels("อาคารชุดตัวอย่าง", "1/2560", "ต.ในเมือง", "12/34")
    sheet = condo_sheet([(labels, records[0])], rules, "en")
    assert len(sheet.columns) == 13
    assert sheet.rows[0]["value"] == "1,250,000.00"
    assert sheet.rows[0]["use"] == "Other"
    assert sheet.totals["value"] == "1,250,000.00"


def test_a_given_value_leaves_area_and_price_empty() -> None:
    records, rules = case_records(
        land_case(
            {"kind": "land", "value": "5", "uses": [OTHER]},
            {"kind": "building", "on": None, "value": "7", "uses": [OTHER]},
        )
    )
    rows = land_sheet([(LandLabels(), record) for record in records], rules).rows
    assert (rows[0]["land_value"], rows[0]["rai"], rows[0]["price_per_wa"]) == (
        "5.00",
        "",
        "",
    )
    assert (rows[1]["net_value"], rows[1]["gross_value"], rows[1]["age"]) == (
        "7.00",
        "",
        "",
    )


def test_text_lines_end_at_the_same_place_despite_thai_marks() -> None:
    text = sheet_text(filled())
    assert text.startswith("แบบแสดงรายการคำนวณภาษีที่ดินและสิ่งปลูกสร้าง (ภ.ด.ส.7)\n")
    marks = set("ัิีึืฺุู็่้๊๋์ํ๎")
    widths = {
        sum(letter not in marks for letter in line)
        for line in text.splitlines()
        if line.startswith("  ")
    }
    assert len(widths) == 1


def test_text_of_an_empty_sheet_has_totals_of_nothing() -> None:
    _, rules = case_records(land_case(UNIT))
    assert "0.00" in sheet_text(condo_sheet([], rules, "en"))
