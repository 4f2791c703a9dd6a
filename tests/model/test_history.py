"""The past of every register row is kept, whoever changes it."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from psycopg import Connection
from psycopg.errors import RestrictViolation

from kkmgis.db import acting

REGISTER_TABLES = (
    "authority",
    "block",
    "public_area",
    "parcel",
    "building",
    "condominium",
    "unit",
    "party",
    "property_right",
    "property_use",
    "land_price",
    "building_price",
    "condo_price",
    "stated_value",
    "sign",
    "asset",
    "lease",
    "local_rule",
    "sign_permit",
    "deed",
    "footprint",
    "mapping_profile",
    "ltax_row",
)


def add_party(connection: Connection[Any], code: str, name: str) -> None:
    connection.execute(
        "INSERT INTO register.party (code, kind, name) VALUES (%s, 'person', %s)",
        (code, name),
    )


def rename(connection: Connection[Any], code: str, name: str) -> None:
    connection.execute(
        "UPDATE register.party SET name = %s WHERE code = %s", (name, code)
    )


def names(connection: Connection[Any], query: str, *values: object) -> list[Any]:
    return [row[0] for row in connection.execute(query, values).fetchall()]


@pytest.mark.parametrize("table", REGISTER_TABLES)
def test_every_register_table_keeps_history(
    connection: Connection[Any], table: str
) -> None:
    """A table without the trigger would lose its past without a word."""
    triggers = names(
        connection,
        "SELECT tgname::text FROM pg_trigger WHERE tgrelid = %s::regclass",
        f"register.{table}",
    )
    assert "keep_history" in triggers
    columns = [
        names(
            connection,
            "SELECT column_name::text FROM information_schema.columns"
            " WHERE table_schema = %s AND table_name = %s ORDER BY ordinal_position",
            schema,
            table,
        )
        for schema in ("register", "history")
    ]
    assert columns[1] == ["ended_at", "ended_by", "ended_how", *columns[0]]


def test_no_versioned_table_is_missing_from_the_list(
    connection: Connection[Any],
) -> None:
    found = names(
        connection,
        "SELECT table_name::text FROM information_schema.columns"
        " WHERE table_schema = 'register' AND column_name = 'sys_from'",
    )
    assert sorted(found) == sorted(REGISTER_TABLES)


def test_update_keeps_the_former_row_with_who_and_why(
    connection: Connection[Any],
) -> None:
    with acting(connection, "somchai", reason="สำรวจ"):
        add_party(connection, "H1", "ก")
    with acting(connection, "somsri", reason="แก้ชื่อ"):
        rename(connection, "H1", "ข")
    former = connection.execute(
        "SELECT name, version, changed_by, change_reason, ended_by, ended_how"
        " FROM history.party WHERE code = 'H1'"
    ).fetchone()
    assert former == ("ก", 1, "somchai", "สำรวจ", "somsri", "update")
    current = connection.execute(
        "SELECT name, version, changed_by, change_reason"
        " FROM register.party WHERE code = 'H1'"
    ).fetchone()
    assert current == ("ข", 2, "somsri", "แก้ชื่อ")


def test_as_of_shows_the_register_at_each_moment(connection: Connection[Any]) -> None:
    add_party(connection, "H2", "หนึ่ง")
    for name in ("สอง", "สาม"):
        rename(connection, "H2", name)
    moments = names(
        connection,
        "SELECT sys_from FROM history.party WHERE code = 'H2' UNION ALL"
        " SELECT sys_from FROM register.party WHERE code = 'H2' ORDER BY 1",
    )
    seen = [
        names(
            connection,
            "SELECT name FROM history.party_as_of(%s) WHERE code = 'H2'",
            moment,
        )
        for moment in moments
    ]
    assert seen == [["หนึ่ง"], ["สอง"], ["สาม"]]


def test_as_of_gives_geometry_back_unchanged(connection: Connection[Any]) -> None:
    srid = names(connection, "SELECT srid FROM register.store")[0]
    connection.execute(
        "INSERT INTO register.block (code, zone_code, geom) VALUES ('98A', '98',"
        " ST_Multi(ST_MakeEnvelope(268000.001, 1818000.002, 268100, 1818100, %s)))",
        (srid,),
    )
    before = names(
        connection, "SELECT ST_AsEWKB(geom) FROM register.block WHERE code = '98A'"
    )
    moment = names(
        connection, "SELECT sys_from FROM register.block WHERE code = '98A'"
    )[0]
    connection.execute(
        "UPDATE register.block SET geom = ST_Translate(geom, 1, 1) WHERE code = '98A'"
    )
    then = names(
        connection,
        "SELECT ST_AsEWKB(geom) FROM history.block_as_of(%s) WHERE code = '98A'",
        moment,
    )
    assert then == before


def test_delete_keeps_the_row(connection: Connection[Any]) -> None:
    add_party(connection, "H3", "ลบ")
    connection.execute("DELETE FROM register.party WHERE code = 'H3'")
    kept = connection.execute(
        "SELECT name, ended_how FROM history.party WHERE code = 'H3'"
    ).fetchall()
    assert kept == [("ลบ", "delete")]


def test_update_that_changes_nothing_makes_no_version(
    connection: Connection[Any],
) -> None:
    add_party(connection, "H4", "เดิม")
    rename(connection, "H4", "เดิม")
    assert names(
        connection, "SELECT version FROM register.party WHERE code = 'H4'"
    ) == [1]
    assert not names(connection, "SELECT 1 FROM history.party WHERE code = 'H4'")


@pytest.mark.parametrize("statement", ["UPDATE {} SET name = 'x'", "DELETE FROM {}"])
def test_history_itself_cannot_be_changed(
    connection: Connection[Any], statement: str
) -> None:
    add_party(connection, "H5", "ก")
    rename(connection, "H5", "ข")
    with pytest.raises(RestrictViolation, match="append-only"):
        connection.execute(statement.format("history.party"))


def test_failed_transaction_leaves_no_history(connection: Connection[Any]) -> None:
    add_party(connection, "H6", "ก")

    def rename_twice() -> None:
        with connection.transaction():
            rename(connection, "H6", "ข")
            rename(connection, "H6", " ")

    with pytest.raises(psycopg.errors.CheckViolation):
        rename_twice()
    assert not names(connection, "SELECT 1 FROM history.party WHERE code = 'H6'")
