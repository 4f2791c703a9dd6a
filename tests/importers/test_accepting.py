"""A person takes all or some of a difference; what hung on land is never lost."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from importers.batches import get_batch
from importers.reconcile.accepting import Acceptance, Accepted, promote_accepted
from importers.rejects import read_rejects, write_rejects
from importers.undo import undo_batch
from kkmgis.db import acting
from kkmgis.errors import ConflictError
from tests.builders import (
    make_asset,
    make_building,
    make_condominium,
    make_footprint,
    make_land_price,
    make_lease,
    make_party,
    make_right,
    make_sign,
    make_stated_value,
    make_use,
)
from tests.importers.conftest import KEY, Fetch, Load
from tests.importers.dump import register_dump
from tests.importers.files import box, write_csv
from tests.importers.test_difference import FIRST, check, land

WITHOUT = {code: shape for code, shape in FIRST.items() if code != "01A002"}
PARTS = {"01A011": box(100, 0, 25, 40), "01A012": box(125, 0, 15, 40)}
CURRENT = "SELECT code FROM register.parcel WHERE status = 'current' ORDER BY code"
LINEAGE = (
    "SELECT p.code, c.code, l.kind FROM register.parcel_lineage l"
    " JOIN register.parcel p ON p.id = parent_id JOIN register.parcel c"
    " ON c.id = child_id ORDER BY 1, 2"
)


def accept(connection: Connection[Any], number: int, **what: Any) -> Accepted:
    """Accept a batch, all of it or as it is told."""
    return promote_accepted(
        connection, number, Acceptance(**what), actor="officer", identity_key=KEY
    )


@pytest.fixture
def old(load: Load, fetch: Fetch, tmp_path: Path) -> dict[str, int]:
    """Load the first version of the land; give its ids."""
    load("parcels", land(tmp_path / "first", FIRST, deed_no="1"))
    return dict(fetch("SELECT code, id FROM register.parcel"))


@pytest.mark.usefixtures("old")
def test_categories_codes_and_rows_can_be_accepted_alone(
    fetch: Fetch, tmp_path: Path, connection: Connection[Any]
) -> None:
    path = land(tmp_path / "2", {**FIRST, "01A009": box(900)}, deed_no="2")
    before = register_dump(connection)
    changed = "SELECT code FROM register.parcel WHERE deed_no = '2' ORDER BY code"
    for what, expected, left_out in (
        ({"only": frozenset({"new"})}, ["01A009"], 6),
        ({"codes": frozenset({"01A001", "01A009"})}, ["01A001", "01A009"], 5),
        ({"rows": frozenset({2})}, ["01A002"], 6),
    ):
        number = check(connection, path)
        done = accept(connection, number, **what)
        assert [code for (code,) in fetch(changed)] == expected
        assert done.left_out == left_out
        assert get_batch(connection, number).status == "promoted"
        undo_batch(connection, number, actor="test")
        assert register_dump(connection) == before


@pytest.mark.usefixtures("old")
def test_gone_parcels_stay_until_their_retirement_is_accepted(
    fetch: Fetch, tmp_path: Path, connection: Connection[Any]
) -> None:
    path = land(tmp_path / "2", WITHOUT, deed_no="1")
    assert accept(connection, check(connection, path)).retired == 0
    assert len(fetch(CURRENT)) == 6
    number = check(connection, path)
    done = accept(connection, number, retire_gone=True)
    assert (done.retired, done.left_behind) == (1, 0)
    assert [code for (code,) in fetch(CURRENT)] == list(WITHOUT)
    again = check(connection, land(tmp_path / "3", FIRST))
    assert accept(connection, again).report.rejected == 1, "a retired code is no code"


def test_split_writes_lineage_and_each_part_has_its_own(
    old: dict[str, int], fetch: Fetch, tmp_path: Path, connection: Connection[Any]
) -> None:
    parent = old["01A002"]
    owner = make_party(connection)
    make_right(connection, owner, ("parcel", parent), share=(1, 2))
    make_use(connection, ("parcel", parent), "residential")
    for x in (105, 128):
        make_footprint(connection, make_building(connection, parent), x=x, y=5)
    connection.execute(
        "INSERT INTO register.building_parcel (building_id, parcel_id, share)"
        " SELECT id, parcel_id, 1 FROM register.building"
    )
    make_sign(connection, parcel_id=parent, x=130, y=5)
    make_lease(connection, make_asset(connection, parcel_id=parent))
    make_stated_value(connection, ("parcel", parent), 100)
    before = register_dump(connection)
    number = check(connection, land(tmp_path / "2", {**WITHOUT, **PARTS}, deed_no="1"))
    done = accept(connection, number)
    assert fetch(LINEAGE) == [
        ("01A002", "01A011", "split"),
        ("01A002", "01A012", "split"),
    ]
    assert fetch("SELECT status FROM register.parcel WHERE code = '01A002'") == [
        ("retired",)
    ]
    on = (
        "SELECT p.code, count(*) FROM register.{} t"
        " JOIN register.parcel p ON p.id = t.parcel_id GROUP BY 1 ORDER BY 1"
    )
    halves = [("01A011", 1), ("01A012", 1)]
    assert fetch(on.format("building")) == halves
    assert fetch(on.format("sign")) == [("01A012", 1)]
    assert fetch(on.format("property_right")) == [("01A002", 1), *halves]
    assert fetch(on.format("property_use")) == [("01A002", 1), *halves]
    assert (
        fetch("SELECT share_num, share_den FROM register.property_right")
        == [(1, 2)] * 3
    )
    # The asset has no place of its own: nobody but a person knows which part.
    assert (done.retired, done.left_behind) == (1, 1)
    assert fetch("SELECT value, details ->> 'left' FROM staging.staged_issue") == [
        ("01A002", "asset 1")
    ]
    undo_batch(connection, number, actor="test")
    assert register_dump(connection) == before
    assert fetch("SELECT count(*) FROM history.parcel_lineage") == [(2,)]


def test_split_that_keeps_the_code_retires_nothing(
    old: dict[str, int], fetch: Fetch, tmp_path: Path, connection: Connection[Any]
) -> None:
    owner = make_party(connection)
    make_right(connection, owner, ("parcel", old["01A002"]))
    building = make_building(connection, old["01A002"])
    make_footprint(connection, building, x=128, y=5)
    parts = {"01A002": PARTS["01A011"], "01A012": PARTS["01A012"]}
    number = check(connection, land(tmp_path / "2", {**WITHOUT, **parts}, deed_no="1"))
    assert accept(connection, number).retired == 0
    assert fetch(LINEAGE) == [("01A002", "01A012", "split")]
    assert fetch(
        "SELECT p.code FROM register.building b JOIN register.parcel p"
        " ON p.id = b.parcel_id"
    ) == [("01A012",)]
    assert fetch("SELECT count(*) FROM register.property_right") == [(2,)]


@pytest.mark.parametrize("same_owner", [True, False])
def test_merged_land_keeps_rights_that_agree(
    load: Load,
    fetch: Fetch,
    tmp_path: Path,
    connection: Connection[Any],
    *,
    same_owner: bool,
) -> None:
    first = {"01A001": box(0, 0, 40, 40), "01A002": box(40, 0, 40, 40)}
    load("parcels", land(tmp_path / "1", first))
    ids: dict[str, int] = dict(fetch("SELECT code, id FROM register.parcel"))
    owner = make_party(connection)
    for code in first:
        holder = owner if same_owner else make_party(connection)
        make_right(connection, holder, ("parcel", ids[code]))
        make_condominium(connection, ids[code])
    before = register_dump(connection)
    number = check(connection, land(tmp_path / "2", {"01A020": box(0, 0, 80, 40)}))
    done = accept(connection, number)
    assert [kind for _, _, kind in fetch(LINEAGE)] == ["merge", "merge"]
    assert fetch(CURRENT) == [("01A020",)]
    held = fetch(
        "SELECT count(*) FROM register.property_right r JOIN register.parcel p"
        " ON p.id = r.parcel_id WHERE p.code = '01A020'"
    )
    assert held == [(1 if same_owner else 0,)]
    assert done.left_behind == (0 if same_owner else 2)
    assert fetch("SELECT count(DISTINCT parcel_id) FROM register.condominium") == [(1,)]
    undo_batch(connection, number, actor="test")
    assert register_dump(connection) == before


def test_renumbered_land_keeps_everything(
    old: dict[str, int], fetch: Fetch, tmp_path: Path, connection: Connection[Any]
) -> None:
    parent = old["01A002"]
    make_right(connection, make_party(connection), ("parcel", parent))
    make_use(connection, ("parcel", parent), "other", amount=400)
    make_stated_value(connection, ("parcel", parent), 100)
    make_building(connection, parent)
    make_asset(connection, parcel_id=parent)
    make_land_price(connection, 100, parcel_code="01A002")
    number = check(
        connection, land(tmp_path / "2", {**WITHOUT, "01B002": FIRST["01A002"]})
    )
    done = accept(connection, number)
    assert fetch(LINEAGE) == [("01A002", "01B002", "import")]
    for table in (
        "property_right",
        "property_use",
        "stated_value",
        "building",
        "asset",
    ):
        assert fetch(
            f"SELECT count(*) FROM register.{table} t JOIN register.parcel p"
            " ON p.id = t.parcel_id WHERE p.code = '01B002'"
        ) == [(1,)], table
    # A price that names the former code is for a person to look at.
    assert done.left_behind == 1


@pytest.mark.usefixtures("old")
def test_split_is_not_accepted_in_part(
    fetch: Fetch, tmp_path: Path, connection: Connection[Any]
) -> None:
    number = check(connection, land(tmp_path / "2", {**WITHOUT, **PARTS}, deed_no="2"))
    with pytest.raises(ConflictError, match="01A012"):
        accept(connection, number, codes=frozenset({"01A011"}))
    assert len(fetch(CURRENT)) == 6
    done = accept(connection, number, codes=frozenset(PARTS))
    assert (done.retired, done.left_out) == (1, 5)


@pytest.mark.usefixtures("old")
def test_difference_that_is_no_longer_true_is_shown_again_first(
    tmp_path: Path, connection: Connection[Any]
) -> None:
    number = check(connection, land(tmp_path / "2", FIRST, deed_no="2"))
    with acting(connection, "officer"):
        connection.execute(
            "UPDATE register.parcel SET deed_no = '2' WHERE code = '01A001'"
        )
    with pytest.raises(ConflictError, match="compared anew"):
        accept(connection, number)
    assert accept(connection, number).report.updated == 5


def test_payments_are_accepted_by_rows_alone(
    tmp_path: Path, fetch: Fetch, connection: Connection[Any]
) -> None:
    header = ["bank_ref", "payment_date", "amount"]
    rows = [[ref, "05/06/2569", "100.00"] for ref in ("A1", "A2", "A3")]
    path = write_csv(tmp_path / "p.csv", header, *rows)
    number = check(connection, path, "payments")
    for what in ({"only": frozenset({"new"})}, {"codes": frozenset({"A1"})}):
        with pytest.raises(ConflictError, match="no difference"):
            accept(connection, number, **what)
    done = accept(connection, number, rows=frozenset({1, 3}))
    assert (done.report.loaded, done.left_out) == (2, 1)
    assert fetch("SELECT bank_ref FROM tax.payment ORDER BY 1") == [("A1",), ("A3",)]


@pytest.mark.usefixtures("old")
def test_partly_accepted_corrections_leave_the_rest_waiting(
    load: Load, tmp_path: Path, connection: Connection[Any]
) -> None:
    path = tmp_path / "p.csv"
    path.write_text("code,name\nP1,\nP2,\n", "utf-8")
    first = load("parties", path)
    found = read_rejects(connection, first.batch)
    rows = [
        dataclasses.replace(one, attributes=one.attributes | {"name": "ก"})
        for one in found.rows
    ]
    target = tmp_path / "m.csv"
    write_rejects(dataclasses.replace(found, rows=rows), target)
    number = check(connection, target, "parties")
    accept(connection, number, codes=frozenset({"P1"}))
    assert get_batch(connection, first.batch).open_rejects == 1
