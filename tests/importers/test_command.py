"""`kkmgis import`, `imports` and `inspect` as a person types them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from api.cli import imports
from api.cli import inspect as inspect_command
from kkmgis.errors import KkmgisError
from kkmgis.rules.registry import rule
from tests.importers.examples import write_example
from tests.importers.files import box, write_csv, write_gpkg
from tests.paths import SHARED

MALFORMED = SHARED / "data" / "malformed"
KEYS = {
    "batch",
    "read",
    "loaded",
    "unchanged",
    "updated",
    "rejected",
    "issues",
    "seconds",
}


@dataclass(frozen=True)
class Answer:
    status: int
    output: str
    errors: str

    @property
    def json(self) -> Any:
        return json.loads(self.output)


@dataclass(frozen=True)
class Terminal:
    """Runs commands on a database of the test's own."""

    environment: dict[str, str]

    def __call__(self, *words: object) -> Answer:
        app = typer.Typer(pretty_exceptions_enable=False)
        imports.register(app)
        inspect_command.register(app)
        result = CliRunner().invoke(
            app, [str(word) for word in words], env=self.environment
        )
        status, errors = result.exit_code, result.stderr
        if isinstance(result.exception, KkmgisError):
            # As api.cli.app.main does it.
            status, errors = 2, f"{errors}kkmgis: {result.exception}"
        elif result.exception is not None and not isinstance(
            result.exception, SystemExit
        ):
            raise result.exception
        return Answer(status, result.stdout, errors)


@pytest.fixture
def kkmgis(fresh_database_url: str, tmp_path: Path) -> Terminal:
    key = tmp_path / "identity.key"
    return Terminal(
        {"KKMGIS_DATABASE_URL": fresh_database_url, "KKMGIS_KEY_FILE": str(key)}
    )


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return write_gpkg(tmp_path / "good.gpkg", [{"code": "01A001"}], [box()])


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    rows = [{"code": "01A002"}, {"code": "01A003"}]
    return write_gpkg(tmp_path / "mixed.gpkg", rows, [box(100), None])


def test_all_done_is_status_0_and_one_json_object(kkmgis: Terminal, good: Path) -> None:
    answer = kkmgis("import", "parcels", good, "--json")
    assert answer.status == 0
    report = answer.json
    assert set(report) >= KEYS
    assert (report["read"], report["loaded"], report["issues"]) == (1, 1, {})
    again = kkmgis("import", "parcels", good, "--json")
    assert (again.status, again.json["unchanged"]) == (0, 1)


def test_rejects_are_status_1(kkmgis: Terminal, mixed: Path) -> None:
    answer = kkmgis("import", "parcels", mixed, "--json")
    assert answer.status == 1
    assert (answer.json["loaded"], answer.json["rejected"]) == (1, 1)
    assert answer.json["issues"] == {"geometry.missing": 1}


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(("import", "parcels", "nothing.shp"), id="no_such_file"),
        pytest.param(("import", "boats", "nothing.shp"), id="no_such_kind"),
        pytest.param(
            ("import", "parcels", "x", "--mapping", "atlantis"), id="no_mapping"
        ),
        pytest.param(("imports", "show", "77"), id="no_such_batch"),
        pytest.param(("imports", "undo", "77"), id="nothing_to_undo"),
        pytest.param(("inspect", "nothing.shp"), id="nothing_to_inspect"),
    ],
)
def test_what_cannot_be_done_is_status_2_and_one_line(
    kkmgis: Terminal, words: tuple[str, ...]
) -> None:
    answer = kkmgis(*words)
    assert (answer.status, answer.output) == (2, "")
    (line,) = (
        line for line in answer.errors.splitlines() if line.startswith("kkmgis:")
    )
    assert " · " in line


def test_several_files_are_one_object_with_their_sum(
    kkmgis: Terminal, good: Path, mixed: Path
) -> None:
    answer = kkmgis("import", "parcels", good, mixed, "--json")
    assert answer.status == 1
    report = answer.json
    assert (report["read"], report["loaded"], report["rejected"]) == (3, 2, 1)
    assert [part["file"] for part in report["batches"]] == ["good.gpkg", "mixed.gpkg"]


