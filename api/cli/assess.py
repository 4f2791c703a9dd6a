"""`kkmgis assess` and `kkmgis explain`: the tax of the register, and why."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from api.cli.running import actor, connected, plain_errors

if TYPE_CHECKING:
    from kkmgis.assess.run import Progress, RunSummary, Tax
    from kkmgis.i18n import Language

_ASSESS = "ประเมินภาษีทั้งทะเบียนของปีภาษี · assess the whole register for a tax year"
_EXPLAIN = "แสดงการคำนวณภาษีของแปลงที่ดิน · show how the tax of a parcel came about"
_YEAR = "ปีภาษี (พ.ศ.) · tax year, Buddhist Era"
_JSON = "ตอบเป็น JSON · answer as JSON"
_LANGUAGE = "ภาษาของผลลัพธ์ · language of the answer"
_WIDE = 150


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("assess", help=_ASSESS)(assess)
    app.command("explain", help=_EXPLAIN)(explain)


def assess(
    year: Annotated[int, typer.Argument(metavar="YEAR", help=_YEAR)],
    tax: Annotated[
        Literal["land_building", "sign"] | None,
        typer.Option(help="ภาษีเดียว · one tax only"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_JSON)] = False,
    language: Annotated[Literal["th", "en"], typer.Option(help=_LANGUAGE)] = "th",
) -> None:
    """Assess the register; exit status 1 when objects were set aside."""
    from kkmgis.assess.run import assess_year
    from kkmgis.assess.totals import group_totals
    from kkmgis.tax.rulebook import rule_book

    with plain_errors("assess"):
        rule_book(year)  # A year without law needs no database to be refused.
    with plain_errors("assess"), connected() as connection:
        with _progress(language) as progress:
            runs = assess_year(
                connection, year, tax=tax, actor=actor(), progress=progress
            )
        totals = {run.run_id: group_totals(connection, run.run_id) for run in runs}
    if as_json:
        print(json.dumps(_runs_as_json(year, runs, totals), ensure_ascii=False))
    else:
        for run in runs:
            _print_run(run, totals[run.run_id], language)
    if any(run.set_aside for run in runs):
        raise typer.Exit(1)


def explain(
    parcel: Annotated[
        str, typer.Argument(metavar="PARCEL", help="รหัสแปลงที่ดิน · parcel code")
    ],
    year: Annotated[int, typer.Option(help=_YEAR)],
    as_json: Annotated[bool, typer.Option("--json", help=_JSON)] = False,
    language: Annotated[Literal["th", "en"], typer.Option(help=_LANGUAGE)] = "th",
) -> None:
    """Print the sheets of a parcel and every step of its lines."""
    from kkmgis.assess.explain import explain_parcel
    from kkmgis.assess.explain_text import explanation_text
    from kkmgis.errors import KkmgisError
    from kkmgis.i18n import both

    with plain_errors("explain", _in_words), connected() as connection:
        found = explain_parcel(connection, parcel, year, language=language)
        if found["run"] is None and found["sign_run"] is None:
            raise KkmgisError(both("assess.no_run", year=year))
    if as_json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        sys.stdout.write(explanation_text(found, language))
    if found["set_aside"]:
        raise typer.Exit(1)


def _in_words(error: Exception) -> str | None:
    from kkmgis.assess.stored import UnknownParcelError
    from kkmgis.i18n import both

    if isinstance(error, UnknownParcelError):
        return both("assess.unknown_parcel", code=error)
    return None


@contextmanager
def _progress(language: Language) -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import Progress as Bar
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

    from kkmgis.i18n import text

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    console = Console(stderr=True)
    shown = console.is_terminal
    with Bar(*columns, console=console, transient=True, disable=not shown) as bar:
        task = bar.add_task("", total=None)

        def begin(step: str, number: int, count: int) -> None:
            bar.update(task, description=f"{number + 1}/{count} {text(step, language)}")

        yield begin


def _runs_as_json(
    year: int, runs: list[RunSummary], totals: dict[int, list[Any]]
) -> dict[str, Any]:
    from kkmgis.tax.money import baht_text

    amounts = ("base", "exempt", "taxable", "tax")
    return {
        "year": year,
        "runs": [
            {
                "id": run.run_id,
                "tax": run.tax,
                "rule_book": run.rule_book,
                "assessments": run.assessments,
                "lines": run.lines,
                "total_tax": baht_text(run.total_satang),
                "set_aside": run.set_aside,
                "groups": [
                    {
                        "use": group.use,
                        "rate_group": group.rate_group,
                        "lines": group.lines,
                        **{name: baht_text(getattr(group, name)) for name in amounts},
                    }
                    for group in totals[run.run_id]
                ],
                "seconds": round(run.seconds, 2),
            }
            for run in runs
        ],
    }


def _print_run(run: RunSummary, totals: list[Any], language: Language) -> None:
    from rich.console import Console
    from rich.table import Table

    from kkmgis.assess.reasons import reason_text
    from kkmgis.i18n import text
    from kkmgis.tax.explanation import money

    def say(key: str, **values: object) -> str:
        return text(f"assess.{key}", language, **values)

    console = Console(width=None if sys.stdout.isatty() else _WIDE, highlight=False)
    name = say(f"tax.{run.tax}")
    head = say("table.title", tax=name, year=run.tax_year_be, run=run.run_id)
    table = Table(title=head, title_justify="left", show_footer=True)
    table.add_column(say("table.use"), footer=say("table.total"))
    table.add_column(say("table.group"))
    shown = _amounts(run.tax)
    for column in ("lines", *shown):
        total = sum(getattr(group, column) for group in totals)
        footer = f"{total:,}" if column == "lines" else money(total)
        table.add_column(say(f"table.{column}"), footer=footer, justify="right")
    for group in totals:
        table.add_row(
            *_names(run.tax, group, language),
            f"{group.lines:,}",
            *(money(getattr(group, column)) for column in shown),
        )
    console.print(table)
    seconds = f"{run.seconds:.1f}"
    count = f"{run.assessments:,}"
    print(say("table.assessments", assessments=count, seconds=seconds))
    if run.set_aside:
        print(say("table.set_aside", count=f"{sum(run.set_aside.values()):,}"))
    for reason, number in sorted(run.set_aside.items(), key=lambda one: -one[1]):
        line = reason_text(reason, language)
        print(say("table.reason", count=f"{number:,}", reason=line))


def _amounts(tax: Tax) -> tuple[str, ...]:
    return ("tax",) if tax == "sign" else ("base", "exempt", "taxable", "tax")


def _names(tax: Tax, group: Any, language: Language) -> tuple[str, str]:  # noqa: ANN401
    from kkmgis.i18n import text

    if tax == "sign" and group.rate_group != "exempt":
        kind = text(f"tax.sign_text.{group.rate_group}", language)
        return text("assess.sign_use", language), kind
    use = text("assess.sign_use" if tax == "sign" else f"tax.use.{group.use}", language)
    return use, text(f"tax.group.{group.rate_group}", language)
