"""`kkmgis gaps`: what the register misses, and what that costs a year."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from api.cli.running import actor, connected, plain_errors

if TYPE_CHECKING:
    from psycopg import Connection

    from kkmgis.coverage.finding import GapSummary, Progress
    from kkmgis.coverage.listing import GapList
    from kkmgis.i18n import Language

Format = Literal["table", "json", "geojson", "xlsx"]

_GAPS = "ค้นหารายการตกหล่นและเงินที่อาจจัดเก็บได้ · find coverage gaps and the money at stake"
_YEAR = "ปีภาษี พ.ศ. (ไม่ระบุ: ปีนี้) · tax year, Buddhist Era (this year if not said)"
_KIND = "เฉพาะประเภทนี้ ระบุได้หลายครั้ง · this kind only; may be repeated"
_FORMAT = "รูปแบบผลลัพธ์ · form of the answer"
_FIND = "ค้นหาใหม่ก่อนแสดง · search before listing"
_LANGUAGE = "ภาษาของผลลัพธ์ · language of the answer"
_WIDE = 150
_ROWS_SHOWN = 40


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("gaps", help=_GAPS)(gaps)


def gaps(
    *,
    year: Annotated[int | None, typer.Option(help=_YEAR)] = None,
    kind: Annotated[list[str] | None, typer.Option(help=_KIND)] = None,
    form: Annotated[Format, typer.Option("--format", help=_FORMAT)] = "table",
    as_json: Annotated[
        bool, typer.Option("--json", help="เหมือน --format json · same as --format json")
    ] = False,
    out: Annotated[Path | None, typer.Option(help="แฟ้มที่จะเขียน · file to write")] = None,
    find: Annotated[bool, typer.Option(help=_FIND)] = True,
    language: Annotated[Literal["th", "en"], typer.Option(help=_LANGUAGE)] = "th",
) -> None:
    """Search for gaps and list them, those with most at stake first.

    Gaps are the product of this command, not its failure: exit status 0 however
    many there are, 2 when the search could not be done.
    """
    with plain_errors("gaps"):
        shape = _shape("json" if as_json else form, out)
        chosen = _this_year() if year is None else year
        with connected() as connection:
            summary = _search(connection, chosen, kind, language) if find else None
            found = _listing(connection, chosen, kind, language)
        _answer(found, summary, shape, out, language)


def _shape(form: Format, out: Path | None) -> Format:
    """Tell the form of the answer; a file says it by its suffix.

    Raises
    ------
    SettingsError
        A workbook has no file to go to, or the file's suffix names no form.
    """
    from kkmgis.errors import SettingsError
    from kkmgis.i18n import both

    if form == "xlsx" and out is None:
        raise SettingsError(both("coverage.error.out"))
    if form != "table" or out is None:
        return form
    by_suffix: dict[str, Format] = {
        ".json": "json",
        ".geojson": "geojson",
        ".xlsx": "xlsx",
    }
    if out.suffix.lower() not in by_suffix:
        raise SettingsError(both("coverage.error.format", format=out.suffix or out))
    return by_suffix[out.suffix.lower()]


def _search(
    connection: Connection[Any], year: int, kinds: list[str] | None, language: Language
) -> GapSummary:
    from kkmgis.coverage import find_gaps

    with _progress(language) as progress:
        return find_gaps(
            connection, year, kinds=kinds, actor=actor(), progress=progress
        )


def _listing(
    connection: Connection[Any], year: int, kinds: list[str] | None, language: Language
) -> GapList:
    from kkmgis.coverage.listing import list_gaps

    return list_gaps(connection, year, kinds=kinds, language=language)


def _answer(
    found: GapList,
    summary: GapSummary | None,
    shape: Format,
    out: Path | None,
    language: Language,
) -> None:
    from kkmgis.coverage.export import as_geojson, as_json, write_workbook

    if shape == "table":
        _print(found, summary, language)
        return
    if shape == "xlsx" and out is not None:
        with _writing(out):
            write_workbook(found, out, language)
    else:
        body = as_geojson(found) if shape == "geojson" else as_json(found, summary)
        text = json.dumps(body, ensure_ascii=False)
        if out is None:
            print(text)
            return
        with _writing(out):
            out.write_text(text + "\n", encoding="utf-8")
    _note("list.written", language, count=f"{len(found.gaps):,}", file=out)


@contextmanager
def _writing(out: Path) -> Iterator[None]:
    from kkmgis.errors import SettingsError
    from kkmgis.i18n import both

    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        words = both("coverage.error.write", file=out, reason=reason)
        raise SettingsError(words) from error


def _print(found: GapList, summary: GapSummary | None, language: Language) -> None:
    from rich.console import Console
    from rich.table import Table

    from kkmgis.i18n import text
    from kkmgis.thai import baht, format_baht

    def say(key: str, **values: object) -> str:
        return text(f"coverage.{key}", language, **values)

    console = Console(width=None if sys.stdout.isatty() else _WIDE, highlight=False)
    totals = Table(
        title=say("list.title", year=found.year_be),
        title_justify="left",
        show_footer=True,
    )
    totals.add_column(say("column.kind"), footer=say("column.total"))
    totals.add_column(say("column.count"), f"{len(found.gaps):,}", justify="right")
    total = format_baht(baht(found.total_satang))
    totals.add_column(say("column.baht"), total, justify="right")
    for name, count in found.kinds.items():
        amount = format_baht(baht(count.satang))
        totals.add_row(say(f"kind.{name}"), f"{count.gaps:,}", amount)
    console.print(totals)
    _print_ranked(found, console, language)
    if summary is not None:
        events = {
            name: f"{getattr(summary, name):,}"
            for name in ("opened", "returned", "changed", "fixed")
        }
        console.print(say("list.searched", **events))
        for name, need in summary.skipped.items():
            words = say(
                "list.skipped", kind=say(f"kind.{name}"), need=say(f"need.{need}")
            )
            console.print(words)


def _print_ranked(found: GapList, console: Any, language: Language) -> None:  # noqa: ANN401
    from rich.table import Table

    from kkmgis.i18n import text
    from kkmgis.thai import baht, format_baht

    if not found.gaps:
        console.print(text("coverage.list.none", language))
        return
    ranked = Table()
    ranked.add_column(text("coverage.column.baht", language), justify="right")
    ranked.add_column(text("coverage.column.kind", language))
    ranked.add_column(text("coverage.column.subject", language), no_wrap=True)
    ranked.add_column(text("coverage.column.evidence", language))
    for gap in found.gaps[:_ROWS_SHOWN]:
        ranked.add_row(
            format_baht(baht(gap.stake_satang)),
            text(f"coverage.kind.{gap.kind}", language),
            gap.subject_code or gap.key,
            gap.evidence_text,
        )
    console.print(ranked)
    if len(found.gaps) > _ROWS_SHOWN:
        more = f"{len(found.gaps) - _ROWS_SHOWN:,}"
        console.print(text("coverage.list.more", language, count=more))


def _note(key: str, language: Language, **values: object) -> None:
    from kkmgis.i18n import text

    print(text(f"coverage.{key}", language, **values), file=sys.stderr)


def _this_year() -> int:
    import datetime as dt

    from kkmgis.thai import buddhist_year

    return buddhist_year(dt.datetime.now(tz=dt.UTC).astimezone().date())


@contextmanager
def _progress(language: Language) -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
    )

    from kkmgis.i18n import text

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
    )
    console = Console(stderr=True)
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task("", total=None)

        def begin(kind: str, number: int, count: int) -> None:
            title = text(f"coverage.kind.{kind}", language)
            bar.update(task, completed=number, total=count, description=title)

        yield begin
