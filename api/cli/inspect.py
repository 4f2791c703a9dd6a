"""`kkmgis inspect`: what is in a file, before anything is imported."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from importers.inspection import Inspection, Surroundings

_HELP = "ดูว่าในแฟ้มมีอะไร โดยไม่นำเข้า · tell what is in a file, importing nothing"
_WIDTH = 34


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("inspect", help=_HELP)(inspect)


def inspect(
    file: Annotated[Path, typer.Argument(help="แฟ้ม · file")],
    *,
    layer: Annotated[str | None, typer.Option(help="ชั้นข้อมูล · layer or sheet")] = None,
    encoding: Annotated[str | None, typer.Option(help="รหัสอักขระ · encoding")] = None,
    crs: Annotated[
        str | None,
        typer.Option(help="ระบบพิกัด เช่น · e.g. EPSG:24048, EPSG:4326/yx"),
    ] = None,
    preview: Annotated[
        Path | None,
        typer.Option(help="เขียนตัวอย่างรูป (GeoJSON) · write a sample of shapes"),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="ตอบเป็น JSON · answer as JSON")
    ] = False,
) -> None:
    """Tell layers, counts, columns, coordinates, encoding and likely kind of a file.

    Exit status 0; 1 when something about the file needs a look; 2 when it cannot be
    read.
    """
    import dataclasses

    from importers.inspection import inspect_file

    surroundings = _surroundings()
    found = inspect_file(
        file, layer=layer, encoding=encoding, crs=crs, surroundings=surroundings
    )
    if preview is not None:
        _write_preview(file, found, surroundings, preview)
    if as_json:
        print(json.dumps(dataclasses.asdict(found), ensure_ascii=False))
    else:
        _print(found)
    if any(issue["severity"] != "info" for issue in found.issues):
        raise typer.Exit(1)


def _surroundings() -> Surroundings:
    """Read the authority's boundary; a register that does not run is not started."""
    import psycopg

    from importers.ground import read_boundary
    from importers.inspection import Surroundings
    from importers.saved_profile import profiles_of
    from kkmgis import db
    from kkmgis.cluster import ensure_running, status
    from kkmgis.errors import DatabaseError
    from kkmgis.settings import Settings

    settings = Settings.from_env()
    alone = Surroundings(storage_srid=settings.srid)
    if not status(settings).running:
        return alone
    try:
        with db.connect(ensure_running(settings)) as connection:
            boundary = read_boundary(connection)
            srid, saved = db.storage_srid(connection), profiles_of(connection)
            return Surroundings(boundary, srid, saved)
    except (DatabaseError, psycopg.Error):
        # A server without our tables knows no boundary either.
        return alone


def _write_preview(
    file: Path, found: Inspection, surroundings: Surroundings, out: Path
) -> None:
    """Write shapes and the authority's outline, in the likeliest system."""
    from importers.candidates import parse_system
    from importers.inspection import preview
    from importers.source import open_source

    candidates: Any = found.placed["candidates"]
    likeliest = candidates[0]["crs"] if candidates else "EPSG:4326"
    system = parse_system(str(found.placed["crs"] or likeliest))
    with open_source(
        file, layer=found.layer, encoding=found.encoding, first=True
    ) as source:
        drawn = preview(
            source,
            system,
            boundary=surroundings.boundary,
            storage_srid=surroundings.storage_srid,
        )
    shapes = drawn["features"]
    if drawn["outline"] is not None:
        outline = {"type": "Feature", "properties": {}, "geometry": drawn["outline"]}
        shapes["features"].insert(0, outline)
    out.write_text(json.dumps(shapes), encoding="utf-8")


def _print(found: Inspection) -> None:
    _say("file", f"{found.file} ({found.format})")
    for layer in found.layers:
        chosen = "*" if layer["name"] == found.layer else " "
        kind, count = layer["geometry_type"] or "–", layer["count"]
        rows = "–" if count is None else f"{count:,}"
        print(f"  {chosen} {layer['name']}  {kind}  {rows}")
    _say("count", None if found.count is None else f"{found.count:,}")
    _say("sampled", f"{found.sampled:,}")
    _print_place(found)
    known = found.encoding and f"{found.encoding} ({found.encoding_from})"
    _say("encoding", known)
    for reading in found.encodings:
        if reading["sample"]:
            told = f"{reading['encoding']} {_percent(reading)}"
            print(f"    {told}: {reading['sample']}")
    _print_columns(found)
    _print_proposals(found)
    for issue in found.issues:
        print(f"{issue['code']}: {issue['message']} {issue['remedy']}")


def _print_place(found: Inspection) -> None:
    from kkmgis.i18n import both

    _say("crs", found.crs)
    if found.indian_1975:
        _say("indian", "EPSG:1537")
    _say("bounds", found.bounds and ", ".join(f"{value:.6g}" for value in found.bounds))
    candidates: Any = found.placed["candidates"]
    if candidates:
        _say("judged_by", both(f"inspect.area.{found.placed['judged_by']}"))
    for one in candidates:
        chosen = "*" if one["crs"] == found.placed["crs"] else " "
        inside = f"{one['inside'] * 100:.1f} %"
        print(f"  {chosen} {one['crs']}  {_percent(one)}  {one['name']}  ({inside})")


def _print_columns(found: Inspection) -> None:
    columns: Any = found.fields
    _say("columns", len(columns))
    for column in columns:
        filled = f"{column['filled'] * 100:.0f} %"
        like = f" [{column['looks_like']}]" if column["looks_like"] else ""
        sample = ", ".join(column["samples"])
        print(f"  {column['name']}: {column['type']}{like} {filled} · {sample}")


def _print_proposals(found: Inspection) -> None:
    from kkmgis.i18n import both

    proposals: Any = found.proposals
    for proposal in proposals:
        profile = f"--mapping {proposal['profile']}" if proposal["profile"] else ""
        _say("kind", f"{proposal['kind']}  {_percent(proposal)}  {profile}".rstrip())
    for match in proposals[0]["mapping"] if proposals else ():
        columns = " + ".join(match["columns"])
        print(f"    {columns} → {match['field']}  {_percent(match)}")
    if proposals and proposals[0]["missing"]:
        print(f"    {both('inspect.missing')}: {', '.join(proposals[0]['missing'])}")


def _percent(part: dict[str, Any]) -> str:
    return f"{part['confidence'] * 100:.0f} %"


def _say(key: str, value: object) -> None:
    from kkmgis.i18n import both

    print(f"{both(f'inspect.{key}'):<{_WIDTH}} {'–' if value is None else value}")
