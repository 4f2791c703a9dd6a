"""The law as data: whole, dated, sourced, and refused when it cannot be law."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest

from kkmgis.tax.compile_land import LADDER_GROUPS
from kkmgis.tax.facts import Material, RateGroup
from kkmgis.tax.parameters import (
    LawMissingError,
    ParameterError,
    parameters_of,
    read_parameters,
)
from kkmgis.tax.rulebook import (
    ALL_FILES,
    LAW_FILES,
    RuleBook,
    rule_book,
    rule_book_of_content,
    rule_book_of_parameters,
)

FOLDER = Path(str(files("kkmgis.tax"))) / "parameters"
YEARS = range(2563, 2571)


@pytest.mark.parametrize("tax_year", YEARS)
def test_every_year_has_its_law(tax_year: int) -> None:
    rules = rule_book(tax_year)
    assert len(rules.land.ladders) == len(LADDER_GROUPS)
    assert all(entry.source["act"] for entry in rules.entries.values())
    assert all(
        entry.title["th"] and entry.title["en"] for entry in rules.entries.values()
    )


@pytest.mark.parametrize("tax_year", [2562, 2571, 0, 2026])
def test_a_year_without_law_is_refused(tax_year: int) -> None:
    with pytest.raises(
        LawMissingError,
        match=f"no law data for tax year {tax_year}; there is 2563 to 2570",
    ):
        rule_book(tax_year)


def test_every_file_is_read() -> None:
    names = {path.stem for path in FOLDER.glob("*.yaml")}
    assert names == set(ALL_FILES)


def test_rates_of_2570_are_carried_on_and_marked() -> None:
    now, then = rule_book(2569), rule_book(2570)
    assert now.land.ladders == then.land.ladders
    for group in LADDER_GROUPS:
        assert f"land_building.rate.{group.name.lower()}" in then.unverified


def test_what_was_read_in_the_act_is_marked_verified() -> None:
    unverified = set(rule_book(2563).unverified)
    assert "land_building.rate.home" not in unverified
    assert "land_building.exemption.farm" not in unverified
    assert {f"convention.C{n}" for n in range(1, 19)} <= unverified


def test_all_conventions_have_thai_and_english_words() -> None:
    entries = rule_book(2569).entries
    for name in [*(f"C{n}" for n in range(1, 19)), *(f"S{n}" for n in range(1, 11))]:
        words = entries[f"convention.{name}"].text
        assert words is not None
        assert words["th"]
        assert words["en"]


def test_a_rule_book_is_made_again_from_its_stored_content() -> None:
    rules = rule_book(2566)
    assert rule_book_of_content(rules.content) == rules


def test_the_version_is_of_the_content() -> None:
    versions = {rule_book(tax_year).version for tax_year in YEARS}
    assert len(versions) == len(YEARS)
    assert all(len(version) == 16 for version in versions)


def test_depreciation_tables_are_the_treasurys() -> None:
    tables = rule_book(2569).land.depreciation
    assert [len(table) for table in tables] == [44, 23, 20]
    assert (tables[Material.MASONRY][42], tables[Material.WOOD][10]) == (74, 40)


def test_building_types_have_codes_names_and_materials() -> None:
    entry = parameters_of("building_types")["land_building.building_type.types"]
    types = entry.in_year(2569).value  # type: ignore[union-attr]
    assert len(types) == 69
    assert (min(types), max(types)) == ("101", "614")
    assert types["106"] == {
        "th": "บ้านพักอาศัยครึ่งตึกครึ่งไม้สองชั้น",
        "en": "Half masonry half wood house, two storeys",
        "material": "half",
    }
    assert "material" not in types["506/1"]
    known = {material.name.lower() for material in Material}
    assert {kind["material"] for kind in types.values() if "material" in kind} == known


def test_no_rate_is_above_the_ceiling_of_the_act() -> None:
    ceilings = {
        RateGroup.AGRICULTURE: 150,
        RateGroup.OTHER: 1200,
        RateGroup.VACANT: 1200,
    }
    for tax_year in YEARS:
        for group, ladder in zip(
            LADDER_GROUPS, rule_book(tax_year).land.ladders, strict=True
        ):
            assert max(ladder.rates) <= ceilings.get(group, 300)


@pytest.fixture
def edited(tmp_path: Path) -> Callable[[str, str, str], RuleBook]:
    """Change one place of one parameter file and read all of them."""

    def edit(file: str, old: str, new: str) -> RuleBook:
        for name in LAW_FILES:
            shutil.copy(FOLDER / f"{name}.yaml", tmp_path)
        path = tmp_path / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        sources = [tmp_path / f"{name}.yaml" for name in LAW_FILES]
        parameters = read_parameters(sources)
        books = {year: rule_book_of_parameters(parameters, year) for year in YEARS}
        return books[2564]

    return edit


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        pytest.param(
            "land_rates.yaml",
            'up_to: "100000000", rate: "0.03"',
            'up_to: "75000000", rate: "0.03"',
            "land_building.rate.agriculture: bracket 2: bounds do not ascend",
            id="bounds",
        ),
        pytest.param(
            "land_rates.yaml",
            'rate: "0.03"',
            'rate: "0.005"',
            "land_building.rate.agriculture: bracket 2: rates fall",
            id="rates_fall",
        ),
        pytest.param(
            "land_rates.yaml",
            '- {rate: "0.1"}',
            '- {rate: "0.16"}',
            "land_building.rate.agriculture: 0.16 is above the 0.15 of s.37 p1 (1)",
            id="ceiling_of_s37",
        ),
        pytest.param(
            "land_rates.yaml",
            '- {rate: "0.1"}',
            '- {up_to: "2000000000", rate: "0.1"}',
            "bracket 5: only the last has no upper bound",
            id="no_open_end",
        ),
        pytest.param(
            "land_rates.yaml",
            'rate: "0.01"',
            "rate: 0.01",
            "land_building.rate.agriculture: 0.01 is a float",
            id="float",
        ),
        pytest.param(
            "land_rates.yaml",
            'rate: "0.01"',
            'rate: "0.0005"',
            "is not a whole multiple of 0.001 %",
            id="too_fine",
        ),
        pytest.param(
            "land_rates.yaml",
            'rate: "0.01"',
            'rate: "a"',
            "'a' is not a number",
            id="no_number",
        ),
        pytest.param(
            "land_rates.yaml", 'rate: "0.01"', "tax: 1", "has no 'rate'", id="no_rate"
        ),
        pytest.param(
            "land_rates.yaml",
            "to: 2564",
            "to: 2565",
            "land_building.rate.agriculture: years overlap at 2565",
            id="overlap",
        ),
        pytest.param(
            "land_rates.yaml",
            "to: 2564",
            "to: 2563",
            "land_building.rate.agriculture: years leave a hole after 2563",
            id="hole",
        ),
        pytest.param(
            "land_rates.yaml",
            "to: 2564",
            "to: 2562",
            "years run backwards: 2563 to 2562",
            id="backwards",
        ),
        pytest.param(
            "land_rates.yaml",
            "from: 2563",
            'from: "2563"',
            "is not a whole number",
            id="year_in_quotes",
        ),
        pytest.param(
            "land_rates.yaml",
            "verified: true",
            "verified: maybe",
            "verified is not true or false",
            id="verified",
        ),
        pytest.param(
            "land_rates.yaml",
            "act: land_building",
            "act: income",
            "names an unknown act income",
            id="act",
        ),
        pytest.param(
            "land_rates.yaml",
            "unit: percent_of_taxable_value",
            "units: percent",
            "has an unknown field 'units'",
            id="unknown_field",
        ),
        pytest.param(
            "land_rates.yaml",
            "unit: percent_of_taxable_value",
            "unit: percent\n    text: {th: ก}",
            "has no 'en'",
            id="no_english",
        ),
        pytest.param(
            "land_rates.yaml",
            "subject: land_building.rate",
            "",
            "has no 'subject'",
            id="no_subject",
        ),
        pytest.param(
            "land_rates.yaml",
            "  home:",
            "  agriculture:",
            "key 'agriculture' is written twice",
            id="twice",
        ),
        pytest.param(
            "land_rates.yaml", "subject:", "subject: [", "-: not readable", id="no_yaml"
        ),
        pytest.param(
            "land_reductions.yaml",
            '        value: "90"',
            '        value: "91"',
            "reduction.general: 91 is above the 90 of s.55",
            id="ceiling_of_s55",
        ),
        pytest.param(
            "land_depreciation.yaml",
            "[1, 2, 3",
            "[3, 2, 1",
            "depreciation.masonry: percentages fall",
            id="depreciation",
        ),
        pytest.param(
            "land_vacancy.yaml",
            "every_years: 3",
            "every_years: 0",
            "0 is not a whole number of 1 or more",
            id="vacancy",
        ),
        pytest.param(
            "land_exemptions.yaml",
            'value: "50000000"',
            'value: "0.001"',
            "exemption.farm: is not a whole multiple of 0.01 baht",
            id="satang",
        ),
        pytest.param(
            "land_late.yaml",
            '{rate: "10", section: s.68}',
            '{rate: "101", section: s.68}',
            "late.penalty: 101 % is above 100 %",
            id="penalty",
        ),
        pytest.param(
            "sign_rates.yaml",
            'moving: "10"',
            'moving: "11"',
            "sign.rate.thai: 11 is above the 10 of schedule (1)",
            id="ceiling_of_the_schedule",
        ),
        pytest.param(
            "sign_rules.yaml",
            "dropped_up_to: 250",
            "dropped_up_to: 500",
            "drops a whole unit",
            id="sign_unit",
        ),
        pytest.param(
            "sign_rules.yaml",
            "[100, 75, 50, 25]",
            "[100, 75]",
            "is not four quarters",
            id="quarters",
        ),
        pytest.param(
            "conventions.yaml",
            "mode: half_up",
            "mode: banker",
            "convention.C1: cannot round 'banker'",
            id="rounding",
        ),
        pytest.param(
            "conventions.yaml",
            "value: masonry",
            "value: brick",
            "'brick' is no known material",
            id="material",
        ),
        pytest.param(
            "conventions.yaml",
            "value: true",
            'value: "yes"',
            "convention.S1: 'yes' is not true or false",
            id="truth",
        ),
    ],
)
def test_a_fault_is_named_with_its_file_and_key(
    edited: Callable[[str, str, str], RuleBook],
    file: str,
    old: str,
    new: str,
    fault: str,
) -> None:
    with pytest.raises(ParameterError) as refused:
        edited(file, old, new)
    assert str(refused.value).startswith(f"{file}: ")
    assert fault in str(refused.value)


def test_an_unchanged_copy_is_the_same_law(
    edited: Callable[[str, str, str], RuleBook],
) -> None:
    assert edited("land_rates.yaml", "subject:", "subject:") == rule_book(2564)


def test_a_key_in_two_files_is_refused(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        shutil.copy(FOLDER / "land_vacancy.yaml", tmp_path / name)
    with pytest.raises(
        ParameterError, match=r"b\.yaml: land_building\.vacancy\.step: is defined twice"
    ):
        read_parameters([tmp_path / "a.yaml", tmp_path / "b.yaml"])


def test_another_rounding_is_followed(
    edited: Callable[[str, str, str], RuleBook],
) -> None:
    """Mode and places of C1 are parameters, not constants."""
    rounding = edited(
        "conventions.yaml", "mode: half_up, places: 2", "mode: down, places: 0"
    ).land.rounding
    assert rounding.divide_number(19_999, 1) == 19_900
