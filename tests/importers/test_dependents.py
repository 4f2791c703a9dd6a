"""What hangs on an import keeps it from being undone, and is listed: who, when, what."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from importers.dependents import Dependent, DependentsError
from importers.undo import undo_batch
from kkmgis.db import acting
from tests.builders import (
    insert,
    make_asset,
    make_building,
    make_condominium,
    make_lease,
    make_right,
    make_sign,
    make_stated_value,
    make_unit,
    make_use,
)
from tests.importers.conftest import Fetch, Load
from tests.importers.files import box, write_csv, write_gpkg

Build = Callable[[Connection[Any], dict[str, int]], object]
TOWN = {"parcels": "01A001", "buildings": "01A001-B001", "parties": "P1"}


@pytest.fixture
def town(load: Load, fetch: Fetch, tmp_path: Path) -> dict[str, int]:
    """Import land, a building, an owner, a condominium with a unit, and an asset."""
    batches = {}
    for kind, shape in (("parcels", box()), ("buildings", box(5, 5, 10, 10))):
        row = {"code": TOWN[kind]}
        if kind == "buildings":
            row["parcel_code"] = TOWN["parcels"]
        path = write_gpkg(tmp_path / f"{kind}.gpkg", [row], [shape])
        batches[kind] = load(kind, path).batch
    texts = {
        "parties": "code,name\nP1,สมชาย\n",
        "condos": "condominium_code,unit_no,code\nC1,9/1,U1\n",
        "assets": "code,kind\nA1,stall\n",
    }
    for kind, text in texts.items():
        path = tmp_path / f"{kind}.csv"
        path.write_text(text, "utf-8")
        batches[kind] = load(kind, path).batch
    for table in ("parcel", "building", "party", "condominium", "unit", "asset"):
        ((batches[f"{table}_id"],),) = fetch(f"SELECT id FROM register.{table}")
    return batches


def undo(connection: Connection[Any], batch: int) -> list[Dependent]:
    """Try to undo a batch, and give what keeps it."""
    with pytest.raises(DependentsError) as refused:
        undo_batch(connection, batch, actor="test")
    return list(refused.value.dependents)


BUILT: dict[str, tuple[str, Build]] = {
    "building": ("parcels", lambda c, t: make_building(c, t["parcel_id"])),
    "condominium": ("parcels", lambda c, t: make_condominium(c, t["parcel_id"])),
    "unit": ("condos", lambda c, t: make_unit(c, t["condominium_id"])),
    "right of land": (
        "parcels",
        lambda c, t: make_right(c, t["party_id"], ("parcel", t["parcel_id"])),
    ),
    "right of a party": (
        "parties",
        lambda c, t: make_right(c, t["party_id"], ("building", t["building_id"])),
    ),
    "right of a unit": (
        "condos",
        lambda c, t: make_right(c, t["party_id"], ("unit", t["unit_id"])),
    ),
    "use": ("buildings", lambda c, t: make_use(c, ("building", t["building_id"]))),
    "stated value": (
        "condos",
        lambda c, t: make_stated_value(c, ("unit", t["unit_id"]), 100),
    ),
    "sign on a building": (
        "buildings",
        lambda c, t: make_sign(c, building_id=t["building_id"]),
    ),
    "sign of an owner": ("parties", lambda c, t: make_sign(c, owner_id=t["party_id"])),
    "asset": ("parcels", lambda c, t: make_asset(c, parcel_id=t["parcel_id"])),
    "lease": ("assets", lambda c, t: make_lease(c, t["asset_id"])),
    "tenant": (
        "parties",
        lambda c, t: make_lease(c, make_asset(c), t["party_id"]),
    ),
    "edit of a parcel": (
        "parcels",
        lambda c, t: c.execute(
            "UPDATE register.parcel SET note = 'ตรวจแล้ว' WHERE id = %s",
            (t["parcel_id"],),
        ),
    ),
}


@pytest.mark.parametrize("what", list(BUILT))
def test_what_was_built_on_an_import_keeps_it(
    connection: Connection[Any], town: dict[str, int], what: str
) -> None:
    kind, build = BUILT[what]
    # The building of the town itself refers to its parcel: it goes first.
    if kind == "parcels":
        undo_batch(connection, town["buildings"], actor="test")
    with acting(connection, "officer", reason="ตรวจ"):
        build(connection, town)
    held = undo(connection, town[kind])
    assert [(one.changed_by, one.reason, one.batch) for one in held] == [
        ("officer", "ตรวจ", None)
    ]
    assert held[0].changed_at is not None
    assert held[0].how == ("changed" if what == "edit of a parcel" else "refers")


def test_later_import_is_named_with_its_batch(
    connection: Connection[Any], town: dict[str, int]
) -> None:
    (held,) = undo(connection, town["parcels"])
    assert (held.table, held.code, held.how) == ("building", "01A001-B001", "refers")
    assert held.batch == town["buildings"]
    assert held.as_json()["batch"] == town["buildings"]


def test_deleted_row_is_listed_too(
    connection: Connection[Any], town: dict[str, int]
) -> None:
    with acting(connection, "officer"):
        connection.execute("DELETE FROM register.asset")
    (held,) = undo(connection, town["assets"])
    assert (held.table, held.code, held.how) == ("asset", "A1", "deleted")
    assert held.changed_by == "officer"


def test_descent_drawn_by_an_officer_keeps_the_import(
    connection: Connection[Any], town: dict[str, int]
) -> None:
    undo_batch(connection, town["buildings"], actor="test")
    with acting(connection, "officer"):
        child = insert(
            connection, "parcel", {"code": "01A002", "geom": _geom(connection)}
        )
        connection.execute(
            "INSERT INTO register.parcel_lineage (parent_id, child_id, kind)"
            " VALUES (%s, %s, 'split')",
            (town["parcel_id"], child),
        )
    (held,) = undo(connection, town["parcels"])
    assert (held.table, held.how) == ("parcel_lineage", "refers")


def _geom(connection: Connection[Any]) -> object:
    row = connection.execute("SELECT geom FROM register.parcel").fetchone()
    assert row is not None
    return row[0]


def test_sealed_facts_of_a_later_import_keep_the_first(
    load: Load, tmp_path: Path, connection: Connection[Any], fetch: Fetch
) -> None:
    first = load(
        "parties", write_csv(tmp_path / "a.csv", ["code", "name"], ["C1", "ก"])
    )
    header = ["code", "name", "phone"]
    second = load("parties", write_csv(tmp_path / "b.csv", header, ["C1", "ก", "081"]))
    assert second.updated == 1
    (held,) = undo(connection, first.batch)
    assert (held.code, held.batch) == ("C1", second.batch)
    undo_batch(connection, second.batch, actor="test")
    assert fetch("SELECT count(*) FROM private.party_identity") == [(0,)]
    undo_batch(connection, first.batch, actor="test")
