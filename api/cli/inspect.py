"""`kkmgis inspect`: what is in a file, before anything is imported."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from importers.inspection import Inspection

_HELP = "ดูว่าในแฟ้มมีอะไร โดยไม่นำเข้า · tell what is in a file, importing nothing"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("inspect", help=_HELP)(inspect)


def inspect(
    file: Annotated[Path, typer.Argument(help="แฟ้ม · file")],
    *,
    layer: Annotated[str | None, typer.Option(help="ชั้นข้อมูล · layer or sheet")] = None,
    encoding: Annotated[str | None, typer.Option(help="รหัสอักขระ · encoding")] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="ตอบเป็น JSON · answer as JSON")
    ] = False,
) -> None:
    """Tell layers, counts, columns, coordinate system and encoding of a file.

    Exit status 0; 1 when something about the file needs a look; 2 when it cannot be
    read.
    """
    import dataclasses

    from importers.inspection import inspect_file

    found = inspect_file(file, layer=layer, encoding=encoding)
    if as_json:
        print(json.dumps(dataclasses.asdict(found), ensure_ascii=False))
    else:
        _print(found)
    if any(issue["severity"] != "info" for issue in found.issues):
        raise typer.Exit(1)


def _print(found: Inspection) -> None:
    from kkmgis.i18n import both

    def say(key: str, value: object) -> None:
        print(f"{both(f'inspect.{key}'):<34} {'–' if value is None else value}")

    say("file", f"{found.file} ({found.format})")
    for layer in found.layers:
        chosen = "*" if layer["name"] == found.layer else " "
        kind, count = layer["geometry_type"] or "–", layer["count"]
        rows = "–" if count is None else f"{count:,}"
        print(f"  {chosen} {layer['name']}  {kind}  {rows}")
    say("count", None if found.count is None else f"{found.count:,}")
    say("crs", found.crs)
    if found.indian_1975:
        say("indian", "EPSG:1537")
    say("bounds", found.bounds and ", ".join(f"{value:.6g}" for value in found.bounds))
    known = found.encoding and f"{found.encoding} ({found.encoding_from})"
    say("encoding", known)
    for name, values in found.columns.items():
        sample = ", ".join("–" if value is None else value for value in values)
        print(f"  {name}: {sample}")
    for issue in found.issues:
        print(f"{issue['code']}: {issue['message']} {issue['remedy']}")