def test_files_before_a_broken_one_stay(
    kkmgis: Terminal, good: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.gpkg"
    broken.write_bytes(b"x" * 100)
    answer = kkmgis("import", "parcels", good, broken, "--json")
    assert answer.status == 2
    assert answer.json["loaded"] == 1
    assert kkmgis("import", "parcels", good, "--json").json["unchanged"] == 1


def test_person_reads_counts_and_an_example_of_each_issue(
    kkmgis: Terminal, mixed: Path
) -> None:
    answer = kkmgis("import", "parcels", mixed)
    assert "อ่าน 2 · เพิ่ม 1" in answer.output
    assert "read 2 · loaded 1" in answer.output
    assert "geometry.missing × 1  [2] ไม่มีรูปแปลง" in answer.output


def test_dry_run_says_that_nothing_was_written(kkmgis: Terminal, good: Path) -> None:
    answer = kkmgis("import", "parcels", good, "--dry-run")
    assert "dry run" in answer.output
    assert kkmgis("import", "parcels", good, "--json").json["loaded"] == 1


def test_imports_are_listed_shown_exported_and_undone(
    kkmgis: Terminal, mixed: Path, tmp_path: Path
) -> None:
    number = kkmgis("import", "parcels", mixed, "--json").json["batch"]
    listed = kkmgis("imports", "list", "--json").json["imports"]
    assert [(one["id"], one["status"]) for one in listed] == [(number, "promoted")]
    assert "mixed.gpkg" in kkmgis("imports", "list").output
    shown = kkmgis("imports", "show", number, "--json").json
    (found,) = shown["found"]
    assert (found["row"], found["code"]) == (2, "geometry.missing")
    assert found["message"]["en"] == "there is no shape"
    assert "ไม่มีรูปแปลง" in kkmgis("imports", "show", number).output
    target = tmp_path / "rejects.gpkg"
    assert kkmgis("imports", "rejects", number, "--out", target).status == 0
    assert target.stat().st_size > 0
    assert "1 removed" in kkmgis("imports", "undo", number).output
    assert kkmgis("imports", "undo", number).status == 2


def test_personal_facts_are_sealed_with_the_key_of_the_installation(
    kkmgis: Terminal, tmp_path: Path
) -> None:
    path = write_csv(
        tmp_path / "p.csv", ["code", "name", "phone"], ["C1", "สมชาย", "043"]
    )
    assert kkmgis("import", "parties", path).status == 0
    assert len((tmp_path / "identity.key").read_text().strip()) == 64


@pytest.mark.parametrize(
    "name",
    [
        "geojsonhint/bad/bad-json.geojson",
        "geojsonhint/good/good-polygon.geojson",
        "geojsonhint/bad/different-first-last.geojson",
        "mapshaper/dbf/gbk.dbf",
        "mapshaper/issues/518_519_shp_reading/data_corruption_error.shp",
        "mapshaper/issues/166/c_utm.shp",
        "jts/jts_cases_wkt.csv",
    ],
)
def test_malformed_file_ends_with_a_status_and_no_traceback(
    kkmgis: Terminal, name: str
) -> None:
    """All of them go through the same way in test_whole; these through the command."""
    for command in (("import", "parcels"), ("inspect",)):
        answer = kkmgis(*command, MALFORMED / name)
        assert answer.status in (0, 1, 2)
        assert "Traceback" not in answer.output + answer.errors


@pytest.mark.parametrize("path", sorted(MALFORMED.rglob("*.*")), ids=lambda p: p.name)
def test_inspection_of_a_malformed_file_ends_with_a_status(path: Path) -> None:
    answer = Terminal({})("inspect", path, "--json")
    assert answer.status in (0, 1, 2)
    if answer.status != 2:
        assert answer.json["file"] == path.name
    else:
        assert answer.errors.startswith("kkmgis: ")


def test_inspection_for_people_shows_layers_and_samples() -> None:
    path = SHARED / "data" / "parcels" / "cz_decany" / "decany.gpkg"
    answer = Terminal({})("inspect", path)
    assert answer.status == 0
    assert "EPSG:5514" in answer.output
    assert "* parcely  MultiPolygon  3,172" in answer.output
    assert "VymeraParcely" in answer.output


def test_inspection_is_judged_by_the_boundary_and_drawn_over_it(
    kkmgis: Terminal, good: Path, tmp_path: Path
) -> None:
    rows = [{"code": "40001", "name_th": "เทศบาลนครตัวอย่าง"}]
    area = write_gpkg(tmp_path / "b.gpkg", rows, [box(-500, -500, 1000, 1000)])
    assert kkmgis("import", "boundary", area).status == 0
    drawn = tmp_path / "drawn.geojson"
    answer = kkmgis("inspect", good, "--json", "--preview", drawn)
    assert answer.status == 0
    assert answer.json["placed"]["judged_by"] == "boundary"
    assert answer.json["proposals"][0]["kind"] == "parcels"
    outline, parcel = json.loads(drawn.read_text(encoding="utf-8"))["features"]
    assert (outline["properties"], parcel["properties"]) == ({}, {"row": 1})
    assert outline["geometry"]["type"] in ("Polygon", "MultiPolygon")


def test_inspection_in_words_names_system_columns_and_kind(
    kkmgis: Terminal, good: Path
) -> None:
    answer = kkmgis("inspect", good)
    assert answer.status == 0
    for told in ("EPSG:32648", "code: text [parcel]", "parcels  ", "code → code"):
        assert told in answer.output


def test_repairs_are_told_with_the_area_before_and_after(
    kkmgis: Terminal, tmp_path: Path
) -> None:
    spiked = write_example(tmp_path / "spiked", rule("geometry.spike").example)
    said = ("--crs", "EPSG:32648", "--repair", "remove_spikes")
    number = kkmgis("import", "parcels", spiked, *said, "--json").json["batch"]
    (repair,) = kkmgis("imports", "repairs", number, "--json").json["repairs"]
    assert (repair["row_no"], repair["method"]) == (1, "remove_spikes")
    before, after = repair["area_before_m2"], repair["area_after_m2"]
    assert before > after
    told = kkmgis("imports", "repairs", number).output
    assert f"{before:,.2f} → {after:,.2f} m²" in told
    assert kkmgis("imports", "repairs", number + 1).status == 2
