"""A new version of a file against the register: what differs, and how exactly."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import shapely
from psycopg import Connection

from importers.reconcile.reading import Entry, difference, list_difference
from importers.stage import stage_file
from importers.steps import check_batch
from tests.importers.conftest import KEY, Fetch, Load
from tests.importers.files import box, write_csv, write_gpkg

Land = Mapping[str, Any]
FIRST: Land = {f"01A00{n}": box(50 * n, 0, 40, 40) for n in range(1, 7)}


def land(folder: Path, shapes: Land, **fields: object) -> Path:
    """Write parcels; each version of the file has the same name."""
    folder.mkdir(exist_ok=True)
    rows = [{"code": code, **fields} for code in shapes]
    return write_gpkg(folder / "land.gpkg", rows, list(shapes.values()))


def check(connection: Connection[Any], path: Path, kind: str = "parcels") -> int:
    """Stage and check a file; give its batch."""
    number = stage_file(connection, kind, path, actor="test", identity_key=KEY)
    check_batch(connection, number, identity_key=KEY)
    return number


def told(connection: Connection[Any], number: int) -> dict[str, int]:
    """Count the difference, without what there is none of."""
    counts = difference(connection, number).counts
    return {what: count for what, count in counts.items() if count}


@pytest.fixture
def second(load: Load, tmp_path: Path, connection: Connection[Any]) -> Any:
    """Load the first version of the land, then check another one."""
    load("parcels", land(tmp_path / "first", FIRST, deed_no="1"))

    def run(shapes: Land, **fields: object) -> tuple[int, dict[str, Entry]]:
        path = land(tmp_path / "second", shapes, **({"deed_no": "1"} | fields))
        number = check(connection, path)
        listed = list_difference(connection, number)
        return number, {str(one.code): one for one in listed}

    return run


def test_same_file_has_no_difference(second: Any, connection: Connection[Any]) -> None:
    number, entries = second(FIRST)
    assert told(connection, number) == {"unchanged": 6}
    assert entries == {}


def test_changed_fields_are_told_before_and_after(
    second: Any, connection: Connection[Any]
) -> None:
    number, entries = second(FIRST, deed_no="2")
    assert told(connection, number) == {"changed": 6}
    assert entries["01A001"].details == {"fields": {"deed_no": ["1", "2"]}}


def test_shape_tells_how_far_it_moved_and_its_area(second: Any) -> None:
    _, entries = second({**FIRST, "01A001": box(50, 0, 43, 40)})
    (one,) = entries.values()
    assert (one.what, one.details["shape"]) == (
        "changed",
        {"moved_m": 3.0, "area_before_m2": 1600.0, "area_after_m2": 1720.0},
    )
    assert one.before is not None
    assert one.after is not None
    west, south, _, _ = shapely.from_geojson(str(one.after).replace("'", '"')).bounds
    assert (round(west), round(south)) == (103, 16)


def test_new_and_gone_of_the_same_source(
    second: Any, connection: Connection[Any]
) -> None:
    shapes = {code: shape for code, shape in FIRST.items() if code != "01A006"}
    number, entries = second({**shapes, "01A009": box(900)})
    assert told(connection, number) == {"new": 1, "gone": 1, "unchanged": 5}
    assert entries["01A006"].details["why"] == "source"
    assert entries["01A006"].row_no is None
    assert entries["01A006"].before is not None
    assert entries["01A009"].what == "new"


def test_code_elsewhere_is_moved(second: Any) -> None:
    _, entries = second({**FIRST, "01A003": box(150, 500, 40, 40)})
    (one,) = entries.values()
    assert (one.what, one.details["how"]) == ("moved", "place")
    assert one.details["shape"]["moved_m"] == 500.0


def test_shape_under_another_code_is_moved(second: Any) -> None:
    shapes = {"01B" + code[3:] if code == "01A002" else code: shape
              for code, shape in FIRST.items()}  # fmt: skip
    _, entries = second(shapes)
    (one,) = entries.values()
    assert (one.code, one.what, one.details["how"]) == ("01B002", "moved", "code")
    assert [parent["code"] for parent in one.details["parents"]] == ["01A002"]


@pytest.mark.parametrize("kept", [True, False], ids=["code_stays", "code_goes"])
def test_one_parcel_into_several_is_split(
    second: Any, connection: Connection[Any], kept: bool
) -> None:
    shapes = {code: shape for code, shape in FIRST.items() if code != "01A002"}
    one = "01A002" if kept else "01A011"
    parts = {one: box(100, 0, 25, 40), "01A012": box(125, 0, 15, 40)}
    number, entries = second({**shapes, **parts})
    assert told(connection, number) == {"split": 2, "unchanged": 5}
    for code in parts:
        (parent,) = entries[code].details["parents"]
        assert (parent["code"], parent["area_m2"]) == ("01A002", 1600.0)
        assert parent["stays"] is kept


def test_parts_that_do_not_make_up_the_area_are_no_split(
    second: Any, connection: Connection[Any]
) -> None:
    shapes = {code: shape for code, shape in FIRST.items() if code != "01A002"}
    parts = {"01A011": box(100, 0, 20, 40), "01A012": box(125, 0, 15, 40)}
    number, entries = second({**shapes, **parts})
    assert told(connection, number) == {"new": 2, "gone": 1, "unchanged": 5}
    assert entries["01A002"].details["why"] == "source"


@pytest.mark.parametrize("code", ["01A001", "01A020"])
def test_several_parcels_into_one_are_merged(
    load: Load, tmp_path: Path, connection: Connection[Any], code: str
) -> None:
    first = {"01A001": box(0, 0, 40, 40), "01A002": box(40, 0, 40, 40)}
    load("parcels", land(tmp_path / "first", first))
    number = check(connection, land(tmp_path / "second", {code: box(0, 0, 80, 40)}))
    assert told(connection, number) == {"merged": 1}
    (one,) = list_difference(connection, number)
    assert [(p["code"], p["stays"]) for p in one.details["parents"]] == [
        ("01A001", code == "01A001"),
        ("01A002", False),
    ]
    assert one.before is not None


def test_partial_file_of_another_name_makes_nothing_gone(
    load: Load, tmp_path: Path, connection: Connection[Any]
) -> None:
    load("parcels", land(tmp_path / "first", FIRST))
    some = {code: FIRST[code] for code in ("01A001", "01A006")}
    path = land(tmp_path / "second", some).rename(tmp_path / "other.gpkg")
    assert told(connection, check(connection, path)) == {"unchanged": 2}


def test_file_that_is_complete_around_a_parcel_misses_it(
    load: Load, tmp_path: Path, connection: Connection[Any]
) -> None:
    load("parcels", land(tmp_path / "first", FIRST))
    shapes = {code: shape for code, shape in FIRST.items() if code != "01A003"}
    path = land(tmp_path / "second", shapes).rename(tmp_path / "other.gpkg")
    number = check(connection, path)
    (one,) = list_difference(connection, number)
    assert (one.code, one.what, one.details["why"]) == ("01A003", "gone", "extent")


def test_ground_under_other_parcels_is_gone(
    load: Load, tmp_path: Path, connection: Connection[Any]
) -> None:
    load("parcels", land(tmp_path / "first", FIRST))
    path = land(tmp_path / "second", {"01B001": box(45, -10, 60, 90)})
    number = check(connection, path.rename(tmp_path / "other.gpkg"))
    listed = {one.code: one for one in list_difference(connection, number)}
    assert listed["01A001"].details["why"] == "covered"
    assert listed["01B001"].what == "new"


def test_rejected_row_is_not_gone(
    load: Load, tmp_path: Path, connection: Connection[Any]
) -> None:
    """A broken row is still in the file."""
    load("parcels", land(tmp_path / "first", FIRST))
    eight = shapely.Polygon([(265000, 1817000), (265040, 1817040),
                             (265040, 1817000), (265000, 1817040)])  # fmt: skip
    number = check(connection, land(tmp_path / "second", {**FIRST, "01A004": eight}))
    assert told(connection, number) == {"unchanged": 5, "rejected": 1}


def test_other_kinds_differ_too(
    load: Load, tmp_path: Path, connection: Connection[Any]
) -> None:
    header = ["code", "name", "phone"]
    lines = [["P1", "ก", "081"], ["P2", "ข", ""], ["P3", "ค", ""]]
    load("parties", write_csv(tmp_path / "p.csv", header, *lines))
    lines = [["P1", "ก", "082"], ["P2", "ง", ""], ["P4", "จ", ""]]
    (tmp_path / "p.csv").unlink()
    number = check(connection, write_csv(tmp_path / "p.csv", header, *lines), "parties")
    assert told(connection, number) == {"new": 1, "changed": 2, "gone": 1}
    listed = {one.code: one for one in list_difference(connection, number)}
    assert listed["P2"].details["fields"] == {"name": ["ข", "ง"]}
    # That a sealed fact differs is told, which and how is not.
    assert listed["P1"].details["fields"] == {}


def test_listing_goes_page_by_page_and_by_what(
    second: Any, connection: Connection[Any]
) -> None:
    number, _ = second({**FIRST, "01A009": box(900)}, deed_no="2")
    first = list_difference(connection, number, limit=4)
    rest = list_difference(connection, number, after=first[-1].place)
    assert [one.what for one in first + rest] == ["changed"] * 6 + ["new"]
    (new,) = list_difference(connection, number, what="new", with_shapes=False)
    assert (new.code, new.after) == ("01A009", None)


def test_dry_run_keeps_its_difference(
    load: Load, tmp_path: Path, connection: Connection[Any], fetch: Fetch
) -> None:
    report = load("parcels", land(tmp_path / "first", FIRST), dry_run=True)
    assert told(connection, report.batch) == {"new": 6}
    assert list_difference(connection, report.batch)[0].after is None
    assert fetch("SELECT count(*) FROM register.parcel") == [(0,)]


def test_value_that_a_file_states_is_a_field(
    load: Load, tmp_path: Path, connection: Connection[Any]
) -> None:
    load("parcels", land(tmp_path / "first", FIRST, appraised_value=100))
    path = land(tmp_path / "second", FIRST, appraised_value=150)
    one = list_difference(connection, check(connection, path))[0]
    assert one.details["fields"] == {"appraised_value": [100, 150]}
