"""`kkmgis law`: the law data, checked and shown; what the authority set itself."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from api.cli import law_override
from api.cli.running import plain_errors

if TYPE_CHECKING:
    from kkmgis.tax.parameters import Parameter
    from kkmgis.tax.rulebook import RuleBook

_LAW = "ข้อมูลกฎหมาย: ตรวจและแสดง · the law data: check it and show it"
_CHECK = "ตรวจข้อมูลกฎหมายทั้งหมด · check all law data (exit status 0 or 2)"
_SHOW = "แสดงค่าตามกฎหมายของปีภาษี · show the law of a tax year"
_FOLDER = "โฟลเดอร์ของแฟ้มอื่น · other parameter files than those of kkmgis"
_IN_FORCE = "รวมข้อกำหนดของ อปท. ในฐานข้อมูล · with what the authority set itself"
_LANGUAGE = "ภาษาของผลลัพธ์ · language of the answer"

Year = Annotated[int, typer.Argument(help="ปีภาษี พ.ศ. · tax year, Buddhist Era")]
LanguageOption = Annotated[Literal["th", "en"], typer.Option(help=_LANGUAGE)]


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(no_args_is_help=True, help=_LAW)
    group.command("check", help=_CHECK)(check)
    group.command("show", help=_SHOW)(show)
    law_override.register(group)
    app.add_typer(group, name="law")


def check(
    folder: Annotated[Path | None, typer.Argument(help=_FOLDER)] = None,
    language: LanguageOption = "th",
) -> None:
    """Check the law data, and name file and key of every fault."""
    from kkmgis.i18n import text
    from kkmgis.tax.law_check import FIRST_YEAR, law_faults

    with plain_errors("law check"):
        parameters = _parameters(folder)
        faults = list(law_faults(parameters))
    for fault in faults:
        print(f"kkmgis law check: {fault}", file=sys.stderr)
    if faults:
        raise typer.Exit(2)
    values = [value for one in parameters.values() for value in one.values]
    last = max(value.last_year for value in values)
    counts = {
        "parameters": len(parameters),
        "files": len({one.file for one in parameters.values()}),
        "unverified": sum(not value.verified for value in values),
        "values": len(values),
    }
    print(text("law.cli.checked", language, first=FIRST_YEAR, last=last, **counts))


def _parameters(folder: Path | None) -> dict[str, Parameter]:
    from kkmgis.tax.parameters import parameters_of, read_parameters
    from kkmgis.tax.rulebook import ALL_FILES

    if folder is None:
        return dict(parameters_of(*ALL_FILES))
    return read_parameters(sorted(folder.glob("*.yaml")))


def show(
    year: Year,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="JSON")] = False,
    in_force: Annotated[bool, typer.Option("--in-force", help=_IN_FORCE)] = False,
    language: LanguageOption = "th",
) -> None:
    """Show every parameter of a year with its words, years, source and mark."""
    from kkmgis.i18n import text
    from kkmgis.tax.rulebook import rule_book

    with plain_errors("law show"):
        rules = law_override.in_force(year) if in_force else rule_book(year)
    if as_json:
        print(json.dumps(_as_json(rules), ensure_ascii=False))
        return
    print(text("law.cli.head", language, year=rules.tax_year, version=rules.version))
    for entry in rules.entries.values():
        mark = " " if entry.verified else "*"
        mark = "!" if entry.changed_by else mark
        years = f"{entry.first_year}-{entry.last_year}"
        value = json.dumps(entry.value, ensure_ascii=False)
        print(f"{mark} {entry.key} [{years}] {entry.title[language]}")
        print(f"    {value}  ({entry.source.get('section', '–')})")
    print(text("law.cli.marked", language, count=len(rules.unverified)))
    if in_force:
        print(text("law.cli.own", language))


def _as_json(rules: RuleBook) -> dict[str, Any]:
    from kkmgis.tax.calendar import Term, tax_calendar

    days = {
        tax: {
            name: [day.isoformat() for day in step.last]
            for name, step in tax_calendar(rules, tax).steps.items()
            if isinstance(step, Term)
        }
        for tax in ("land_building", "sign")
    }
    return {
        "tax_year": rules.tax_year,
        "version": rules.version,
        "unverified": list(rules.unverified),
        "days": days,
        "parameters": {
            entry.key: {
                "title": dict(entry.title),
                "text": None if entry.text is None else dict(entry.text),
                "unit": entry.unit,
                "value": entry.value,
                "cap": None if entry.cap is None else dict(entry.cap),
                "from": entry.first_year,
                "to": entry.last_year,
                "verified": entry.verified,
                "source": dict(entry.source),
                "changed_by": entry.changed_by,
                "law": None if entry.law is None else dict(entry.law),
            }
            for entry in rules.entries.values()
        },
    }
