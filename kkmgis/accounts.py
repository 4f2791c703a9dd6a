"""Accounts: who may sign in, and with which role.

Passwords are kept as argon2 hashes. Every change leaves an audit event. Each
function makes its own transaction, or a savepoint inside the caller's.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, LiteralString

from psycopg import Connection
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from kkmgis.audit import record_event
from kkmgis.db import acting
from kkmgis.errors import KkmgisError
from kkmgis.i18n import both
from kkmgis.model.account import ROLES

SHORTEST_PASSWORD = 8

# 19 MiB and two passes: OWASP's minimum, so that a burst of sign-ins does not
# take the memory of the worker that serves the map.
HASHER = PasswordHash((Argon2Hasher(memory_cost=19_456, time_cost=2, parallelism=1),))


class AccountError(KkmgisError):
    """An account cannot be made or changed as asked."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account as others may see it; never the hash of the password."""

    id: int
    username: str
    display_name: str
    role: str
    language: str
    is_active: bool
    locked_until: dt.datetime | None = None
    created_at: dt.datetime | None = None


ACCOUNT_COLUMNS: LiteralString = (
    "u.id, u.username, u.display_name, u.role, u.language, u.is_active,"
    " u.locked_until, u.created_at"
)


def check_password(password: str) -> None:
    """Refuse a password that is too short.

    Raises
    ------
    AccountError
        Fewer than 8 characters.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise AccountError(both("web.account.too_short", count=SHORTEST_PASSWORD))


def find_account(connection: Connection[Any], username: str) -> Account | None:
    """Find an account by its name, in any letter case."""
    row = connection.execute(
        f"SELECT {ACCOUNT_COLUMNS} FROM account.user_account u WHERE username = %s",
        (username.strip().lower(),),
    ).fetchone()
    return None if row is None else Account(*row)


def list_accounts(connection: Connection[Any]) -> list[Account]:
    """List all accounts by name."""
    rows = connection.execute(
        f"SELECT {ACCOUNT_COLUMNS} FROM account.user_account u ORDER BY username"
    )
    return [Account(*row) for row in rows]


def add_account(
    connection: Connection[Any],
    username: str,
    password: str,
    display_name: str,
    role: str,
    *,
    actor: str,
) -> int:
    """Make an account.

    Returns
    -------
    int
        Its id.

    Raises
    ------
    AccountError
        The name is taken or empty, the role unknown, the password too short.
    """
    name = username.strip().lower()
    _check_role(role)
    check_password(password)
    if not name:
        raise AccountError(both("web.account.no_name"))
    with acting(connection, actor):
        row = connection.execute(
            "INSERT INTO account.user_account"
            " (username, display_name, role, password_hash) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (username) DO NOTHING RETURNING id",
            (name, display_name.strip() or name, role, HASHER.hash(password)),
        ).fetchone()
        if row is None:
            raise AccountError(both("web.account.taken", username=name))
        record_event(
            connection,
            "account.added",
            actor=actor,
            subject=("account", name),
            after={"role": role, "display_name": display_name},
        )
    return int(row[0])


def ensure_user(
    connection: Connection[Any],
    username: str,
    password: str,
    display_name: str,
    role: str,
    *,
    actor: str = "system",
) -> int:
    """Make an account, or bring an existing one to this state; twice is once.

    Returns
    -------
    int
        Id of the account.
    """
    name = username.strip().lower()
    _check_role(role)
    with acting(connection, actor):
        row = connection.execute(
            "SELECT id, display_name, role, password_hash, is_active"
            " FROM account.user_account WHERE username = %s FOR UPDATE",
            (name,),
        ).fetchone()
        if row is None:
            return add_account(
                connection, name, password, display_name, role, actor=actor
            )
        same = row[1:3] == (display_name, role) and row[4]
        if not (same and HASHER.verify(password, row[3])):
            connection.execute(
                "UPDATE account.user_account SET display_name = %s, role = %s,"
                " password_hash = %s, is_active = true, failed_sign_ins = 0,"
                " locked_until = NULL WHERE id = %s",
                (display_name, role, HASHER.hash(password), row[0]),
            )
            record_event(
                connection,
                "account.changed",
                actor=actor,
                subject=("account", name),
                before={"role": row[2], "display_name": row[1], "is_active": row[4]},
                after={"role": role, "display_name": display_name, "is_active": True},
            )
    return int(row[0])


def set_password(
    connection: Connection[Any], username: str, password: str, *, actor: str
) -> None:
    """Give an account another password; whoever is signed in with it is signed out.

    Raises
    ------
    AccountError
        No such account, or the password is too short.
    """
    check_password(password)
    account = known_account(connection, username)
    with acting(connection, actor):
        connection.execute(
            "UPDATE account.user_account SET password_hash = %s, failed_sign_ins = 0,"
            " locked_until = NULL WHERE id = %s",
            (HASHER.hash(password), account.id),
        )
        connection.execute(
            "DELETE FROM account.sign_in WHERE user_id = %s", (account.id,)
        )
        record_event(
            connection,
            "account.password_changed",
            actor=actor,
            subject=("account", account.username),
        )


def deactivate(connection: Connection[Any], username: str, *, actor: str) -> None:
    """Close an account: its sessions and tokens end at once; its past stays.

    Raises
    ------
    AccountError
        No such account.
    """
    account = known_account(connection, username)
    with acting(connection, actor):
        connection.execute(
            "UPDATE account.user_account SET is_active = false WHERE id = %s",
            (account.id,),
        )
        for table in ("account.sign_in", "account.api_token"):
            connection.execute(f"DELETE FROM {table} WHERE user_id = %s", (account.id,))
        record_event(
            connection,
            "account.deactivated",
            actor=actor,
            subject=("account", account.username),
        )


def _check_role(role: str) -> None:
    if role not in ROLES:
        known = ", ".join(ROLES)
        raise AccountError(both("web.account.role", role=role, roles=known))


def known_account(connection: Connection[Any], username: str) -> Account:
    """Find an account that must exist.

    Raises
    ------
    AccountError
        No such account.
    """
    account = find_account(connection, username)
    if account is None:
        name = username.strip().lower()
        raise AccountError(both("web.account.missing", username=name))
    return account
