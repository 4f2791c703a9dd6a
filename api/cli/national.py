"""`kkmgis national`: many authorities at once, as partitions of GeoParquet."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from api.cli.running import connected, plain_errors

if TYPE_CHECKING:
    from kkmgis.i18n import Language
    from kkmgis.national.run import NationRun, Progress, Workers

_HELP = "ภาษีของ อปท. หลายแห่งพร้อมกัน · the tax of many authorities at once"
_ASSESS = "ประเมินภาษีของทุก อปท. ในโฟลเดอร์ · assess all authorities of a directory"
_MAKE = "สร้าง อปท. สมมุติสำหรับทดสอบ · make authorities up, for benchmarks"
_EXPLAIN = "แสดงการคำนวณจากผลลัพธ์ · show how a tax came about, from the results"
_EXPORT = "ส่งออกทะเบียนเป็นข้อมูลของ อปท. · export the register as a partition"
_DIRECTORY = "โฟลเดอร์ของข้อมูล · directory of the partitions"
_YEAR = "ปีภาษี (พ.ศ.) · tax year, Buddhist Era"
_JSON = "ตอบเป็น JSON · answer as JSON"
_LANGUAGE = "ภาษาของผลลัพธ์ · language of the answer"
_SCHEDULER = "ที่อยู่ของ Dask scheduler · address of a Dask scheduler"
_WORKERS = "จำนวนกระบวนการ · processes of our own"
_MEMORY = "หน่วยความจำต่อกระบวนการ · memory a process"
_OUT = "โฟลเดอร์ของผลลัพธ์ · directory of the results"
_CODE = "รหัสแปลงหรือทรัพย์สิน · code of the parcel or object"
_AUTHORITY = "รหัส อปท. · code of the authority"
_WIDE = 150

Directory = Annotated[
    Path, typer.Argument(metavar="DIR", help=_DIRECTORY, file_okay=False)
]
Year = Annotated[int, typer.Option(help=_YEAR)]
AsJson = Annotated[bool, typer.Option("--json", help=_JSON)]
Speech = Annotated[Literal["th", "en"], typer.Option("--language", help=_LANGUAGE)]
Scheduler = Annotated[
    str | None, typer.Option(help=_SCHEDULER, metavar="tcp://HOST:PORT")
]
Count = Annotated[int, typer.Option(help=_WORKERS, min=1)]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help=_HELP, no_args_is_help=True)
    group.command("assess", help=_ASSESS)(assess)
    group.command("make", help=_MAKE)(make)
    group.command("explain", help=_EXPLAIN)(explain)
    group.command("export", help=_EXPORT)(export)
    app.add_typer(group, name="national")


def assess(
    directory: Directory,
    year: Year,
    *,
    out: Annotated[Path | None, typer.Option(help=_OUT, file_okay=False)] = None,
    scheduler: Scheduler = None,
    workers: Count = 2,
    memory: Annotated[str, typer.Option(help=_MEMORY)] = "1GiB",
    as_json: AsJson = False,
    language: Speech = "th",
) -> None:
    """Assess; exit status 1 when an authority failed or objects were set aside."""
    from kkmgis.national.run import assess_nation

    use = _workers(scheduler, workers, memory)
    with (
        plain_errors("national assess", _in_words),
        _progress("assess", language) as progress,
    ):
        run = assess_nation(directory, year, out=out, workers=use, progress=progress)
    if as_json:
        print(json.dumps(_as_json(run), ensure_ascii=False))
    else:
        _print_run(run, language)
    for line in _failures(run, language):
        print(f"kkmgis national assess: {line}", file=sys.stderr)
    if run.with_status("failed") or run.set_aside:
        raise typer.Exit(1)


def make(
    directory: Directory,
    year: Year,
    *,
    parcels: Annotated[int, typer.Option(min=1)] = 5_000_000,
    authorities: Annotated[int, typer.Option(min=1)] = 100,
    seed: Annotated[int, typer.Option(min=0)] = 1,
    scheduler: Scheduler = None,
    workers: Count = 2,
    as_json: AsJson = False,
    language: Speech = "th",
) -> None:
    """Write made-up authorities into a new directory."""
    from kkmgis.errors import SettingsError
    from kkmgis.i18n import both, text
    from kkmgis.national.run import make_nation
    from kkmgis.tax.rulebook import rule_book

    begun = time.monotonic()
    with (
        plain_errors("national make", _in_words),
        _progress("make", language) as progress,
    ):
        rule_book(year)
        if directory.exists() and any(directory.iterdir()):
            raise SettingsError(both("national.not_empty", directory=directory))
        objects = make_nation(
            directory,
            parcels=parcels,
            authorities=min(authorities, parcels),
            year_be=year,
            seed=seed,
            workers=_workers(scheduler, workers, "1GiB"),
            progress=progress,
        )
    answer = {
        "directory": str(directory),
        "authorities": min(authorities, parcels),
        "parcels": parcels,
        "objects": objects,
        "seconds": round(time.monotonic() - begun, 2),
    }
    if as_json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        print(text("national.made", language, **answer))


def explain(
    out: Annotated[Path, typer.Argument(metavar="OUT", help=_OUT, file_okay=False)],
    code: Annotated[str, typer.Argument(metavar="CODE", help=_CODE)],
    *,
    authority: Annotated[str, typer.Option(help=_AUTHORITY)],
    as_json: AsJson = False,
    language: Speech = "th",
) -> None:
    """Print every step of the lines of an object."""
    from kkmgis.national.explain import explain_object, explanation_text

    with plain_errors("national explain"):
        found = explain_object(out, authority, code)
    if as_json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        sys.stdout.write(explanation_text(found, language))


def export(
    directory: Directory,
    year: Year,
    *,
    code: Annotated[str, typer.Option(help=_AUTHORITY)] = "",
    as_json: AsJson = False,
    language: Speech = "th",
) -> None:
    """Write the register of this municipality as a partition."""
    from kkmgis.i18n import text
    from kkmgis.national.layout import code_of
    from kkmgis.tax.rulebook import rule_book

    with plain_errors("national export"):
        rule_book(year)
        folder = _export(directory, year, code)
    answer = {"code": code_of(folder), "year": year, "folder": str(folder)}
    if as_json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        print(text("national.exported", language, **answer))


def _export(directory: Path, year: int, code: str) -> Path:
    from psycopg import IsolationLevel

    from kkmgis.national.export import export_register

    with connected() as connection:
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        return export_register(connection, directory, year, code=code)


def _workers(scheduler: str | None, count: int, memory: str) -> Workers:
    from kkmgis.national.run import Workers

    return Workers(scheduler, count, memory)


def _in_words(error: Exception) -> str | None:
    from kkmgis.i18n import both
    from kkmgis.national.cluster import ClusterError

    if isinstance(error, ClusterError):
        return both("national.workers", reason=error)
    return None


@contextmanager
def _progress(
    step: Literal["assess", "make"], language: Language
) -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.progress import Progress as Bar

    from kkmgis.i18n import text

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    shown = console.is_terminal
    said = text(f"national.step.{step}", language)
    with Bar(*columns, console=console, transient=True, disable=not shown) as bar:
        task = bar.add_task(said, total=None)

        def advance(done: int, count: int, authority: str) -> None:
            described = f"{said} {authority}".rstrip()
            bar.update(task, completed=done, total=count, description=described)

        yield advance


def _as_json(run: NationRun) -> dict[str, Any]:
    from kkmgis.tax.money import baht_text

    amounts = ("base", "exempt", "taxable", "tax")
    return {
        "year": run.tax_year,
        "rule_book": run.rule_book,
        "out": str(run.out),
        "authorities": len(run.outcomes),
        "assessed": len(run.with_status("assessed")),
        "kept": len(run.with_status("kept")),
        "failed": [
            {
                "authority": one.authority,
                "reason": one.fault.code,
                "values": {"column": one.fault.field, **one.fault.values},
                "message": one.fault.message("th"),
                "message_en": one.fault.message("en"),
            }
            for one in run.with_status("failed")
            if one.fault is not None
        ],
        "objects": sum(one.objects for one in run.totals),
        "taxpayers": sum(one.taxpayers for one in run.totals),
        "lines": run.sum("lines"),
        "total_tax": baht_text(run.sum("tax")),
        "set_aside": run.set_aside,
        "groups": [
            {
                "use": group.use,
                "rate_group": group.rate_group,
                "lines": group.lines,
                **{name: baht_text(getattr(group, name)) for name in amounts},
            }
            for group in run.groups
        ],
        "peak_mib": max((one.peak_mib for one in run.outcomes), default=0),
        "seconds": round(run.seconds, 2),
    }


def _print_run(run: NationRun, language: Language) -> None:
    from rich.console import Console
    from rich.table import Table

    from kkmgis.i18n import text
    from kkmgis.tax.explanation import money

    def column(name: str) -> str:
        return text(f"assess.table.{name}", language)

    console = Console(width=None if sys.stdout.isatty() else _WIDE, highlight=False)
    head = text(
        "national.title", language, year=run.tax_year, authorities=len(run.totals)
    )
    table = Table(title=head, title_justify="left", show_footer=True)
    table.add_column(column("use"), footer=column("total"))
    table.add_column(column("group"))
    table.add_column(column("lines"), footer=f"{run.sum('lines'):,}", justify="right")
    amounts = ("base", "exempt", "taxable", "tax")
    for name in amounts:
        total = money(run.sum(name))
        # A number is never cut off, whatever the terminal's width.
        table.add_column(column(name), footer=total, justify="right", overflow="fold")
    for group in run.groups:
        table.add_row(
            text(f"tax.use.{group.use}", language),
            text(f"tax.group.{group.rate_group}", language),
            f"{group.lines:,}",
            *(money(getattr(group, name)) for name in amounts),
        )
    console.print(table)
    counts = {
        name: f"{len(run.with_status(name)):,}"
        for name in ("assessed", "kept", "failed")
    }
    print(text("national.summary", language, seconds=f"{run.seconds:.1f}", **counts))
    if run.set_aside:
        count = f"{sum(run.set_aside.values()):,}"
        print(text("national.set_aside", language, count=count))
    for reason, number in sorted(run.set_aside.items(), key=lambda one: -one[1]):
        said = _reason(reason, language)
        print(text("national.reason", language, count=f"{number:,}", reason=said))
    print(text("national.results", language, out=run.out))


def _reason(reason: str, language: Language) -> str:
    """Say why objects were set aside; others may have reasons of their own."""
    from kkmgis.assess.reasons import REASONS, reason_text

    return reason_text(reason, language) if reason in REASONS else reason


def _failures(run: NationRun, language: Language) -> Iterator[str]:
    from kkmgis.i18n import text

    for one in run.with_status("failed"):
        if one.fault is not None:
            said = {
                "fault": one.fault.message(language),
                "remedy": one.fault.remedy(language),
            }
            yield text("national.failed", language, authority=one.authority, **said)
