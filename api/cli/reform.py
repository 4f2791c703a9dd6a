"""`kkmgis reform`: what other law or prices would do to the whole roll."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from api.cli.running import actor, connected, plain_errors

if TYPE_CHECKING:
    from kkmgis.assess.reform import ReformRun
    from kkmgis.i18n import Language

_HELP = (
    "จำลองอัตรา ข้อยกเว้น หรือราคาอื่นกับบัญชีภาษีทั้งปี · try other rates, exemptions"
    " or prices on the whole roll"
)
_YEAR = "ปีภาษี (พ.ศ.) · tax year, Buddhist Era"
_SPEC = "ไฟล์ JSON ของข้อเสนอ หรือ - · JSON file of the reform, or -"
_JSON = "ตอบเป็น JSON · answer as JSON"
_OUT = "แฟ้มผลรายแปลง · file of parcels: csv, xlsx, parquet, gpkg, geojson"
_KEEP = "เก็บผลไว้ให้ดูในหน้าเว็บและแผนที่ · keep it for page and map"
_LANGUAGE = "ภาษาของผลลัพธ์ · language of the answer"
_WIDE = 150


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("reform", help=_HELP)(reform)


def reform(
    *,
    year: Annotated[int, typer.Argument(metavar="YEAR", help=_YEAR)],
    spec: Annotated[str, typer.Argument(metavar="SPEC", help=_SPEC)],
    as_json: Annotated[bool, typer.Option("--json", help=_JSON)] = False,
    out: Annotated[Path | None, typer.Option(help=_OUT)] = None,
    keep: Annotated[bool, typer.Option("--keep", help=_KEEP)] = False,
    language: Annotated[Literal["th", "en"], typer.Option(help=_LANGUAGE)] = "th",
) -> None:
    """Compute a reform; exit status 1 when objects lack prices of the round."""
    from api.reform_files import format_of, write_reform
    from kkmgis.assess.kept_reforms import keep_reform
    from kkmgis.assess.reform import run_reform
    from kkmgis.i18n import text
    from kkmgis.tax.case_file import read_json

    with plain_errors("reform", _in_words):
        if out is not None:
            format_of(out)
        content = sys.stdin.buffer.read() if spec == "-" else Path(spec).read_bytes()
        proposed = read_json(content)
        with connected() as connection:
            made = run_reform(connection, year, proposed)
            # A file that cannot be written must leave nothing behind.
            if out is not None:
                write_reform(connection, made, out, language)
            kept = keep_reform(connection, made, actor=actor()) if keep else None
    if out is not None:
        count = f"{len(made.code):,}"
        line = text("reform.cli.written", language, count=count, file=out)
        print(line, file=sys.stderr)
    if as_json:
        print(json.dumps(_as_json(made, kept), ensure_ascii=False, default=str))
    else:
        _print(made, language)
    if made.summary["prices"]["without_price"]:
        raise typer.Exit(1)


def _as_json(made: ReformRun, kept: int | None) -> dict[str, Any]:
    return {
        "id": kept,
        "title": made.reform.title,
        "year": made.run.tax_year_be,
        "run": made.run.id,
        "rule_book": made.run.rule_book,
        "rule_book_after": made.reform.rules.version,
        "spec": made.spec,
        **made.summary,
        "seconds": round(made.seconds, 3),
    }


def _print(made: ReformRun, language: Language) -> None:
    from rich.console import Console
    from rich.table import Table

    from kkmgis.i18n import text
    from kkmgis.thai import format_baht

    def say(key: str, **values: object) -> str:
        return text(f"reform.{key}", language, **values)

    def money(amount: str) -> str:
        from decimal import Decimal

        return format_baht(Decimal(amount))

    console = Console(width=None if sys.stdout.isatty() else _WIDE, highlight=False)
    summary = made.summary
    groups = [
        (text(f"tax.group.{row['rate_group']}", language), row)
        for row in summary["by_group"]
    ]
    values = [(_class_name(row, language), row) for row in summary["by_value"]]
    for title, rows in (("by_group", groups), ("by_value", values)):
        table = Table(title=say(title), title_justify="left", show_footer=True)
        table.add_column("", footer=text("web.tax.total_row", language))
        totals = summary["totals"]
        for name in ("before", "after", "difference"):
            table.add_column(say(name), footer=money(totals[name]), justify="right")
        for name in ("up", "down"):
            footer = f"{totals['taxpayers'][name]:,}"
            table.add_column(say(name), footer=footer, justify="right")
        for label, row in rows:
            amounts = (money(row[name]) for name in ("before", "after", "difference"))
            counts = (f"{row['taxpayers'][name]:,}" for name in ("up", "down"))
            table.add_row(label, *amounts, *counts)
        console.print(table)
    lines = f"{summary['totals']['lines']:,}"
    print(say("cli.lines", lines=lines, seconds=f"{made.seconds:.1f}"))
    if summary["prices"]["without_price"]:
        count = f"{summary['prices']['without_price']:,}"
        print(say("without_price", year=summary["prices"]["year"], count=count))


def _class_name(row: dict[str, Any], language: Language) -> str:
    from kkmgis.i18n import text

    least, most = row["from_million"], row["to_million"]
    if most is None:
        return text("reform.value.above", language, least=least)
    if not least:
        return text("reform.value.up_to", language, most=most)
    return text("reform.value.between", language, least=least, most=most)


def _in_words(error: Exception) -> str | None:
    from kkmgis.tax.case_error import CaseError

    if isinstance(error, CaseError):
        said = error.answer()["error"]
        return f"{said['path']}: {said['message_th']} · {said['message_en']}"
    return None
