"""The whole law data is checked before any of it is applied."""

from __future__ import annotations

import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from kkmgis.i18n import LANGUAGES, catalogue
from kkmgis.tax.calendar import EVENTS
from kkmgis.tax.law_check import FIRST_YEAR, check_law, law_faults
from kkmgis.tax.parameters import ParameterError, read_parameters
from kkmgis.tax.rulebook import ALL_FILES, national_law
from kkmgis.tax.units import UNITS

FOLDER = Path(str(files("kkmgis.tax"))) / "parameters"


def faults_with(tmp_path: Path, file: str, old: str, new: str) -> list[str]:
    """Change one place of one parameter file, and give the faults of the whole."""
    for name in ALL_FILES:
        shutil.copy(FOLDER / f"{name}.yaml", tmp_path)
    path = tmp_path / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    try:
        return list(map(str, law_faults(read_parameters(sorted(tmp_path.iterdir())))))
    except ParameterError as fault:
        return [str(fault)]


def test_the_law_data_of_kkmgis_is_sound() -> None:
    assert list(law_faults(national_law())) == []


def test_every_parameter_covers_all_years_of_the_act() -> None:
    for one in national_law().values():
        assert (one.values[0].first_year, one.values[-1].last_year) == (2563, 2570)
    assert FIRST_YEAR == 2563


def test_what_is_carried_on_is_marked_in_2570_and_nowhere_else() -> None:
    marked = {
        one.key: value.first_year
        for one in national_law().values()
        for value in one.values
        if value.carried_on
    }
    assert set(marked.values()) == {2570}
    assert {"land_building.rate.home", "sign.rate.thai"} <= set(marked)
    assert "land_building.calendar.payment" in marked


