"""A database of an older revision is brought to the newest with all that is in it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from alembic import command
from psycopg import Connection
from psycopg.errors import ExclusionViolation, RestrictViolation
from psycopg.types.json import Jsonb

from kkmgis.assess.local_rules import NewLocalRule, add_local_rule
from kkmgis.assess.run import assess_year
from kkmgis.db import acting, alembic_config, connect, upgrade
from kkmgis.errors import DatabaseError
from kkmgis.tax.rulebook import rule_book
from tests.builders import YEAR, make_authority, make_home, make_sign

Tables = dict[str, list[str]]


def everything(connection: Connection[Any]) -> Tables:
    """Give all rows of all our tables, as text."""
    names = connection.execute(
        "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname"
        " IN ('register', 'private', 'history', 'staging', 'tax', 'coverage', 'account',"
        " 'audit') ORDER BY 1"
    ).fetchall()
    return {
        name: [
            str(row)
            for (row,) in connection.execute(f"SELECT t::text FROM {name} t ORDER BY 1")
        ]
        for (name,) in names
    }


def fill(connection: Connection[Any]) -> None:
    """Make homes with a past, a sign, an account, an event and the law of a run."""
    with acting(connection, "builder", reason="ข้อมูลเดิม"):
        make_authority(connection, x=0, y=0, width=100, height=100)
        for _ in range(3):
            land, _house, owner = make_home(connection)
            make_sign(connection, owner_id=owner, parcel_id=land)
        connection.execute("UPDATE register.parcel SET area_wa = area_wa + 1")
        connection.execute(
            "INSERT INTO account.user_account (username, display_name, role,"
            " password_hash) VALUES ('old', 'เดิม', 'viewer', 'x')"
        )
        connection.execute(
            "INSERT INTO audit.event (actor, action, subject_kind)"
            " VALUES ('builder', 'town.built', 'town')"
        )
        rules = rule_book(YEAR)
        connection.execute(
            "INSERT INTO tax.rule_book (version, tax_year_be, content)"
            " VALUES (%s, %s, %s)",
            (rules.version, YEAR, rules.content),
        )


@pytest.fixture
def old_database_url(empty_database_url: str) -> str:
    """Give a database of the first revision with rows in it."""
    command.upgrade(alembic_config(empty_database_url), "0001")
    with connect(empty_database_url) as connection:
        fill(connection)
    return empty_database_url


def test_an_upgrade_keeps_every_row(old_database_url: str) -> None:
    with connect(old_database_url) as connection:
        before = everything(connection)
    assert len(before["history.parcel"]) == 3
    upgrade(old_database_url)
    with connect(old_database_url) as connection:
        after = everything(connection)
    new = {"register.local_rule", "history.local_rule"}
    assert new <= set(after)
    assert {name: rows for name, rows in after.items() if name in before} == before


def test_an_upgraded_database_works_as_a_new_one(old_database_url: str) -> None:
    upgrade(old_database_url)
    command.check(alembic_config(old_database_url))
    with connect(old_database_url) as connection:
        [run] = assess_year(connection, YEAR, tax="sign", actor="test")
        assert run.lines == 3
        rule = NewLocalRule(
            "convention.C10", YEAR, YEAR, "wood", "คำวินิจฉัยนิติกร", dt.date(2025, 1, 2)
        )
        add_local_rule(connection, rule, actor="legal")


def test_an_assessment_before_the_upgrade_tells_what_to_do(
    old_database_url: str,
) -> None:
    with (
        connect(old_database_url) as connection,
        pytest.raises(DatabaseError, match="kkmgis db upgrade"),
    ):
        assess_year(connection, YEAR, actor="test")


def insert(connection: Connection[Any], first: int, last: int) -> None:
    connection.execute(
        "INSERT INTO register.local_rule (parameter_key, from_year_be, to_year_be,"
        " value, instrument, issued_on) VALUES ('convention.C10', %s, %s, %s, 'x',"
        " '2025-01-02')",
        (first, last, Jsonb("wood")),
    )


def test_the_database_itself_refuses_two_values_for_one_year(
    connection: Connection[Any],
) -> None:
    insert(connection, 2568, 2569)
    with pytest.raises(ExclusionViolation), connection.transaction():
        insert(connection, 2569, 2570)
    insert(connection, 2570, 2570)


def test_the_past_of_a_local_rule_stays(connection: Connection[Any]) -> None:
    insert(connection, 2569, 2569)
    connection.execute("UPDATE register.local_rule SET note = 'แก้ไข'")
    connection.execute("DELETE FROM register.local_rule")
    past = connection.execute(
        "SELECT version, ended_how FROM history.local_rule ORDER BY version"
    ).fetchall()
    assert past == [(1, "update"), (2, "delete")]
    with pytest.raises(RestrictViolation):
        connection.execute("DELETE FROM history.local_rule")
