"""A partition that is not as described is refused, with its place."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kkmgis.i18n import LANGUAGES, catalogue
from kkmgis.national.layout import LayoutError, partition_folders
from kkmgis.national.partition import compute_partition
from tests.national.partitions import (
    Table,
    as_table,
    change_description,
    law,
    two_neighbours,
    write,
)
from tests.paths import ROOT

OBJECTS, USES, DESCRIPTION = "objects.parquet", "uses.parquet", "authority.json"
Spoil = Callable[[Table, Table], None]


def fault(folder: Path) -> dict[str, Any]:
    with pytest.raises(LayoutError) as caught:
        compute_partition(folder, law())
    issue = caught.value.issue
    for language in LANGUAGES:
        assert issue.message(language)
        assert issue.remedy(language)
    assert issue.message("th") in str(caught.value)
    found = {"code": issue.code.removeprefix("national."), "file": issue.values["file"]}
    if issue.field:
        found["column"] = issue.field
    if "row" in issue.values:
        found["row"] = issue.values["row"]
    return found


def put(column: str, row: int, value: Any) -> Spoil:
    def spoil(objects: Table, uses: Table) -> None:
        (objects if column in objects else uses)[column][row - 1] = value

    return spoil


def drop(column: str) -> Spoil:
    def spoil(objects: Table, uses: Table) -> None:
        del (objects if column in objects else uses)[column]

    return spoil


def floats(column: str) -> Spoil:
    def spoil(objects: Table, uses: Table) -> None:
        chosen = objects if column in objects else uses
        chosen[column] = [None if n is None else n + 0.5 for n in chosen[column]]

    return spoil


def without_use(objects: Table, uses: Table) -> None:
    for column in uses.values():
        del column[1]


# What is done, then the fault: code, file, column, row.
SPOILT: list[tuple[Spoil, str, str, str, int | None]] = [
    (drop("taxpayer"), "column_missing", OBJECTS, "taxpayer", None),
    (drop("natural"), "column_missing", OBJECTS, "natural", None),
    (drop("part"), "column_missing", USES, "part", None),
    (floats("area_x10000"), "column_type", OBJECTS, "area_x10000", None),
    (floats("price_satang"), "column_type", OBJECTS, "price_satang", None),
    (floats("part"), "column_type", USES, "part", None),
    (put("id", 3, 10), "id_twice", OBJECTS, "id", 3),
    (put("id", 2, None), "value_missing", OBJECTS, "id", 2),
    (put("kind", 2, "house"), "value_unknown", OBJECTS, "kind", 2),
    (put("kind", 2, None), "value_missing", OBJECTS, "kind", 2),
    (put("taxpayer", 3, None), "value_missing", OBJECTS, "taxpayer", 3),
    (put("taxpayer", 3, -4), "negative", OBJECTS, "taxpayer", 3),
    (put("natural", 3, None), "value_missing", OBJECTS, "natural", 3),
    (put("natural", 3, False), "taxpayer_contradicted", OBJECTS, "natural", 3),
    (put("land", 1, 12), "land_on_land", OBJECTS, "land", 1),
    (put("land", 2, 99), "points_nowhere", OBJECTS, "land", 2),
    (put("land", 2, 11), "points_nowhere", OBJECTS, "land", 2),
    (put("area_x10000", 1, None), "value_missing", OBJECTS, "area_x10000", 1),
    (put("area_x10000", 1, -1), "negative", OBJECTS, "area_x10000", 1),
    (put("price_satang", 1, None), "value_missing", OBJECTS, "price_satang", 1),
    (put("price_satang", 1, 0), "price_nothing", OBJECTS, "price_satang", 1),
    (put("material", 2, None), "value_missing", OBJECTS, "material", 2),
    (put("material", 2, "straw"), "value_unknown", OBJECTS, "material", 2),
    (put("age_years", 2, None), "value_missing", OBJECTS, "age_years", 2),
    (put("geometry", 1, None), "geometry_wrong", OBJECTS, "geometry", 1),
    (put("geometry", 3, b"?"), "geometry_wrong", OBJECTS, "geometry", 3),
    (put("object", 3, 99), "points_nowhere", USES, "object", 3),
    (put("use", 1, "shop"), "value_unknown", USES, "use", 1),
    (put("part", 1, None), "value_missing", USES, "part", 1),
    (put("part", 1, -1), "negative", USES, "part", 1),
    (put("use", 1, "vacant"), "value_missing", USES, "vacant_since", 1),
    (put("use", 1, "exempt"), "value_missing", USES, "exempt_under", 1),
    (put("reduction", 2, 30), "reduction_unknown", USES, "reduction", 2),
    (put("set_aside", 1, "no_price"), "use_of_set_aside", USES, "object", 1),
    (put("part", 2, 0), "no_use", OBJECTS, "id", 2),
    (without_use, "no_use", OBJECTS, "id", 2),
]


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [pytest.param(one[0], one[1:], id="-".join(map(str, one[1::2]))) for one in SPOILT],
)
def test_a_fault_is_named_with_file_column_and_row(
    tmp_path: Path, spoil: Spoil, expected: tuple[Any, ...]
) -> None:
    objects, uses = two_neighbours()
    spoil(objects, uses)
    found = fault(write(tmp_path, objects, uses))
    place = (found["code"], found["file"], found["column"], found.get("row"))
    assert place == expected


@pytest.mark.parametrize(("since", "faulty"), [(2569, False), (2570, True), (0, True)])
def test_vacancy_cannot_begin_after_the_tax_year(
    tmp_path: Path, since: int, faulty: bool
) -> None:
    objects, uses = two_neighbours()
    uses["use"][0], uses["vacant_since"][0] = "vacant", since
    folder = write(tmp_path, objects, uses)
    if faulty:
        assert fault(folder)["code"] == "vacant_after_year"
    else:
        assert len(compute_partition(folder, law()).facts.use) == 3


def test_a_paragraph_that_section_8_does_not_have_is_refused(tmp_path: Path) -> None:
    objects, uses = two_neighbours()
    uses["use"][2], uses["exempt_under"][2] = "exempt", 13
    found = fault(write(tmp_path, objects, uses))
    assert (found["code"], found["row"]) == ("paragraph_unknown", 3)


@pytest.mark.parametrize(
    ("changes", "code", "column"),
    [
        ({"tax_year": 2568}, "other_year", "tax_year"),
        ({"tax_year": "2569"}, "bad_value", "tax_year"),
        ({"name_th": None}, "key_missing", "name_th"),
        ({"owner": "x"}, "key_unknown", "owner"),
        ({"version": 2}, "bad_value", "version"),
        ({"code": "B"}, "bad_value", "code"),
        ({"srid": 4326}, "bad_value", "srid"),
        ({"srid": 32647}, "other_crs", "geometry"),
        ({"ordinances": [{"key": "x"}]}, "bad_value", "ordinances"),
        (
            {"ordinances": [{"key": "x", "value": "1", "source": {}}]},
            "ordinance_wrong",
            "ordinances",
        ),
        # What the Act itself fixes no ordinance can set, s.37 p6 speaks of rates.
        *(
            (
                {"ordinances": [{"key": key, "value": value, "source": {}}]},
                "ordinance_wrong",
                "ordinances",
            )
            for key, value in (
                ("land_building.exemption.home", "0"),
                ("land_building.reduction.general", "90"),
                ("land_building.rate.other", [1]),
                (
                    "land_building.rate.other",
                    [{"up_to": "1E999999", "rate": "0.7"}, {"rate": "0.8"}],
                ),
            )
        ),
    ],
)
def test_a_wrong_description_is_named_by_its_key(
    tmp_path: Path, changes: dict[str, Any], code: str, column: str
) -> None:
    folder = write(tmp_path, *two_neighbours())
    change_description(folder, **changes)
    found = fault(folder)
    assert (found["code"], found["column"]) == (code, column)


def test_a_description_without_end_is_no_description(tmp_path: Path) -> None:
    folder = write(tmp_path, *two_neighbours())
    (folder / DESCRIPTION).write_text('{"layout": ' + "[" * 100_000)
    assert fault(folder) == {"code": "file_unreadable", "file": DESCRIPTION}


def test_a_description_may_begin_with_the_mark_of_windows(tmp_path: Path) -> None:
    folder = write(tmp_path, *two_neighbours())
    content = (folder / DESCRIPTION).read_bytes()
    (folder / DESCRIPTION).write_bytes(b"\xef\xbb\xbf" + content)
    assert len(compute_partition(folder, law()).facts.use) == 3


@pytest.mark.parametrize("name", [OBJECTS, USES, DESCRIPTION])
def test_missing_and_damaged_files_are_named(tmp_path: Path, name: str) -> None:
    folder = write(tmp_path, *two_neighbours())
    whole = (folder / name).read_bytes()
    (folder / name).write_bytes(whole[: len(whole) // 2])
    assert fault(folder) == {"code": "file_unreadable", "file": name}
    (folder / name).unlink()
    assert fault(folder) == {"code": "file_missing", "file": name}


def test_geometry_needs_its_description(tmp_path: Path) -> None:
    objects, uses = two_neighbours()
    folder = write(tmp_path, objects, uses)
    pq.write_table(as_table(objects), folder / OBJECTS)
    assert fault(folder)["code"] == "not_geoparquet"


def test_other_programs_read_a_partition_as_geoparquet(tmp_path: Path) -> None:
    folder = write(tmp_path, *two_neighbours())
    frame = geopandas.read_parquet(folder / OBJECTS)
    assert frame.crs.to_epsg() == 32648
    assert frame.geometry.area.tolist()[0] == 400


def test_other_programs_write_a_partition(tmp_path: Path) -> None:
    """A frame with other kinds of whole numbers is read like the program's own."""
    objects, uses = two_neighbours()
    folder = write(tmp_path, objects, uses)
    before = compute_partition(folder, law())
    frame = geopandas.read_parquet(folder / OBJECTS)
    for name in ("land", "age_years"):
        frame[name] = frame[name].astype("Int32")
    frame["id"] = frame["id"].astype("int32")
    frame.to_parquet(folder / OBJECTS)
    changed = as_table(uses)
    part = changed.column("part").cast(pa.decimal128(20, 0))
    place = changed.schema.get_field_index("part")
    pq.write_table(changed.set_column(place, "part", part), folder / USES)
    after = compute_partition(folder, law())
    assert after.totals == before.totals


