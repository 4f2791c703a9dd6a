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
    "export",
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

FOREIGN = ("import", "inspect")
"""Commands that read files of others: in a child process, below limits."""


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
        if sys.argv[1:2] and sys.argv[1] in FOREIGN:
            raise SystemExit(_limited())
        build()()
    except KkmgisError as error:
        print(f"kkmgis: {error}", file=sys.stderr)
        raise SystemExit(2) from None


def _limited() -> int:
    """Run a command in a child process that may take only so much."""
    import sys

    from importers.limits import Limits, run_limited
    from kkmgis.errors import KkmgisError
    from kkmgis.settings import Settings

    def work() -> int:
        try:
            build()()
        except KkmgisError as error:
            print(f"kkmgis: {error}", file=sys.stderr)
            return 2
        return 0

    return run_limited(work, Limits(memory_mib=Settings.from_env().import_memory_mib))
