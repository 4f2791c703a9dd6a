"""The demo command as a program of its own: ``python -m tests.demo.program``."""

from __future__ import annotations

import sys

import typer

from api.cli import demo
from kkmgis.errors import KkmgisError


def main() -> None:
    """Run it as `kkmgis demo` runs."""
    app = typer.Typer(pretty_exceptions_enable=False)
    demo.register(app)
    try:
        app()
    except KkmgisError as error:
        sys.stderr.write(f"kkmgis: {error}\n")
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()
