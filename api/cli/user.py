"""`kkmgis user`: the accounts of the people who work with the register."""

from __future__ import annotations

import getpass
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from psycopg import Connection

ACTOR = "command line"

UserName = Annotated[str, typer.Argument(help="ชื่อผู้ใช้ · username")]
RoleOption = Annotated[
    str, typer.Option(help="admin | officer | finance | planner | viewer")
]


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(
        no_args_is_help=True, help="บัญชีผู้ใช้ · accounts of the people who sign in"
    )
    group.command("add", help="เพิ่มบัญชี · make an account")(add)
    group.command("list", help="รายชื่อบัญชี · list the accounts")(show)
    group.command("password", help="เปลี่ยนรหัสผ่าน · set a password")(password)
    group.command("deactivate", help="ปิดบัญชี · close an account")(close)
    group.command("token", help="ออกโทเคนให้เครื่อง · make a bearer token")(token)
    app.add_typer(group, name="user")


def add(
    username: UserName,
    role: RoleOption = "viewer",
    name: Annotated[str, typer.Option(help="ชื่อที่แสดง · shown name")] = "",
) -> None:
    """Make an account; the password comes from the prompt or standard input."""
    from kkmgis.accounts import add_account
    from kkmgis.i18n import both

    secret = read_password()
    with _register() as connection:
        add_account(connection, username, secret, name, role, actor=ACTOR)
    print(both("web.cli.user_added", username=username.strip().lower(), role=role))


def show(
    as_json: Annotated[bool, typer.Option("--json", help="JSON")] = False,
) -> None:
    """List the accounts."""
    from kkmgis.accounts import list_accounts

    with _register() as connection:
        accounts = list_accounts(connection)
    if as_json:
        rows = [
            {
                "username": account.username,
                "name": account.display_name,
                "role": account.role,
                "active": account.is_active,
            }
            for account in accounts
        ]
        print(json.dumps({"accounts": rows}, ensure_ascii=False))
        return
    for account in accounts:
        mark = " " if account.is_active else "✗"
        print(f"{mark} {account.username:<20} {account.role:<8} {account.display_name}")


def password(username: UserName) -> None:
    """Set a password; sessions of the account end."""
    from kkmgis.accounts import set_password
    from kkmgis.i18n import both

    secret = read_password()
    with _register() as connection:
        set_password(connection, username, secret, actor=ACTOR)
    print(both("web.cli.password_set", username=username.strip().lower()))


def close(username: UserName) -> None:
    """Close an account; its sessions and tokens end at once."""
    from kkmgis.accounts import deactivate
    from kkmgis.i18n import both

    with _register() as connection:
        deactivate(connection, username, actor=ACTOR)
    print(both("web.cli.user_closed", username=username.strip().lower()))


def token(
    username: UserName,
    name: Annotated[str, typer.Option(help="ใช้ทำอะไร · what it is for")] = "",
) -> None:
    """Make a bearer token that acts as the account; it is printed once."""
    from kkmgis.sessions import add_token

    with _register() as connection:
        print(add_token(connection, username, name, actor=ACTOR))


def read_password() -> str:
    """Ask for a password twice, or read one line from a pipe.

    Raises
    ------
    AccountError
        The two differ.
    """
    from kkmgis.accounts import AccountError
    from kkmgis.i18n import both

    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass(both("web.cli.password") + ": ")
    if getpass.getpass(both("web.cli.password_again") + ": ") != first:
        raise AccountError(both("web.cli.password_differs"))
    return first


@contextmanager
def _register() -> Iterator[Connection[Any]]:
    """Open the database, its schema up to date."""
    from kkmgis.cluster import ensure_running
    from kkmgis.db import connect, upgrade
    from kkmgis.settings import Settings

    settings = Settings.from_env()
    url = ensure_running(settings)
    upgrade(url, srid=settings.srid if os.environ.get("KKMGIS_SRID") else None)
    with connect(url) as connection:
        yield connection
