"""Rejected rows come back: unmended they are rejected as before, mended taken."""

from __future__ import annotations

import dataclasses
import itertools
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest
import shapely
from psycopg import Connection

from importers.batches import get_batch
from importers.marks import guarded, unguarded
from importers.rejects import Rejects, read_rejects, suggested_name, write_rejects
from importers.report import Report
from importers.undo import undo_batch
from kkmgis.errors import SourceError
from kkmgis.identity import Vault
from tests.importers.conftest import KEY, Fetch, Load
from tests.importers.files import box, write_csv, write_gpkg
from tests.importers.rejected_files import EIGHT, MAKERS, as_csv, as_dbf, as_shapefile

RECEIVED = (
    "SELECT row_no, attributes, ST_AsEWKB(geom) FROM staging.staged_row"
    " WHERE batch_id = {} ORDER BY row_no"
)
WHY = (
    "SELECT row_no, array_agg(code ORDER BY code) FROM staging.staged_issue"
    " WHERE batch_id = {} AND severity = 'error' GROUP BY row_no ORDER BY row_no"
)


def rejects_of(connection: Connection[Any], report: Report, folder: Path) -> Path:
    """Write the rejected rows of a batch in their own format."""
    found = read_rejects(connection, report.batch, vault=Vault(KEY))
    path = folder / suggested_name(found)
    write_rejects(found, path)
    return path


def mended(found: Rejects) -> Rejects:
    """Mend what is wrong with each rejected row, as a person would."""

    def mend(n: int, attributes: dict[str, Any]) -> dict[str, Any]:
        return attributes | ({"name": f"สม{n}"} if "name" in attributes else {})

    has_shapes = found.format not in ("csv", "xlsx", "dbf")
    rows = [
        dataclasses.replace(
            one,
            attributes=mend(n, one.attributes),
            geometry=box(n * 60, 500) if has_shapes else None,
        )
        for n, one in enumerate(found.rows)
    ]
    return dataclasses.replace(found, rows=rows)


@pytest.fixture(params=[(make, seed) for make in MAKERS for seed in range(4)])
def received(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Path]:
    """Make a file of some format, four of its rows wrong."""
    make, seed = request.param
    made: tuple[str, Path] = make(tmp_path, seed)
    return made


def test_unmended_rows_are_received_and_rejected_as_before(
    load: Load,
    fetch: Fetch,
    tmp_path: Path,
    connection: Connection[Any],
    received: tuple[str, Path],
) -> None:
    """Values, nulls, leading zeros, Thai letters and broken shapes are the same."""
    kind, path = received
    first = load(kind, path, crs="EPSG:24048" if kind == "parcels" else None)
    again = load(kind, rejects_of(connection, first, tmp_path))
    assert again.read == again.rejected == first.rejected == 4
    for question in (RECEIVED, WHY):
        before, after = (fetch(question.format(one.batch)) for one in (first, again))
        assert [row[1:] for row in after] == [row[1:] for row in before]
    assert get_batch(connection, again.batch).corrects == first.batch
    assert get_batch(connection, first.batch).open_rejects == 4


def test_mended_rows_are_taken_and_wait_no_longer(
    load: Load, tmp_path: Path, connection: Connection[Any], received: tuple[str, Path]
) -> None:
    kind, path = received
    first = load(kind, path, crs="EPSG:24048" if kind == "parcels" else None)
    found = read_rejects(connection, first.batch)
    target = tmp_path / suggested_name(found)
    write_rejects(mended(found), target)
    again = load(kind, target)
    assert (again.read, again.loaded, again.rejected) == (4, 4, 0)
    assert again.crs == first.crs
    assert get_batch(connection, first.batch).open_rejects == 0
    with pytest.raises(SourceError, match="no rejected rows"):
        read_rejects(connection, first.batch)
    assert load(kind, target).unchanged == 4
    undo_batch(connection, again.batch, actor="test")
    assert get_batch(connection, first.batch).open_rejects == 0


def test_undo_of_a_correction_opens_the_rejects_again(
    load: Load, tmp_path: Path, connection: Connection[Any]
) -> None:
    kind, path = as_csv(tmp_path, 0)
    first = load(kind, path)
    target = tmp_path / "m.csv"
    write_rejects(mended(read_rejects(connection, first.batch)), target)
    undo_batch(connection, load(kind, target).batch, actor="test")
    assert get_batch(connection, first.batch).open_rejects == 4
    assert load(kind, path).unchanged == 4