def test_every_unit_is_used_and_every_unit_and_event_has_words() -> None:
    assert {one.unit for one in national_law().values()} == set(UNITS)
    for language in LANGUAGES:
        words = catalogue(language)
        assert {f"law.unit.{name}" for name in UNITS} <= set(words)
        assert {f"law.event.{name}" for name in EVENTS} <= set(words)


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        pytest.param(
            "land_vacancy.yaml",
            "to: 2570",
            "to: 2569",
            "land_building.vacancy.step: covers 2563 to 2569; the law data is for 2563"
            " to 2570",
            id="ends_early",
        ),
        pytest.param(
            "land_vacancy.yaml",
            "from: 2563",
            "from: 2564",
            "land_building.vacancy.step: covers 2564 to 2570",
            id="begins_late",
        ),
        pytest.param(
            "sign_procedure.yaml",
            'value: "10"',
            'value: "110"',
            "sign.procedure.wrong_return: 110 % is above 100 %",
            id="procedure_above_100_percent",
        ),
        pytest.param(
            "land_procedure.yaml",
            "value: {days: 30,",
            "value: {days: 0,",
            "land_building.procedure.review_payment: 0 is not a whole number of 1 or"
            " more",
            id="procedure_without_days",
        ),
        pytest.param(
            "sign_exemptions.yaml",
            "  vehicle_area:",
            "  vehicle_size:",
            "sign.exemption.vehicle_area: is missing in 2563",
            id="procedure_missing",
        ),
        pytest.param(
            "sign_rates.yaml",
            "to: 2563",
            "to: 2564",
            "sign.rate.thai: years overlap at 2564",
            id="overlap",
        ),
        pytest.param(
            "sign_rates.yaml",
            "from: 2567",
            "from: 2568",
            "sign.rate.thai: years leave a hole after 2566",
            id="hole",
        ),
        pytest.param(
            "land_rates.yaml",
            "unit: percent_of_taxable_value",
            "unit: permille",
            "land_building.rate.agriculture: has an unknown unit 'permille'",
            id="unit",
        ),
        pytest.param(
            "land_exemptions.yaml",
            'value: "50000000"',
            "value: 50000000",
            "land_building.exemption.farm: 50000000 is not written as str",
            id="form",
        ),
        pytest.param(
            "sign_late.yaml",
            "th: เงินเพิ่มกรณีไม่ยื่นแบบภายในกำหนด",
            "th: Late filing",
            "sign.late.filing: title in 'th' is not Thai: 'Late filing'",
            id="title_not_thai",
        ),
        pytest.param(
            "sign_late.yaml",
            "en: Surcharge for filing late",
            "en: ยื่นช้า",
            "sign.late.filing: title in 'en' is Thai",
            id="title_not_english",
        ),
        pytest.param(
            "sign_late.yaml",
            "en: Surcharge for filing late",
            'en: " "',
            "sign.late.filing: title has no words in 'en'",
            id="title_empty",
        ),
        pytest.param(
            "conventions.yaml",
            "en: Exempt only on vehicles.",
            "en: ป้าย",
            "convention.S5: text in 'en' is Thai",
            id="text",
        ),
        pytest.param(
            "building_types.yaml",
            '{th: "รั้วไม้", en: "Wooden fence"',
            '{th: "รั้วไม้"',
            "building_type.types: 605 has no words in 'en'",
            id="name_in_a_list",
        ),
        pytest.param(
            "building_types.yaml",
            'Wooden fence", material: wood',
            'Wooden fence", material: teak',
            "building_type.types: 605: 'teak' is no known material",
            id="material",
        ),
        pytest.param(
            "land_rates.yaml",
            'cap: {value: "0.15", section: s.37 p1 (1)}',
            'cap: {value: "0.15"}',
            "rate.agriculture: its cap is not a value with a section",
            id="cap_without_section",
        ),
        pytest.param(
            "land_rates.yaml",
            'cap: {value: "0.15"',
            'cap: {value: "low"',
            "rate.agriculture: its cap 'low' is not a number",
            id="cap_no_number",
        ),
        pytest.param(
            "land_rates.yaml",
            'cap: {value: "0.15"',
            'cap: {value: "0.05"',
            "rate.agriculture: 0.07 is above the 0.05 of s.37 p1 (1)",
            id="above_the_cap",
        ),
        pytest.param(
            "land_rates.yaml",
            'up_to: "100000000", rate: "0.03"',
            'up_to: "75000000", rate: "0.03"',
            "rate.agriculture: bracket 2: bounds do not ascend",
            id="brackets",
        ),
        pytest.param(
            "sign_rules.yaml",
            "source: {act: sign, section: schedule (6)}",
            "source: {act: sign}",
            "sign.rule.unit: has no source from 2563",
            id="no_source",
        ),
        pytest.param(
            "sign_rules.yaml",
            "source: {act: sign, section: schedule (6)}",
            "source: {act: sign, note: heard}",
            "sign.rule.unit: is verified from 2563, without a section",
            id="verified_hearsay",
        ),
        pytest.param(
            "sign_rules.yaml",
            "source: {act: sign, section: schedule (6)}",
            "source: {section: schedule (6)}",
            "sign.rule.unit: has no 'act'",
            id="no_act",
        ),
        pytest.param(
            "land_vacancy.yaml",
            "note_th:",
            "gazette:",
            "vacancy.first_year: has a note in one language only from 2563",
            id="note_in_english_only",
        ),
        pytest.param(
            "sign_calendar.yaml",
            "verified: true",
            "verified: true\n        carried_on: true",
            "sign.calendar.filing: is carried on from 2563, and yet verified",
            id="carried_on_and_verified",
        ),
        pytest.param(
            "sign_calendar.yaml",
            "carried_on: true",
            "carried_on: perhaps",
            "sign.calendar.filing: carried_on is not true or false",
            id="carried_on",
        ),
        pytest.param(
            "land_calendar.yaml",
            '{month: 6, extended_to: "11-30"}',
            '{month: 6, extended_to: "08-31"}',
            "calendar.arrears: is due before 'warning' in 2563: 2020-08-31 and"
            " 2020-10-31",
            id="calendar_order",
        ),
        pytest.param(
            "land_calendar.yaml",
            '["09-30", "10-31", "11-30"]',
            '["08-31", "10-31", "11-30"]',
            "calendar.instalments: begins on 2020-08-31 in 2563, the payment is due",
            id="instalments",
        ),
        pytest.param(
            "land_calendar.yaml",
            '["09-30", "10-31", "11-30"]',
            '["09-30", "11-30", "10-31"]',
            "calendar.instalments: days do not ascend",
            id="instalments_order",
        ),
        pytest.param(
            "land_calendar.yaml",
            "  warning:",
            "  reminder:",
            "land_calendar.yaml: land_building.calendar: the land_building calendar of"
            " 2563 has no day for 'warning'",
            id="step_missing",
        ),
        pytest.param(
            "sign_rules.yaml",
            "  minimum:",
            "  least:",
            "-: sign.rule.minimum: is missing in 2563",
            id="parameter_missing",
        ),
    ],
)
def test_a_fault_is_named_with_its_file_and_key(
    tmp_path: Path, file: str, old: str, new: str, fault: str
) -> None:
    faults = faults_with(tmp_path, file, old, new)
    assert any(fault in one for one in faults), faults
    assert all(one.startswith((f"{file}: ", "-: ")) for one in faults), faults


def test_each_fault_is_told_once_and_all_of_them_together(tmp_path: Path) -> None:
    """One that lasts eight years is one fault, and hides no other."""
    faults = faults_with(tmp_path, "land_vacancy.yaml", "s.43", "s.43")
    assert faults == []
    path = tmp_path / "land_depreciation.yaml"
    path.write_text(path.read_text("utf-8").replace("[1, 2", "[2, 1"), "utf-8")
    path = tmp_path / "sign_rules.yaml"
    path.write_text(path.read_text("utf-8").replace("[100, 75", "[75"), "utf-8")
    found = list(law_faults(read_parameters(sorted(tmp_path.iterdir()))))
    assert [fault.key for fault in found] == [
        "land_building.depreciation.masonry",
        "sign.rule.quarter_share",
    ]


def test_no_law_data_at_all_is_a_fault() -> None:
    with pytest.raises(ParameterError, match="there is no law data"):
        check_law({})
