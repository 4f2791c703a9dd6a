"""`kkmgis serve`: the web service."""

from __future__ import annotations

import os
import socket
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kkmgis.errors import KkmgisError
from kkmgis.i18n import both

if TYPE_CHECKING:
    from psycopg import Connection


class PortTakenError(KkmgisError):
    """Somebody else listens on the port."""


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(help="เปิดเว็บแผนที่ภาษี · serve the web map")
    def serve(
        port: Annotated[
            int, typer.Option(envvar="PORT", min=1, max=65535, help="port")
        ] = 8000,
        host: Annotated[str, typer.Option(help="address to listen on")] = "127.0.0.1",
        workers: Annotated[int, typer.Option(min=1, max=64)] = 1,
    ) -> None:
        run(host, port, workers)


def run(host: str, port: int, workers: int) -> None:
    """Start the database, bring its schema up to date, and serve until told to stop.

    Raises
    ------
    PortTakenError
        Somebody else listens on the port.
    DatabaseError
        The database cannot be started or upgraded.
    """
    import uvicorn

    from importers.jobs.overseer import Overseer
    from kkmgis.cluster import ensure_running
    from kkmgis.db import upgrade
    from kkmgis.settings import Settings

    check_port(host, port)
    settings = Settings.from_env()
    url = ensure_running(settings)
    upgrade(url, srid=settings.srid if os.environ.get("KKMGIS_SRID") else None)
    # Workers are processes of their own and read the environment.
    os.environ["KKMGIS_DATABASE_URL"] = url
    _announce(url, host, port)
    overseer = Overseer(settings, url)
    overseer.start()
    try:
        uvicorn.run(
            "api.app:app_from_environment",
            factory=True,
            host=host,
            port=port,
            workers=workers if workers > 1 else None,
            access_log=False,
            log_config=LOGGING,
            server_header=False,
            timeout_graceful_shutdown=5,
        )
    finally:
        overseer.stop()


def check_port(host: str, port: int) -> None:
    """Make sure that a port is free.

    Raises
    ------
    PortTakenError
        It is taken, or may not be used by this user.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As the server itself does: a port whose last connection lingers is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTakenError(
                both("web.cli.port_taken", port=port, reason=error.strerror)
            ) from error


def _announce(url: str, host: str, port: int) -> None:
    from kkmgis.accounts import list_accounts
    from kkmgis.audit import fold_pulse
    from kkmgis.db import connect

    shown = "localhost" if host in ("127.0.0.1", "0.0.0.0", "::") else host  # noqa: S104
    print(both("web.cli.serving", address=f"http://{shown}:{port}/"))
    with connect(url) as connection:
        fold_pulse(connection)
        names = [f"{name}/{secret}" for name, secret in demo_accounts(connection)]
        if names:
            print(both("web.cli.demo_accounts", names="  ".join(names)))
        elif not list_accounts(connection):
            print(both("web.cli.no_account"))
    sys.stdout.flush()


def demo_accounts(connection: Connection[Any]) -> list[tuple[str, str]]:
    """List the accounts of the demo city that still have the demo's password.

    Returns
    -------
    list of (str, str)
        Username and password, which are no secret: the demo printed them.
    """
    from kkmgis.accounts import HASHER

    rows = connection.execute(
        "SELECT username, password_hash FROM account.user_account u WHERE is_active"
        " AND EXISTS (SELECT FROM audit.event e WHERE e.actor = 'demo'"
        "  AND e.action = 'account.added' AND e.subject_code = u.username) ORDER BY id"
    )
    return [
        (name, f"demo-{name}")
        for name, hashed in rows
        if HASHER.verify(f"demo-{name}", hashed)
    ]


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {
        "out": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "stream": "ext://sys.stderr",
        }
    },
    "loggers": {
        "kkmgis": {"handlers": ["out"], "level": "INFO", "propagate": False},
        "uvicorn": {"handlers": ["out"], "level": "WARNING", "propagate": False},
    },
}
