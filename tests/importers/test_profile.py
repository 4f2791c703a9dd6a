"""A foreign register loads by a file that says what its columns mean."""

from __future__ import annotations

from pathlib import Path

import pytest

from importers.binding import bind
from importers.convert import convert
from importers.kinds import KINDS
from importers.profile import load_profile, parse_profile, shipped_profiles
from importers.rows import Rows
from importers.source import open_source
from importers.translate import Translation
from kkmgis.errors import SourceError
from tests.importers.files import write_csv

OURS = {
    "alro",
    "cambridge-parcels",
    "cambridge-roll",
    "decany",
    "fr25354",
    "ltax-map",
    "thai-tambon",
    "waiheke",
}


def values(
    tmp_path: Path, fields: str, header: list[str], *rows: list[object]
) -> dict[str, list[str | None]]:
    """Convert a table of parcels by a profile given as YAML."""
    content = f"kinds: {{parcels: {{fields: {fields}}}}}"
    section = parse_profile(content, "test").section("parcels")
    path = write_csv(tmp_path / "a.csv", header, *rows)
    with open_source(path) as source:
        binding = bind(KINDS["parcels"], source, section)
        (read,) = source.read(100)
    converted = convert(read, binding).values
    return {name: column.texts() for name, column in converted.items()}


def test_ours_are_shipped() -> None:
    assert set(shipped_profiles()) >= OURS


@pytest.mark.parametrize("name", shipped_profiles())
def test_shipped_profile_names_known_kinds_and_fields(name: str) -> None:
    profile = load_profile(name)
    assert profile.title["th"]
    assert profile.title["en"]
    for kind, section in profile.kinds.items():
        fields = {field.name for field in KINDS[kind].fields} | {"x", "y", "geom"}
        assert set(section.fields) | set(section.defaults) <= fields


@pytest.mark.parametrize(
    ("unit", "given", "wa"),
    [
        ("m2", "400", "100.0000"),
        ("sqft", "12478.9999752", "289.8343"),
        ("hectare", "0.16", "400.0000"),
        ("rai", "1.5", "600.0000"),
        ("wa", "12.25", "12.2500"),
    ],
)
def test_areas_come_in_square_wa(
    tmp_path: Path, unit: str, given: str, wa: str
) -> None:
    found = values(
        tmp_path, f"{{area_wa: {{column: A, unit: {unit}}}}}", ["A"], [given]
    )
    assert found["area_wa"] == [wa]


def test_rai_ngan_and_wa_of_three_columns_are_added(tmp_path: Path) -> None:
    rule = "{area_wa: {columns: [R, N, W], as: rai_ngan_wa}}"
    found = values(tmp_path, rule, ["R", "N", "W"], [5, 1, "10.5"], [0, 0, ""])
    assert found["area_wa"] == ["2110.5000", None]


def test_columns_are_joined(tmp_path: Path) -> None:
    rule = '{land_no: {columns: [A, B], join: "/"}}'
    found = values(tmp_path, rule, ["A", "B"], [153, 36], [153, ""])
    assert found["land_no"] == ["153/36", "153"]


def test_values_are_translated_and_empty_ones_left_out(tmp_path: Path) -> None:
    rule = '{doc_type: {column: T, values: {"1*": chanote}, empty: ["0"]}}'
    found = values(tmp_path, rule, ["T"], [15], [0], ["น.ส.3ก"])
    assert found["doc_type"] == ["chanote", None, "ns3k"]


def test_first_column_of_several_that_the_file_has_is_taken(tmp_path: Path) -> None:
    rule = "{code: {any_of: [PARCEL, PARCEL_COD]}, moo: {column: MOO, optional: true}}"
    found = values(tmp_path, rule, ["PARCEL_COD"], ["01A001"])
    assert found == {"code": ["01A001"], "value_year_be": ["2563"]}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param("kinds: [", "cannot be read", id="no_yaml"),
        pytest.param("title: {}", "kinds", id="no_kinds"),
        pytest.param("kinds: {parcels: {feilds: {}}}", "feilds", id="slip_in_a_key"),
        pytest.param(
            "kinds: {parcels: {fields: {code: {colunm: A}}}}",
            "colunm",
            id="slip_in_a_rule",
        ),
        pytest.param(
            "kinds: {parcels: {fields: {code: {unit: m2}}}}", "column", id="no_column"
        ),
        pytest.param(
            "kinds: {parcels: {fields: {code: {columns: [A], as: magic}}}}",
            "magic",
            id="unknown_combination",
        ),
        pytest.param(
            "kinds: {parcels: {fields: {area_wa: {columns: [A, B], as: rai_ngan_wa}}}}",
            "parcels.fields.area_wa.*rai_ngan_wa",
            id="area_of_two_columns",
        ),
        pytest.param(
            "kinds: {parcels: {fields: {soi: {column: A, pattern: '(?P<x>'}}}}",
            r"parcels.fields.soi.pattern",
            id="broken_expression",
        ),
        pytest.param(
            "kinds: {parcels: {fields: {soi: {column: A, pattern: 'a)(?P<soi>b'}}}}",
            r"parcels.fields.soi.pattern",
            id="expression_of_loose_brackets",
        ),
        pytest.param(
            "kinds: {parcels: {fields: {soi: {column: A, pattern: '(?P<x>.)'}}}}",
            r"soi.pattern: there is no group named soi",
            id="no_such_group",
        ),
        pytest.param(
            "kinds: {parcels: {fields: {soi: {column: A, split: ',', part: 0}}}}",
            r"soi.part: 0",
            id="piece_of_no_number",
        ),
        pytest.param(
            "kinds: {parcels: {fields: {soi: {column: A, part: 1}}}}",
            r"soi.*part: 1",
            id="part_of_what",
        ),
        pytest.param(
            "kinds: {parcels: {fields: {soi: {column: A, title: split}}}}",
            r"soi.*title: split",
            id="title_of_no_name",
        ),
        pytest.param(
            "kinds: {parcels: {fields: {soi: {columns: A}}}}",
            r"soi.columns: must be a list",
            id="no_list",
        ),
        pytest.param(
            "kinds: {parcels: {code_pattern: '(', fields: {}}}",
            r"parcels.code_pattern",
            id="broken_code_pattern",
        ),
    ],
)
def test_profile_that_makes_no_sense_is_refused(content: str, reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        parse_profile(content, "test")


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        pytest.param("{colour: A}", "no field colour", id="unknown_field"),
        pytest.param("{code: B}", "no column B", id="unknown_column"),
        pytest.param("{area_wa: {column: A, unit: acre}}", "acre", id="unknown_unit"),
    ],
)
def test_profile_that_does_not_fit_the_file_is_refused(
    tmp_path: Path, fields: str, reason: str
) -> None:
    with pytest.raises(SourceError, match=reason):
        values(tmp_path, fields, ["A"], ["1"])


