"""Accounts, sessions and tokens."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from psycopg import Connection

from kkmgis.accounts import (
    AccountError,
    add_account,
    deactivate,
    ensure_user,
    find_account,
    list_accounts,
    set_password,
)
from kkmgis.sessions import (
    CREDENTIAL_SQL,
    Credential,
    SignInRefusedError,
    add_token,
    credential_from_row,
    secret_hash,
    sign_in,
    sign_out,
)

PASSWORD = "correct horse"
NOW = dt.datetime(2026, 11, 21, 9, 0, tzinfo=dt.UTC)

Register = Connection[Any]


@pytest.fixture
def officer(connection: Register) -> str:
    """Make an account."""
    add_account(connection, "Officer ", PASSWORD, "สมมุติ", "officer", actor="test")
    return "officer"


def credential(
    connection: Register, secret: str, *, bearer: bool = False
) -> Credential | None:
    """Look up what a secret stands for."""
    row = connection.execute(
        CREDENTIAL_SQL, {"hash": secret_hash(secret), "bearer": bearer}
    ).fetchone()
    return credential_from_row(row)


def last_event(connection: Register) -> tuple[Any, ...] | None:
    """Read the newest audit event."""
    return connection.execute(
        "SELECT actor, action, subject_code, reason FROM audit.event ORDER BY id DESC LIMIT 1"
    ).fetchone()


def test_name_is_kept_in_small_letters(connection: Register, officer: str) -> None:
    found = find_account(connection, " OFFICER")
    assert found is not None
    assert (found.username, found.display_name, found.role) == (
        officer,
        "สมมุติ",
        "officer",
    )


def test_password_is_kept_as_an_argon2_hash(connection: Register, officer: str) -> None:
    row = connection.execute(
        "SELECT password_hash FROM account.user_account"
    ).fetchone()
    assert row is not None
    assert row[0].startswith("$argon2id$")
    assert PASSWORD not in row[0]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (("officer", PASSWORD, "viewer"), "already"),
        (("new", "short", "viewer"), "at least 8"),
        (("new", PASSWORD, "mayor"), "no role mayor"),
        (("  ", PASSWORD, "viewer"), "needs a name"),
    ],
)
def test_account_that_cannot_be_is_refused(
    connection: Register, officer: str, asked: tuple[str, str, str], message: str
) -> None:
    username, password, role = asked
    with pytest.raises(AccountError, match=message):
        add_account(connection, username, password, "", role, actor="test")
    assert [account.username for account in list_accounts(connection)] == [officer]


def test_ensure_user_twice_is_once(connection: Register) -> None:
    first = ensure_user(connection, "demo", PASSWORD, "ก", "planner")
    events = connection.execute("SELECT count(*) FROM audit.event").fetchone()
    assert ensure_user(connection, "demo", PASSWORD, "ก", "planner") == first
    assert connection.execute("SELECT count(*) FROM audit.event").fetchone() == events


def test_ensure_user_mends_what_differs(connection: Register) -> None:
    ensure_user(connection, "demo", PASSWORD, "ก", "planner")
    deactivate(connection, "demo", actor="test")
    ensure_user(connection, "demo", "another word", "ข", "viewer")
    session = sign_in(connection, "demo", "another word", now=NOW)
    assert (session.account.role, session.account.display_name) == ("viewer", "ข")


def test_sign_in_opens_a_session(connection: Register, officer: str) -> None:
    session = sign_in(connection, "OFFICER", PASSWORD)
    found = credential(connection, session.secret)
    assert found is not None
    assert found.account.username == officer
    assert found.csrf_token == session.csrf_token
    assert last_event(connection) == (officer, "account.signed_in", officer, None)


def test_secret_itself_is_kept_nowhere(connection: Register, officer: str) -> None:
    session = sign_in(connection, officer, PASSWORD)
    kept = connection.execute("SELECT s::text FROM account.sign_in s").fetchall()
    assert session.secret not in str(kept)
    assert session.secret.encode().hex() not in str(kept)


def test_session_ends_after_its_life(connection: Register, officer: str) -> None:
    past = dt.datetime.now(dt.UTC) - dt.timedelta(hours=13)
    session = sign_in(connection, officer, PASSWORD, now=past)
    assert credential(connection, session.secret) is None


def test_sign_out_ends_one_session_only(connection: Register, officer: str) -> None:
    here, there = (sign_in(connection, officer, PASSWORD) for _ in range(2))
    sign_out(connection, here.secret)
    assert credential(connection, here.secret) is None
    assert credential(connection, there.secret) is not None
    assert last_event(connection) == (officer, "account.signed_out", officer, None)


@pytest.mark.parametrize("change", ["password", "close"])
def test_change_of_the_account_ends_sessions(
    connection: Register, officer: str, change: str
) -> None:
    session = sign_in(connection, officer, PASSWORD)
    if change == "password":
        set_password(connection, officer, "quite another", actor="test")
    else:
        deactivate(connection, officer, actor="test")
    assert credential(connection, session.secret) is None


def test_closed_account_cannot_sign_in(connection: Register, officer: str) -> None:
    deactivate(connection, officer, actor="test")
    with pytest.raises(SignInRefusedError):
        sign_in(connection, officer, PASSWORD)


def test_wrong_password_is_recorded(connection: Register, officer: str) -> None:
    with pytest.raises(SignInRefusedError):
        sign_in(connection, officer, "wrong")
    assert last_event(connection) == (
        "-",
        "account.sign_in_failed",
        officer,
        "password",
    )


def test_unknown_name_is_not_recorded(connection: Register) -> None:
    """It may be a password that was typed into the wrong field."""
    with pytest.raises(SignInRefusedError):
        sign_in(connection, "my secret password", "x")
    assert last_event(connection) == ("-", "account.sign_in_failed", None, "unknown")


def test_account_waits_after_five_failures(connection: Register, officer: str) -> None:
    for _ in range(4):
        with pytest.raises(SignInRefusedError) as refused:
            sign_in(connection, officer, "wrong", now=NOW)
        assert refused.value.locked_until is None
    with pytest.raises(SignInRefusedError) as refused:
        sign_in(connection, officer, "wrong", now=NOW)
    assert refused.value.locked_until == NOW + dt.timedelta(minutes=1)
    with pytest.raises(SignInRefusedError):
        sign_in(connection, officer, PASSWORD, now=NOW + dt.timedelta(seconds=59))
    later = NOW + dt.timedelta(seconds=61)
    assert sign_in(connection, officer, PASSWORD, now=later).account.username == officer


def test_wait_doubles_up_to_a_quarter_of_an_hour(
    connection: Register, officer: str
) -> None:
    moment = NOW
    waits = []
    for _ in range(12):
        with pytest.raises(SignInRefusedError) as refused:
            sign_in(connection, officer, "wrong", now=moment)
        if refused.value.locked_until is not None:
            waits.append((refused.value.locked_until - moment).seconds // 60)
            moment = refused.value.locked_until + dt.timedelta(seconds=1)
    assert waits == [1, 2, 4, 8, 15, 15, 15, 15]


def test_sign_in_forgets_failures(connection: Register, officer: str) -> None:
    for _ in range(4):
        with pytest.raises(SignInRefusedError):
            sign_in(connection, officer, "wrong", now=NOW)
    sign_in(connection, officer, PASSWORD, now=NOW)
    with pytest.raises(SignInRefusedError) as refused:
        sign_in(connection, officer, "wrong", now=NOW)
    assert refused.value.locked_until is None


def test_token_stands_for_its_account(connection: Register, officer: str) -> None:
    token = add_token(connection, officer, "LTAX", actor="test")
    found = credential(connection, token, bearer=True)
    assert found is not None
    assert (found.account.username, found.csrf_token) == (officer, None)
    assert credential(connection, token, bearer=False) is None


def test_token_ends_when_it_says(connection: Register, officer: str) -> None:
    past = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1)
    token = add_token(connection, officer, "old", actor="test", expires_at=past)
    assert credential(connection, token, bearer=True) is None


@pytest.mark.parametrize("change", [set_password, deactivate, add_token])
def test_unknown_account_is_refused(connection: Register, change: Any) -> None:
    arguments = () if change is deactivate else (PASSWORD,)
    with pytest.raises(AccountError, match="no account nobody"):
        change(connection, "nobody", *arguments, actor="test")