def test_a_directory_without_partitions_is_refused(tmp_path: Path) -> None:
    (tmp_path / "authority=").mkdir()
    (tmp_path / "authority=ก").mkdir()
    with pytest.raises(LayoutError):
        partition_folders(tmp_path)


def test_facts_that_contradict_each_other_are_refused(tmp_path: Path) -> None:
    """Two taxpayers in one pool set could never be one pool."""
    objects, uses = two_neighbours()
    objects["pool_set"] = [5, 5, 5]
    objects["taxpayer"] = [7, 7, 8]
    assert fault(write(tmp_path, objects, uses))["code"] == "facts_contradict"


def test_every_fault_has_its_sentences() -> None:
    """All codes of the package, also those that no test here meets."""
    codes = set()
    for path in (ROOT / "kkmgis" / "national").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case (
                    ast.Call(
                        func=ast.Name(id="refuse"),
                        args=[ast.Constant(value=code), *_],
                    )
                    | ast.Call(
                        func=ast.Attribute(attr="refuse_rows"),
                        args=[_, _, ast.Constant(value=code)],
                    )
                ):
                    codes.add(code)
    assert len(codes) > 20
    known = catalogue("th").keys()
    for code in sorted(map(str, codes)):
        assert {f"issue.national.{code}", f"issue.national.{code}.remedy"} <= known