def test_correction_of_a_correction_mends_the_first_import_too(
    load: Load, tmp_path: Path, connection: Connection[Any]
) -> None:
    kind, path = as_csv(tmp_path, 1)
    first = load(kind, path)
    second = load(kind, rejects_of(connection, first, tmp_path))
    target = tmp_path / "m.csv"
    write_rejects(mended(read_rejects(connection, second.batch)), target)
    assert load(kind, target).loaded == 4
    waiting = [get_batch(connection, one.batch).open_rejects for one in (first, second)]
    assert waiting == [0, 0]


def test_dry_run_mends_nothing(
    load: Load, tmp_path: Path, connection: Connection[Any]
) -> None:
    kind, path = as_csv(tmp_path, 1)
    first = load(kind, path)
    target = tmp_path / "m.csv"
    write_rejects(mended(read_rejects(connection, first.batch)), target)
    assert load(kind, target, dry_run=True).loaded == 4
    assert get_batch(connection, first.batch).open_rejects == 4


def test_only_rejected_rows_are_taken(
    load: Load, fetch: Fetch, tmp_path: Path, connection: Connection[Any]
) -> None:
    """A row that was added, one that was never rejected, and one twice stay out."""
    path = write_csv(tmp_path / "p.csv", ["code", "name"], ["C1", ""], ["C2", "ก"])
    report = load("parties", path)
    target = rejects_of(connection, report, tmp_path)
    header, row = target.read_text("utf-8").splitlines()
    mend = row.replace("C1,", "C1,สมชาย")
    lines = [header, mend, mend, mend.replace(",1,", ",2,", 1), ",,,,C9,สมหญิง"]
    target.write_text("\n".join(lines), "utf-8")
    again = load("parties", target)
    assert (again.loaded, again.rejected) == (1, 3)
    assert fetch(WHY.format(again.batch)) == [
        (2, ["correction.twice"]),
        (3, ["correction.not_rejected"]),
        (4, ["correction.not_rejected"]),
    ]


def test_correction_is_understood_as_its_file_was(
    load: Load, tmp_path: Path, connection: Connection[Any]
) -> None:
    """Mapping and coordinate system need not be told again."""
    profile = tmp_path / "own.yaml"
    profile.write_text(
        "name: own\nkinds:\n  parcels:\n    fields:\n"
        "      code: {column: A}\n      geom: {column: G}\n",
        "utf-8",
    )
    path = tmp_path / "p.csv"
    path.write_text(f"A;G\n01A001;{box().wkt}\n01A002;\n")
    report = load("parcels", path, mapping=str(profile), crs="EPSG:24048")
    found = read_rejects(connection, report.batch)
    rows = [
        dataclasses.replace(one, attributes=one.attributes | {"G": box(90).wkt})
        for one in found.rows
    ]
    target = tmp_path / "m.csv"
    write_rejects(dataclasses.replace(found, rows=rows), target)
    again = load("parcels", target, mapping=str(profile))
    assert (again.loaded, again.crs) == (1, "EPSG:24048")


def test_rows_of_several_imports_are_refused(
    load: Load, tmp_path: Path, connection: Connection[Any]
) -> None:
    texts = []
    for name in ("a", "b"):
        path = write_csv(tmp_path / f"{name}.csv", ["code", "name"], [name, ""])
        target = rejects_of(connection, load("parties", path), tmp_path)
        texts.append(target.read_text("utf-8").splitlines())
    both = tmp_path / "both.csv"
    both.write_text("\n".join([*texts[0], *texts[1][1:]]), "utf-8")
    with pytest.raises(SourceError, match="several imports"):
        load("parties", both)


def test_rows_of_another_register_or_kind_are_refused(
    load: Load, tmp_path: Path, connection: Connection[Any]
) -> None:
    path = write_csv(tmp_path / "a.csv", ["code", "name"], ["C1", ""])
    target = rejects_of(connection, load("parties", path), tmp_path)
    with pytest.raises(SourceError, match="of kind parties, not parcels"):
        load("parcels", target)
    text = target.read_text("utf-8")
    mark = text.splitlines()[1].split(",")[0]
    target.write_text(text.replace(mark, mark[:-8] + "0" * 8), "utf-8")
    with pytest.raises(SourceError, match="does not know"):
        load("parties", target)


