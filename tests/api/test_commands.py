"""`kkmgis user` and `kkmgis serve` as a person types them."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from api.cli.serve import PortTakenError, check_port, demo_accounts
from kkmgis.accounts import ensure_user, set_password
from kkmgis.db import connect
from tests.api.town import PASSWORD

PROGRAM = "import typer, api.cli.{0} as g; a = typer.Typer(pretty_exceptions_enable=False); a.callback()(lambda: None); g.register(a); a()"


def run(
    group: str, *arguments: str, url: str, home: Path, typed: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run one command."""
    environment = os.environ | {"KKMGIS_DATABASE_URL": url, "KKMGIS_HOME": str(home)}
    return subprocess.run(
        [sys.executable, "-c", PROGRAM.format(group), *arguments],
        input=typed,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_account_is_made_listed_and_closed(
    fresh_database_url: str, tmp_path: Path
) -> None:
    def user(*arguments: str, typed: str = "") -> str:
        done = run(
            "user",
            "user",
            *arguments,
            url=fresh_database_url,
            home=tmp_path,
            typed=typed,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    user("add", "Somsri", "--role", "finance", "--name", "สมศรี", typed=f"{PASSWORD}\n")
    user("password", "somsri", typed="quite another one\n")
    assert user("token", "somsri", "--name", "e-Payment").startswith("kkm_")
    user("deactivate", "somsri")
    listed = json.loads(user("list", "--json"))
    assert listed == {
        "accounts": [
            {"username": "somsri", "name": "สมศรี", "role": "finance", "active": False}
        ]
    }


def test_port_that_is_taken_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortTakenError, match=f"port {port} cannot be used"):
            check_port("127.0.0.1", port)
    check_port("127.0.0.1", port)


def test_demo_accounts_are_named_until_their_password_changes(
    fresh_database_url: str,
) -> None:
    with connect(fresh_database_url) as connection:
        for role in ("admin", "viewer"):
            ensure_user(connection, role, f"demo-{role}", role, role, actor="demo")
        ensure_user(connection, "officer", "demo-officer", "", "officer", actor="admin")
        assert demo_accounts(connection) == [
            ("admin", "demo-admin"),
            ("viewer", "demo-viewer"),
        ]
        set_password(connection, "admin", PASSWORD, actor="admin")
        assert demo_accounts(connection) == [("viewer", "demo-viewer")]