def test_profile_says_nothing_about_another_kind() -> None:
    with pytest.raises(SourceError, match="says nothing about signs"):
        load_profile("waiheke").section("signs")


def test_unknown_profile_lists_the_shipped_ones() -> None:
    with pytest.raises(SourceError, match="cambridge-roll"):
        load_profile("nowhere")


def test_users_own_file_is_a_profile(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("kinds: {parcels: {fields: {code: รหัส}}}", encoding="utf-8-sig")
    profile = load_profile(str(path))
    assert profile.name == "mine"
    assert profile.section("parcels").fields["code"].columns == ("รหัส",)


def test_use_codes_of_massachusetts_become_the_acts_uses() -> None:
    """Codes of the roll and what their descriptions say."""
    section = load_profile("cambridge-roll").section("roll")
    use = Translation.of(section.fields["use"].values)
    place = Translation.of(section.fields["condo"].values)
    assert [use.apply(code) for code in ("101", "0104", "1095", "130", "1322")] == [
        "residential", "residential", "residential", "vacant", "vacant",
    ]  # fmt: skip
    assert [use.apply(code) for code in ("325", "0340", "400", "392", "942", "9400")] == [
        "other", "other", "other", "vacant", "exempt", "exempt",
    ]  # fmt: skip
    assert [place.apply(c) for c in ("102", "1021", "199", "9315", "101", "931")] == [
        "unit", "unit", "common", "unit", "no", "no",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "columns", "fields"),
    [
        pytest.param(
            "parcels",
            ["PARCEL_COD", "RAI-NGAN-W", "Moo", "land_type"],
            {"code", "area_wa", "moo", "doc_type"},
            id="tax_map_cut_by_dbf",
        ),
        pytest.param(
            "parcels",
            [
                "UTMMAP1",
                "UTMMAP2",
                "UTMMAP3",
                "UTMMAP4",
                "UTMSCALE",
                "LAND_NO",
                "CHANOD_NO",
            ],
            {
                "utm_map1",
                "utm_map2",
                "utm_map3",
                "utm_map4",
                "utm_scale",
                "land_no",
                "deed_no",
            },
            id="land_department",
        ),
        pytest.param(
            "parcels",
            ["รหัสแปลง", "เลขที่โฉนด", "หน้าสำรวจ", "ไร่", "งาน", "ตารางวา"],
            {"code", "deed_no", "survey_no", "area_wa"},
            id="thai_headers",
        ),
        pytest.param(
            "parties",
            ["psnId", "prefixName", "firstName", "lastName", "personType", "รหัสเจ้าของ"],
            {"id_number", "title", "name", "surname", "kind", "code"},
            id="ltax_online_owner",
        ),
        pytest.param(
            "signs",
            ["signboardCode", "character", "noSideStr", "setupDateStr", "กว้าง", "ยาว"],
            {"code", "text_class", "sides", "installed_on", "width_cm", "height_cm"},
            id="ltax_online_sign",
        ),
    ],
)
def test_columns_are_known_by_ltax_and_thai_names(
    tmp_path: Path, kind: str, columns: list[str], fields: set[str]
) -> None:
    path = write_csv(tmp_path / "a.csv", columns, ["1"] * len(columns))
    with open_source(path) as source:
        binding = bind(KINDS[kind], source, None)
    assert {bound.field.name for bound in binding.fields} == fields


def test_file_of_which_no_column_is_known_is_refused(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", ["foo", "bar"], [1, 2])
    with open_source(path) as source, pytest.raises(SourceError, match="foo, bar"):
        bind(KINDS["parcels"], source, None)


def test_needed_column_that_is_missing_is_named(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", ["code", "surname"], ["1", "x"])
    with open_source(path) as source, pytest.raises(SourceError, match="for name"):
        bind(KINDS["parties"], source, None)


def test_wrong_value_of_an_idle_field_keeps_the_row(tmp_path: Path) -> None:
    section = parse_profile("kinds: {parcels: {fields: {area_wa: A}}}", "t")
    path = write_csv(tmp_path / "a.csv", ["A"], ["plenty"])
    with open_source(path) as source:
        binding = bind(KINDS["parcels"], source, section.section("parcels"))
    rows = Rows([1], {"A": ["plenty"]})
    converted = convert(rows, binding)
    assert converted.values["area_wa"] == [None]
    assert converted.flawed == {0: ["area_wa"]}
    (problem,) = converted.problems
    assert (problem.code, problem.severity, problem.value) == (
        "value.not_a_number", "warning", "plenty",
    )  # fmt: skip
