"""Sessions of people and bearer tokens of machines.

Both are random secrets of which only the hash is kept. Every sign-in, also the
failed one, leaves an audit event.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass
from typing import Any, LiteralString

from psycopg import Connection

from kkmgis.accounts import ACCOUNT_COLUMNS, HASHER, Account, known_account
from kkmgis.audit import record_event
from kkmgis.db import acting
from kkmgis.errors import KkmgisError

SESSION_LIFE = dt.timedelta(hours=12)
FAILURES_BEFORE_LOCK = 5
LONGEST_LOCK = dt.timedelta(minutes=15)


class SignInRefusedError(KkmgisError):
    """Name or password is wrong, or the account is locked or closed.

    Attributes
    ----------
    locked_until : datetime or None
        When the account may try again; None when it is not locked.
    """

    def __init__(self, locked_until: dt.datetime | None = None) -> None:
        super().__init__("sign-in refused")
        self.locked_until = locked_until


@dataclass(frozen=True, slots=True)
class Session:
    """Proof of a sign-in. ``secret`` goes into the cookie and is kept nowhere."""

    account: Account
    secret: str
    csrf_token: str
    expires_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Credential:
    """What a cookie or bearer token stands for.

    ``csrf_token`` is None for a token of a machine, which no browser sends by itself.
    """

    account: Account
    csrf_token: str | None
    expires_at: dt.datetime | None


def secret_hash(secret: str) -> bytes:
    """Hash a secret of 256 random bits; a fast hash is enough for those."""
    return hashlib.sha256(secret.encode()).digest()


def sign_in(
    connection: Connection[Any],
    username: str,
    password: str,
    *,
    now: dt.datetime | None = None,
) -> Session:
    """Open a session for a name and password.

    After five wrong passwords in a row the account waits: one minute, doubled by
    each further failure, at most fifteen.

    Raises
    ------
    SignInRefusedError
        Wrong name or password, locked or closed account. The same for all, but for
        the lock, so that nobody learns which names exist.
    """
    moment = now or dt.datetime.now(dt.UTC)
    with connection.transaction():
        # The lock makes attempts on one account queue, so that a burst of
        # parallel guesses is counted one by one.
        row = connection.execute(
            f"SELECT {ACCOUNT_COLUMNS}, u.password_hash, u.failed_sign_ins"
            " FROM account.user_account u WHERE username = %s FOR UPDATE",
            (username.strip().lower(),),
        ).fetchone()
        outcome = _judge(connection, row, password, moment)
    if isinstance(outcome, SignInRefusedError):
        raise outcome
    return outcome


def _judge(
    connection: Connection[Any],
    row: tuple[Any, ...] | None,
    password: str,
    moment: dt.datetime,
) -> Session | SignInRefusedError:
    if row is None:
        # An unknown name takes as long as a wrong password.
        HASHER.hash(password)
        _record_refusal(connection, None, "unknown")
        return SignInRefusedError()
    account = Account(*row[:8])
    if account.locked_until is not None and account.locked_until > moment:
        _record_refusal(connection, account.username, "locked")
        return SignInRefusedError(account.locked_until)
    if HASHER.verify(password, row[8]) and account.is_active:
        return _open_session(connection, account, moment)
    return SignInRefusedError(_count_failure(connection, account, row[9], moment))


def sign_out(connection: Connection[Any], secret: str) -> None:
    """End the session of a cookie; an unknown one is ended already."""
    with connection.transaction():
        row = connection.execute(
            "DELETE FROM account.sign_in s USING account.user_account u"
            " WHERE u.id = s.user_id AND token_hash = %s RETURNING u.username",
            (secret_hash(secret),),
        ).fetchone()
        if row is not None:
            record_event(
                connection,
                "account.signed_out",
                actor=row[0],
                subject=("account", row[0]),
            )


CREDENTIAL_SQL: LiteralString = (
    f"SELECT {ACCOUNT_COLUMNS}, c.csrf_token, c.expires_at FROM ("
    " SELECT user_id, csrf_token, expires_at FROM account.sign_in"
    "  WHERE token_hash = %(hash)s AND NOT %(bearer)s"
    " UNION ALL SELECT user_id, NULL, expires_at FROM account.api_token"
    "  WHERE token_hash = %(hash)s AND %(bearer)s) c"
    " JOIN account.user_account u ON u.id = c.user_id AND u.is_active"
    " WHERE c.expires_at IS NULL OR c.expires_at > now()"
)
"""What a secret stands for; parameters ``hash`` (bytes) and ``bearer`` (bool)."""


def credential_from_row(row: tuple[Any, ...] | None) -> Credential | None:
    """Make a credential of a row of `CREDENTIAL_SQL`."""
    if row is None:
        return None
    return Credential(Account(*row[:8]), row[8], row[9])


def add_token(
    connection: Connection[Any],
    username: str,
    name: str,
    *,
    actor: str,
    expires_at: dt.datetime | None = None,
) -> str:
    """Make a bearer token for a machine that acts as a user.

    Returns
    -------
    str
        The token; shown once, kept only as its hash.

    Raises
    ------
    AccountError
        No such account.
    """
    account = known_account(connection, username)
    token = "kkm_" + secrets.token_urlsafe(32)
    with acting(connection, actor):
        connection.execute(
            "INSERT INTO account.api_token (token_hash, user_id, name, expires_at)"
            " VALUES (%s, %s, %s, %s)",
            (secret_hash(token), account.id, name, expires_at),
        )
        record_event(
            connection,
            "account.token_added",
            actor=actor,
            subject=("account", account.username),
            after={"name": name},
        )
    return token


def _record_refusal(connection: Connection[Any], name: str | None, why: str) -> None:
    # An unknown name is not kept: it may be a password typed into the wrong field.
    record_event(
        connection,
        "account.sign_in_failed",
        actor="-",
        subject=("account", name),
        reason=why,
    )


def _count_failure(
    connection: Connection[Any],
    account: Account,
    failures: int,
    moment: dt.datetime,
) -> dt.datetime | None:
    over = failures + 1 - FAILURES_BEFORE_LOCK
    until = None
    if over >= 0:
        until = moment + min(dt.timedelta(minutes=2 ** min(over, 10)), LONGEST_LOCK)
    connection.execute(
        "UPDATE account.user_account SET failed_sign_ins = failed_sign_ins + 1,"
        " locked_until = %s WHERE id = %s",
        (until, account.id),
    )
    why = "password" if account.is_active else "closed"
    _record_refusal(connection, account.username, why)
    return until


def _open_session(
    connection: Connection[Any], account: Account, moment: dt.datetime
) -> Session:
    session = Session(
        account,
        secrets.token_urlsafe(32),
        secrets.token_urlsafe(24),
        moment + SESSION_LIFE,
    )
    connection.execute(
        "UPDATE account.user_account SET failed_sign_ins = 0, locked_until = NULL"
        " WHERE id = %s",
        (account.id,),
    )
    connection.execute("DELETE FROM account.sign_in WHERE expires_at < now()")
    connection.execute(
        "INSERT INTO account.sign_in (token_hash, user_id, csrf_token, expires_at)"
        " VALUES (%s, %s, %s, %s)",
        (
            secret_hash(session.secret),
            account.id,
            session.csrf_token,
            session.expires_at,
        ),
    )
    record_event(
        connection,
        "account.signed_in",
        actor=account.username,
        subject=("account", account.username),
    )
    return session
