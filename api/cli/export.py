"""`kkmgis export`: the workbook of LTAX, or a layer of the register, as a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.running import actor, plain_errors

if TYPE_CHECKING:
    from layers.frames import City

_WHAT = "ltax หรือชั้นข้อมูล: {layers} · ltax, or a layer"
_OUT = "แฟ้มที่จะเขียน: .xlsx .csv .parquet .gpkg .geojson · file to write"
_YEAR = "ปีภาษี (พ.ศ.) · tax year (BE)"
_HELP = "ส่งออกทะเบียนเป็นแฟ้ม รวมถึงสมุดงาน LTAX หกแผ่น · write the register to a file"
_LAYERS = "boundary, blocks, public_areas, parcels, buildings, signs, assets, gaps"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("export", help=_HELP)(export)


def export(
    what: Annotated[str, typer.Argument(help=_WHAT.format(layers=_LAYERS))],
    *,
    out: Annotated[Path, typer.Option(help=_OUT)],
    year: Annotated[int | None, typer.Option(min=2563, max=2700, help=_YEAR)] = None,
) -> None:
    """Write a file; the format is that of its suffix."""
    with plain_errors("export"):
        if what == "ltax":
            _export_ltax(out, year)
        else:
            _export_layer(what, out, year)


def _export_ltax(out: Path, year: int | None) -> None:
    """Write the six sheets: identity numbers are in them, and the audit says so."""
    from psycopg import IsolationLevel

    from api.cli.running import connected
    from kkmgis.i18n import both
    from kkmgis.identity import Vault
    from kkmgis.ltax.export import export_ltax, refuse_other_suffix
    from kkmgis.ltax.year import this_year
    from kkmgis.settings import Settings, load_or_create_key

    refuse_other_suffix(out)
    vault = Vault(load_or_create_key(Settings.from_env().key_file))
    with connected() as connection:
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        rows = export_ltax(
            connection, out, year_be=year or this_year(), vault=vault, actor=actor()
        )
        connection.commit()
    for title, count in rows.items():
        print(both("ltax.exported", name=out.name, title=title, rows=f"{count:,}"))


def _export_layer(what: str, out: Path, year: int | None) -> None:
    import layers
    from kkmgis.i18n import both
    from layers.writing import refuse_other_suffix, write_frame

    refuse_other_suffix(out)
    city: City = layers.open(year=year)
    count = write_frame(city.frame(what), out, what)
    print(both("layers.written", name=out.name, rows=f"{count:,}"))
