"""The database fixtures keep their promises to the tests that use them."""

from __future__ import annotations

import psycopg
import pytest

Connection = psycopg.Connection[tuple[object, ...]]


@pytest.mark.parametrize("_round", [1, 2])
def test_connection_leaves_nothing_behind(connection: Connection, _round: int) -> None:
    connection.execute("CREATE TABLE left_behind (n int)")


def test_connection_refuses_a_commit(connection: Connection) -> None:
    with pytest.raises(psycopg.ProgrammingError, match="commit"):
        connection.commit()


def test_database_has_the_register(connection: Connection) -> None:
    row = connection.execute("SELECT to_regclass('register.parcel')").fetchone()
    assert row != (None,)


def test_fresh_database_is_the_tests_own(
    fresh_database_url: str, database_url: str
) -> None:
    assert fresh_database_url != database_url
    with psycopg.connect(fresh_database_url) as own:
        own.execute("CREATE TABLE own (n int)")
    with psycopg.connect(database_url) as other:
        found = other.execute("SELECT to_regclass('own')").fetchone()
    assert found == (None,)
