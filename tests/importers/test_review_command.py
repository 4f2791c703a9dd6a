"""`kkmgis imports diff|promote|discard|undo` as a person types them."""

from __future__ import annotations

from pathlib import Path

from tests.importers.files import box, write_csv, write_gpkg
from tests.importers.test_command import Terminal, kkmgis

__all__ = ["kkmgis"]


def versions(folder: Path) -> tuple[Path, Path]:
    """Write two versions of a map of land: one changed, one new, one gone."""
    paths = []
    for deed, numbers in (("1", (1, 2, 3, 4)), ("2", (1, 2, 3, 5))):
        (folder / deed).mkdir()
        rows = [{"code": f"01A00{n}", "deed_no": deed if n == 1 else "1"}
                for n in numbers]  # fmt: skip
        shapes = [box(100 * n) for n in numbers]
        paths.append(write_gpkg(folder / deed / "land.gpkg", rows, shapes))
    return paths[0], paths[1]


def test_review_diff_promote_undo(kkmgis: Terminal, tmp_path: Path) -> None:
    first, second = versions(tmp_path)
    assert kkmgis("import", "parcels", first).status == 0
    dry = kkmgis("import", "parcels", second, "--dry-run", "--json").json
    expected = {
        "new": 1, "changed": 1, "moved": 0, "split": 0, "merged": 0, "gone": 1,
        "unchanged": 2, "rejected": 0,
    }  # fmt: skip
    assert dry["difference"] == expected
    waiting = kkmgis("import", "parcels", second, "--review")
    assert "ไม่มีในแฟ้มแล้ว" in waiting.output
    number = kkmgis("imports", "list", "--json").json["imports"][0]["id"]
    found = kkmgis("imports", "diff", number, "--json", "--what", "gone").json
    (gone,) = found["entries"]
    assert (gone["code"], gone["before"]["type"]) == ("01A004", "MultiPolygon")
    shown = kkmgis("imports", "diff", number).output
    assert "01A001  (1)  deed_no: 1 → 2" in shown
    codes = tmp_path / "codes.txt"
    codes.write_text("01A001\n01A004\n", "utf-8")
    done = kkmgis(
        "imports", "promote", number, "--codes", codes, "--retire-gone", "--json"
    )
    told = {name: done.json[name] for name in ("updated", "left_out", "retired")}
    assert told == {"updated": 1, "left_out": 1, "retired": 1}
    assert kkmgis("imports", "undo", number, "--json").json["restored"] == 2
    assert kkmgis("imports", "promote", number).status == 2


def test_discard_leaves_the_register_alone(kkmgis: Terminal, tmp_path: Path) -> None:
    first, _ = versions(tmp_path)
    number = kkmgis("import", "parcels", first, "--review", "--json").json["batch"]
    assert kkmgis("imports", "discard", number).status == 0
    assert kkmgis("imports", "promote", number).status == 2
    assert kkmgis("import", "parcels", first, "--json").json["loaded"] == 4


def test_wrong_choice_is_refused(kkmgis: Terminal, tmp_path: Path) -> None:
    first, _ = versions(tmp_path)
    number = kkmgis("import", "parcels", first, "--review", "--json").json["batch"]
    assert kkmgis("imports", "promote", number, "--only", "newest").status == 2
    assert kkmgis("imports", "promote", number, "--rows", "1;2").status == 2
    assert kkmgis("imports", "promote", number, "--only", "new").status == 0


def test_undo_that_is_refused_lists_what_depends_on_it(
    kkmgis: Terminal, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "p.csv", ["code", "name"], ["P1", "ก"])
    number = kkmgis("import", "parties", path, "--json").json["batch"]
    path = write_csv(tmp_path / "q.csv", ["code", "name"], ["P1", "ข"])
    later = kkmgis("import", "parties", path, "--json").json["batch"]
    refused = kkmgis("imports", "undo", number)
    assert refused.status == 2
    assert "party P1: แก้ไขภายหลัง" in refused.errors
    (one,) = kkmgis("imports", "undo", number, "--json").json["dependents"]
    assert (one["code"], one["how"], one["batch"]) == ("P1", "changed", later)
    assert one["changed_at"] is not None
