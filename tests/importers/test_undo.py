"""An import can be taken back, exactly, as long as nobody built on it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from importers.undo import Undone, undo_batch
from kkmgis.db import acting
from kkmgis.errors import ConflictError, SourceError
from kkmgis.identity import Vault
from tests.builders import make_building
from tests.importers.conftest import KEY, Fetch, Load
from tests.importers.files import box, write_csv, write_gpkg

STATE = (
    "SELECT code, deed_no, area_wa, status, block_id, ST_AsText(geom)"
    " FROM register.parcel ORDER BY code"
)


def parcels(path: Path, deed: str, *numbers: int) -> Path:
    rows = [{"code": f"01A00{n}", "deed_no": deed} for n in numbers]
    return write_gpkg(path, rows, [box(100 * n) for n in numbers])


def test_new_rows_go(
    load: Load, fetch: Fetch, tmp_path: Path, connection: Connection[Any]
) -> None:
    report = load("parcels", parcels(tmp_path / "a.gpkg", "1", 1, 2))
    assert undo_batch(connection, report.batch, actor="test") == Undone(2, 0)
    assert fetch("SELECT count(*) FROM register.parcel") == [(0,)]
    assert fetch("SELECT status FROM staging.batch") == [("undone",)]
    assert fetch("SELECT count(*) FROM history.parcel") == [(2,)]
    assert fetch("SELECT action FROM audit.event ORDER BY id") == [
        ("import.promoted",),
        ("import.undone",),
    ]


def test_changed_rows_are_as_they_were(
    load: Load, fetch: Fetch, tmp_path: Path, connection: Connection[Any]
) -> None:
    load("parcels", parcels(tmp_path / "a.gpkg", "1", 1, 2))
    before = fetch(STATE)
    report = load("parcels", parcels(tmp_path / "b.gpkg", "2", 2, 3))
    assert (report.updated, report.loaded) == (1, 1)
    assert undo_batch(connection, report.batch, actor="test") == Undone(1, 1)
    assert fetch(STATE) == before


def test_imports_are_undone_one_after_the_other(
    load: Load, fetch: Fetch, tmp_path: Path, connection: Connection[Any]
) -> None:
    states, batches = [fetch(STATE)], []
    for deed in ("1", "2", "3"):
        path = parcels(tmp_path / f"{deed}.gpkg", deed, int(deed), 4)
        batches.append(load("parcels", path).batch)
        states.append(fetch(STATE))
    for batch in reversed(batches):
        assert fetch(STATE) == states.pop()
        undo_batch(connection, batch, actor="test")
    assert fetch(STATE) == states.pop() == []


def test_earlier_import_cannot_be_undone_under_a_later_one(
    load: Load, fetch: Fetch, tmp_path: Path, connection: Connection[Any]
) -> None:
    first = load("parcels", parcels(tmp_path / "a.gpkg", "1", 1))
    load("parcels", parcels(tmp_path / "b.gpkg", "2", 1))
    before = fetch(STATE)
    with pytest.raises(ConflictError, match="parcel"):
        undo_batch(connection, first.batch, actor="test")
    assert fetch(STATE) == before


def test_work_of_an_officer_is_not_lost(
    load: Load, fetch: Fetch, tmp_path: Path, connection: Connection[Any]
) -> None:
    report = load("parcels", parcels(tmp_path / "a.gpkg", "1", 1, 2))
    with acting(connection, "officer", reason="ตรวจโฉนด"):
        connection.execute(
            "UPDATE register.parcel SET deed_no = '7' WHERE code = '01A001'"
        )
    with pytest.raises(ConflictError, match="later changes"):
        undo_batch(connection, report.batch, actor="test")
    assert fetch("SELECT count(*) FROM register.parcel") == [(2,)]


def test_land_that_others_refer_to_stays(
    load: Load, fetch: Fetch, tmp_path: Path, connection: Connection[Any]
) -> None:
    report = load("parcels", parcels(tmp_path / "a.gpkg", "1", 1))
    ((parcel,),) = fetch("SELECT id FROM register.parcel")
    make_building(connection, code="01A001-B001", parcel_id=parcel)
    with pytest.raises(ConflictError, match="building"):
        undo_batch(connection, report.batch, actor="test")
    assert fetch("SELECT count(*), max(status) FROM register.parcel") == [
        (1, "current")
    ]


def test_sealed_facts_come_back(
    load: Load, fetch: Fetch, tmp_path: Path, connection: Connection[Any]
) -> None:
    header = ["code", "name", "phone"]
    load("parties", write_csv(tmp_path / "a.csv", header, ["C1", "สมชาย", "043"]))
    report = load(
        "parties", write_csv(tmp_path / "b.csv", header, ["C1", "สมชาย", "081"])
    )
    undo_batch(connection, report.batch, actor="test")
    ((phone,),) = fetch("SELECT phone_cipher FROM private.party_identity")
    assert Vault(KEY).open("C1", "phone", phone) == "043"


def test_buildings_stand_again_where_they_stood(
    load: Load, fetch: Fetch, tmp_path: Path, connection: Connection[Any]
) -> None:
    load("parcels", parcels(tmp_path / "a.gpkg", "1", 1))
    rows = [{"code": "01A001-B001"}]
    load("buildings", write_gpkg(tmp_path / "b.gpkg", rows, [box(110, 10, 10, 10)]))
    before = fetch("SELECT share FROM register.building_parcel")
    moved = write_gpkg(tmp_path / "c.gpkg", [{"code": "01A001"}], [box(115)])
    report = load("parcels", moved)
    assert fetch("SELECT share FROM register.building_parcel") != before
    undo_batch(connection, report.batch, actor="test")
    assert fetch("SELECT share FROM register.building_parcel") == before


def test_what_was_not_promoted_cannot_be_undone(
    load: Load, tmp_path: Path, connection: Connection[Any]
) -> None:
    report = load("parcels", parcels(tmp_path / "a.gpkg", "1", 1), dry_run=True)
    with pytest.raises(ConflictError, match="dry_run"):
        undo_batch(connection, report.batch, actor="test")
    with pytest.raises(SourceError, match="no batch"):
        undo_batch(connection, 10**9, actor="test")


def test_undone_file_can_be_imported_again(
    load: Load, tmp_path: Path, connection: Connection[Any]
) -> None:
    path = parcels(tmp_path / "a.gpkg", "1", 1)
    undo_batch(connection, load("parcels", path).batch, actor="test")
    assert load("parcels", path).loaded == 1