def test_row_with_too_many_values_comes_back_whole(
    load: Load, fetch: Fetch, tmp_path: Path, connection: Connection[Any]
) -> None:
    path = write_csv(tmp_path / "a.csv", ["code", "name"], ["C1", "ก", "ข", "=ค"])
    first = load("parties", path)
    target = rejects_of(connection, first, tmp_path)
    assert target.read_text("utf-8").splitlines()[1].endswith("C1,ก,ข,'=ค")
    again = load("parties", target)
    assert fetch(WHY.format(again.batch)) == [(1, ["row.ragged"])]
    ((_, attributes, _),) = fetch(RECEIVED.format(again.batch))
    assert attributes[""] == ["ข", "=ค"]


def test_shape_that_no_file_holds_is_written_out(
    load: Load, fetch: Fetch, tmp_path: Path, connection: Connection[Any]
) -> None:
    with np.errstate(invalid="ignore"):
        broken = shapely.Polygon([(0, 0), (float("nan"), 1), (1, 1), (0, 0)])
    path = write_gpkg(
        tmp_path / "a.gpkg", [{"code": "01A001"}, {"code": "01A002"}], [broken, box()]
    )
    first = load("parcels", path)
    target = rejects_of(connection, first, tmp_path)
    frame = pyogrio.read_dataframe(target)
    assert frame.geometry[0] is None
    assert frame["kkm_wkt"][0].upper() == "POLYGON ((0 0, NAN 1, 1 1, 0 0))"
    again = load("parcels", target)
    assert fetch(WHY.format(again.batch)) == fetch(WHY.format(first.batch))


def test_heights_stay(
    load: Load, fetch: Fetch, tmp_path: Path, connection: Connection[Any]
) -> None:
    high = shapely.force_3d(EIGHT, 12.5)
    path = write_gpkg(tmp_path / "a.gpkg", [{"code": "01A001"}], [high])
    first = load("parcels", path)
    again = load("parcels", rejects_of(connection, first, tmp_path))
    ((_, _, wkb),) = fetch(RECEIVED.format(again.batch))
    assert shapely.to_wkb(shapely.from_wkb(bytes(wkb))) == shapely.to_wkb(high)


def test_dbf_keeps_names_types_and_widths(
    load: Load, tmp_path: Path, connection: Connection[Any]
) -> None:
    kind, path = as_dbf(tmp_path, 0)
    target = rejects_of(connection, load(kind, path), tmp_path)
    content, received = target.read_bytes(), path.read_bytes()
    columns = 6 * 32
    assert content[32 : 32 + columns] == received[32 : 32 + columns]
    assert target.with_suffix(".cpg").read_text() == "cp874"
    assert b"KKM_REASON" in content
    info = pyogrio.read_info(target, encoding="cp874")
    assert list(info["fields"][6:]) == [
        "KKM_BATCH",
        "KKM_ROW",
        "KKM_REASON",
        "KKM_REMEDY",
    ]


def test_shapefile_of_rejects_says_encoding_and_coordinate_system_as_it_did(
    load: Load, tmp_path: Path, connection: Connection[Any]
) -> None:
    kind, path = as_shapefile(tmp_path, 0)
    target = rejects_of(connection, load(kind, path), tmp_path)
    with zipfile.ZipFile(target) as archive:
        assert sorted(archive.namelist()) == [
            "a.cpg",
            "a.dbf",
            "a.prj",
            "a.shp",
            "a.shx",
        ]
        for suffix in (".cpg", ".prj"):
            assert archive.read(f"a{suffix}") == path.with_suffix(suffix).read_bytes()


def test_csv_in_cp874_stays_so(
    load: Load, tmp_path: Path, connection: Connection[Any]
) -> None:
    kind, path = as_csv(tmp_path, 2)
    target = rejects_of(connection, load(kind, path), tmp_path)
    header = target.read_bytes().decode("cp874").splitlines()[0]
    assert header.startswith('"kkm_batch"\t"kkm_row"\t"kkm_เหตุที่ไม่รับ"\t')


def test_guard_can_always_be_taken_away() -> None:
    """Every text of four letters out of those that matter."""
    letters = ("'", "=", "-", "1", "ก", "\t")
    texts = ["".join(text) for text in itertools.product(letters, repeat=4)]
    kept = [text for text in texts if guarded(text) != text]
    assert [unguarded(guarded(text)) for text in kept] == kept
    harmless = [text for text in texts if guarded(text) == text]
    assert not [text for text in harmless if text[0] in "=\t"]
    assert [unguarded(text) for text in harmless] == harmless
