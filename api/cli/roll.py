"""`kkmgis roll`: why two rolls differ, and whether a roll still comes out the same."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from api.cli.running import connected, plain_errors

if TYPE_CHECKING:
    from psycopg import Connection

    from kkmgis.assess.difference import RollDifference
    from kkmgis.assess.verify import Verified
    from kkmgis.i18n import Language

_ROLL = "บัญชีภาษีที่ประเมินไว้: เปรียบเทียบ ตรวจสอบ · stored rolls: compare and verify"
_DIFF = "ผลต่างของสองบัญชีแยกตามสาเหตุ · why two rolls differ, cause by cause"
_VERIFY = "คำนวณบัญชีที่เก็บไว้ใหม่ เทียบทุกสตางค์ · tax a stored roll again, compare all"
_FROM = "ปีภาษี หรือ run:เลขที่ · tax year, or run:ID"
_TAX = "ภาษี · which tax"
_JSON = "ตอบเป็น JSON · answer as JSON"
_OUT = "แฟ้มรายการ .csv .xlsx .parquet · file of all objects"
_LANGUAGE = "ภาษาของผลลัพธ์ · language of the answer"
_WIDE = 150
_TOP = 20

TaxOption = Annotated[Literal["land_building", "sign"] | None, typer.Option(help=_TAX)]
LanguageOption = Annotated[Literal["th", "en"], typer.Option(help=_LANGUAGE)]
JsonOption = Annotated[bool, typer.Option("--json", help=_JSON)]


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(no_args_is_help=True, help=_ROLL)
    group.command("diff", help=_DIFF)(diff)
    group.command("verify", help=_VERIFY)(verify)
    app.add_typer(group, name="roll")


def diff(
    before: Annotated[str, typer.Argument(metavar="FROM", help=_FROM)],
    after: Annotated[str, typer.Argument(metavar="TO", help=_FROM)],
    *,
    tax: TaxOption = None,
    as_json: JsonOption = False,
    out: Annotated[Path | None, typer.Option(help=_OUT)] = None,
    language: LanguageOption = "th",
) -> None:
    """Say why two rolls differ; exit status 0, or 2 when it cannot be said."""
    with plain_errors("roll diff", _in_words):
        shape = None if out is None else _shape(out)
        with connected() as connection:
            found = _differences(connection, before, after, tax)
        if out is not None and shape is not None:
            _write(found, out, shape, language)
    if as_json:
        print(json.dumps(_as_json(found), ensure_ascii=False))
    else:
        _print(found, language)


def verify(
    name: Annotated[str, typer.Argument(metavar="YEAR|run:ID", help=_FROM)],
    *,
    tax: TaxOption = None,
    as_json: JsonOption = False,
    language: LanguageOption = "th",
) -> None:
    """Tax a stored roll again; exit status 1 when a satang differs."""
    from kkmgis.assess.run_choice import find_run, runs_named
    from kkmgis.assess.verify import verify_run

    with plain_errors("roll verify", _in_words), connected() as connection:
        runs = (
            runs_named(connection, name)
            if tax is None
            else [find_run(connection, name, tax)]
        )
        done = [verify_run(connection, run) for run in runs]
    if as_json:
        same = all(one.same for one in done)
        answer = {"same": same, "runs": [_verified(one) for one in done]}
        print(json.dumps(answer, ensure_ascii=False))
    else:
        for one in done:
            _print_verified(one, language)
    if not all(one.same for one in done):
        raise typer.Exit(1)


def _differences(
    connection: Connection[Any], before: str, after: str, tax: str | None
) -> RollDifference:
    from kkmgis.assess.difference import differences, differences_of_runs
    from kkmgis.assess.run_choice import runs_named

    if tax is not None:
        return differences(connection, before, after, tax)
    # A year alone means its land and building tax; a run says of which tax it is.
    first, second = (runs_named(connection, name) for name in (before, after))
    taxes = {run.tax for run in first} & {run.tax for run in second}
    if taxes:
        return differences(connection, before, after, min(taxes))
    return differences_of_runs(connection, first[0], second[0])


Shape = Literal["csv", "xlsx", "parquet"]


def _shape(out: Path) -> Shape:
    from kkmgis.errors import SettingsError
    from kkmgis.i18n import both

    suffix = out.suffix.lower().removeprefix(".")
    for shape in ("csv", "xlsx", "parquet"):
        if suffix == shape:
            return shape
    raise SettingsError(both("difference.error.suffix", file=out))


def _write(found: RollDifference, out: Path, shape: Shape, language: Language) -> None:
    import shutil

    from api.difference_file import difference_file
    from kkmgis.assess.difference_totals import rows_by_size
    from kkmgis.errors import SettingsError
    from kkmgis.i18n import both, text

    rows = rows_by_size(found)
    made = difference_file(found, rows, shape, language)
    try:
        shutil.copyfile(made, out)
    except OSError as error:
        reason = error.strerror or str(error)
        raise SettingsError(
            both("difference.error.write", file=out, reason=reason)
        ) from error
    finally:
        made.unlink()
    words = {"count": f"{len(rows):,}", "file": out}
    print(text("difference.cli.written", language, **words), file=sys.stderr)


def _as_json(found: RollDifference) -> dict[str, Any]:
    from kkmgis.assess.difference_answer import items, summary
    from kkmgis.assess.difference_totals import rows_by_size

    top = rows_by_size(found)[:_TOP]
    return summary(found) | {"top": items(found, top)}


def _print(found: RollDifference, language: Language) -> None:
    from rich.console import Console
    from rich.table import Table

    from kkmgis.assess.difference_totals import (
        cause_totals,
        changed_objects,
        corrected_aspects,
    )
    from kkmgis.i18n import text
    from kkmgis.tax.explanation import money

    def say(key: str, **values: object) -> str:
        return text(f"difference.{key}", language, **values)

    console = Console(width=None if sys.stdout.isatty() else _WIDE, highlight=False)
    runs = [
        say("cli.run", year=run.tax_year_be, run=run.id)
        for run in (found.before, found.after)
    ]
    name = text(f"assess.tax.{found.tax}", language)
    title = say("cli.title", tax=name, before=runs[0], after=runs[1])
    table = Table(title=title, title_justify="left", show_footer=True)
    totals = (found.before.total_satang, found.after.total_satang)
    table.add_column(say("page.cause"), footer=runs[1])
    table.add_column(say("page.change"), footer=money(totals[1]), justify="right")
    for column in ("raised", "lowered", "objects"):
        table.add_column(say(f"page.{column}"), justify="right")
    table.add_row(runs[0], money(totals[0]), end_section=True)
    rows = [(say(f"cause.{one.name}"), one) for one in cause_totals(found.causes)]
    for one in corrected_aspects(found):
        words = say("page.of_which", name=say(f"cause.{one.name}"))
        rows.append((f"  {words}", one))
    for words, one in rows:
        amounts = [f"{money(n)}" for n in (one.change, one.raised, one.lowered)]
        table.add_row(
            words,
            f"{'+' * (one.change > 0)}{amounts[0]}",
            *amounts[1:],
            f"{one.objects:,}",
        )
    table.add_section()
    change = totals[1] - totals[0]
    table.add_row(say("page.sum"), f"{'+' * (change > 0)}{money(change)}")
    console.print(table)
    counts = changed_objects(found)
    print(
        say(
            "cli.objects",
            raised=f"{counts.raised:,}",
            lowered=f"{counts.lowered:,}",
            same=f"{counts.same:,}",
            new=f"{counts.only_after:,}",
            gone=f"{counts.only_before:,}",
            seconds=f"{found.seconds:.1f}",
        )
    )
    _print_top(found, console, language)


def _print_top(found: RollDifference, console: Any, language: Language) -> None:  # noqa: ANN401
    from rich.table import Table

    from kkmgis.assess.difference_totals import main_causes, rows_by_size
    from kkmgis.i18n import text
    from kkmgis.tax.explanation import money

    rows = rows_by_size(found)[:_TOP]
    if not len(rows):
        return
    table = Table(title=text("difference.cli.top", language), title_justify="left")
    for name in ("object_code", "kind", "parcel_code"):
        table.add_column(text(f"difference.column.{name}", language), no_wrap=True)
    for name in ("tax_before", "tax_after", "change"):
        words = text(f"difference.column.{name}", language)
        table.add_column(words, justify="right", no_wrap=True)
    table.add_column(text("difference.column.main_cause", language))
    for row, cause in zip(rows.tolist(), main_causes(found, rows), strict=True):
        before, after = int(found.tax_before[row]), int(found.tax_after[row])
        table.add_row(
            found.code[row].as_py(),
            text(f"difference.kind.{found.kind[row].as_py()}", language),
            found.parcel[row].as_py() or "–",
            money(before) if found.in_before[row] else "–",
            money(after) if found.in_after[row] else "–",
            money(after - before),
            "" if cause is None else text(f"difference.cause.{cause}", language),
        )
    console.print(table)


def _verified(one: Verified) -> dict[str, Any]:
    from kkmgis.tax.money import baht_text

    return {
        "run": one.run.id,
        "tax": one.run.tax,
        "year": one.run.tax_year_be,
        "rule_book": one.run.rule_book,
        "same": one.same,
        "lines": one.lines,
        "differing": one.differing,
        "total_tax": baht_text(one.run.total_satang),
        "computed_tax": baht_text(one.computed_satang),
        "examples": [
            {
                "line": wrong.line,
                "object": wrong.code,
                "result": wrong.result,
                "stored": wrong.stored,
                "computed": wrong.computed,
            }
            for wrong in one.examples
        ],
        "seconds": round(one.seconds, 2),
    }


def _print_verified(one: Verified, language: Language) -> None:
    from kkmgis.i18n import text
    from kkmgis.tax.explanation import money

    run = one.run
    words = {
        "tax": text(f"assess.tax.{run.tax}", language),
        "year": run.tax_year_be,
        "run": run.id,
        "lines": f"{one.lines:,}",
        "seconds": f"{one.seconds:.1f}",
    }
    if one.same:
        total = money(run.total_satang)
        print(text("difference.verify.same", language, total=total, **words))
        return
    words |= {
        "differing": f"{one.differing:,}",
        "stored": money(run.total_satang),
        "computed": money(one.computed_satang),
    }
    print(text("difference.verify.wrong", language, **words))
    for wrong in one.examples:
        line = {
            name: getattr(wrong, name)
            for name in ("line", "code", "result", "stored", "computed")
        }
        print(text("difference.verify.line", language, **line))


def _in_words(error: Exception) -> str | None:
    from kkmgis.errors import TaxError
    from kkmgis.i18n import both
    from kkmgis.tax.parameters import LawMissingError

    if isinstance(error, TaxError) and not isinstance(error, LawMissingError):
        return both("difference.error.unlike", reason=error)
    return None
