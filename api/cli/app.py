"""The `kkmgis` command: gathers the groups, one module each.

Every group module has ``register(app)`` and imports what it needs inside its
commands, so that ``kkmgis tax`` starts without loading a database driver.
"""

from __future__ import annotations

import importlib

import typer

GROUPS = (
    "db",
    "demo",
    "imports",
    "assess",
    "national",
    "tax",
    "reform",
    "law",
    "gaps",
    "roll",
    "coord",
    "inspect",
    "serve",
    "user",
)


def build() -> typer.Typer:
    """Make the command line application with all its groups."""
    app = typer.Typer(
        name="kkmgis",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        help="ระบบแผนที่ภาษีและทะเบียนทรัพย์สิน · tax map and property taxes",
    )
    for name in GROUPS:
        importlib.import_module(f"api.cli.{name}").register(app)
    return app


def main() -> None:
    """Run the command line; a known error is one line and exit status 2."""
    import sys

    from kkmgis.errors import KkmgisError

    try:
        build()()
    except KkmgisError as error:
        print(f"kkmgis: {error}", file=sys.stderr)
        raise SystemExit(2) from None
