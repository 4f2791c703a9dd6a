"""Explain the assessment of one parcel from what its runs stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from psycopg import Connection

from kkmgis.assess.line_words import record_amounts, shown_step
from kkmgis.assess.reasons import reason_text
from kkmgis.assess.sheets import ParcelSheets, fill_sheets
from kkmgis.assess.sources import source_steps
from kkmgis.assess.stored import (
    StoredLine,
    StoredRun,
    StoredSetAside,
    current_run,
    find_parcel,
    labels_of,
    lines_of_parcel,
    set_aside_of_parcel,
    stored_rule_book,
)
from kkmgis.i18n import Language
from kkmgis.tax.explain import explain_line, explain_sign
from kkmgis.tax.grounds import in_order, section_th
from kkmgis.tax.money import baht_text
from kkmgis.tax.records import read_record
from kkmgis.tax.rulebook import RuleBook
from kkmgis.tax.sheet import Sheet
from kkmgis.tax.sign_exemption import explain_exempt_sign
from kkmgis.tax.sign_records import read_sign_record

_TAXES = ("land_building", "sign")


def explain_parcel(
    connection: Connection[Any],
    code: str,
    year_be: int,
    *,
    language: Language = "th",
) -> dict[str, Any]:
    """Give the assessment of a parcel and of all that stands on it.

    Parameters
    ----------
    connection : Connection
    code : str
        Code of the parcel.
    year_be : int
        Tax year, Buddhist Era.
    language : {"th", "en"}
        Of texts and sheets.

    Returns
    -------
    dict
        JSON-able; money as decimal strings in baht. ``run`` is null and ``state``
        "unassessed" when the year was never assessed. No names of people.

    Raises
    ------
    UnknownParcelError
        The register has no such code.
    """
    parcel = find_parcel(connection, code)
    runs: dict[str, StoredRun] = {}
    rules: dict[str, RuleBook] = {}
    lines: list[StoredLine] = []
    aside: list[StoredSetAside] = []
    for tax in _TAXES:
        run = current_run(connection, tax, year_be)
        if run is None:
            continue
        runs[tax] = run
        rules[tax] = stored_rule_book(connection, run.rule_book)
        lines += lines_of_parcel(connection, run.id, parcel.id)
        aside += set_aside_of_parcel(connection, run.id, parcel.id)
    sheets = fill_sheets(parcel, lines, labels_of(connection, lines), rules, language)
    run = runs.get("land_building")
    explained = [_line(line, rules, language) for line in lines]
    return {
        "code": parcel.code,
        "year": year_be,
        "run": None if run is None else _run(run),
        "sign_run": _run(runs["sign"]) if "sign" in runs else None,
        "state": _state(lines, aside),
        "total_tax": baht_text(sum(line.tax_satang for line in lines)),
        "lines": explained,
        **_sheets(sheets),
        "unverified": _unverified(explained, language),
        "set_aside": [
            {
                "kind": one.kind,
                "object_code": one.object_code,
                "reason": one.reason,
                "message": reason_text(one.reason, language),
                "also": [
                    {"reason": reason, "message": reason_text(reason, language)}
                    for reason in one.details.get("also", ())
                ],
            }
            for one in aside
        ],
    }


def _unverified(
    lines: list[dict[str, Any]], language: Language
) -> list[dict[str, Any]]:
    """List the applied values whose primary text was not read, each once."""
    found = {one["key"]: one for line in lines for one in line["parameters"]}
    return [
        {
            "key": key,
            "title": one[f"title_{language}"],
            "source": _source(one["source"], language),
        }
        for key, one in found.items()
        if not one["verified"]
    ]


def _source(source: Mapping[str, str], language: Language) -> str:
    section = source.get("section")
    if section is not None and language == "th":
        section = section_th(section)
    parts = (section, source.get("instrument"), source.get("gazette"))
    return " · ".join(part for part in parts if part)


def _run(run: StoredRun) -> dict[str, Any]:
    at = run.finished_at.isoformat(timespec="seconds")
    return {"id": run.id, "at": at, "rule_book": run.rule_book}


def _state(lines: list[StoredLine], aside: list[StoredSetAside]) -> str:
    if any(line.kind == "land" for line in lines):
        return "assessed"
    return "set_aside" if any(one.kind == "land" for one in aside) else "unassessed"


def _line(
    line: StoredLine, rules: Mapping[str, RuleBook], language: Language
) -> dict[str, Any]:
    act = "sign" if line.kind == "sign" else "land_building"
    if line.kind == "sign":
        amounts, explanation = _sign_amounts(line, rules["sign"])
    else:
        amounts, explanation = _land_amounts(line, rules["land_building"])
    steps = [*source_steps(line), *explanation["steps"]]
    used = in_order(name for step in steps for name in step["assumptions"])
    return {
        "number": line.number,
        "assessment": line.assessment_number,
        "kind": line.kind,
        "object_code": line.object_code,
        "use": line.use,
        "rate_group": line.rate_group,
        **amounts,
        "tax": baht_text(line.tax_satang),
        "formula": explanation.get(f"formula_{language}", []),
        "steps": [shown_step(step, language, act) for step in steps],
        "assumptions": used,
        "conventions": explanation["assumptions"],
        "law": explanation["law"],
        "parameters": explanation["parameters"],
        "versions": {
            name: line.facts[name]
            for name in ("object", "price", "use", "follows")
            if name in line.facts
        },
    }


def _land_amounts(
    line: StoredLine, rules: RuleBook
) -> tuple[dict[str, Any], dict[str, Any]]:
    record = read_record(line.facts["record"])
    return record_amounts(record, rules), explain_line(record, rules)


def _sign_amounts(
    line: StoredLine, rules: RuleBook
) -> tuple[dict[str, Any], dict[str, Any]]:
    nothing: dict[str, Any] = dict.fromkeys(
        ("value", "share", "base", "exempt", "taxable", "added_points")
    )
    nothing["slices"] = []
    if "record" not in line.facts:
        untaxed: dict[str, Any] = {
            "steps": [],
            "assumptions": [],
            "law": [],
            "parameters": [],
        }
        exempt = explain_exempt_sign(line.facts["exempt_under"], rules)
        return nothing, exempt or untaxed
    return nothing, explain_sign(read_sign_record(line.facts["record"]), rules)


def _sheets(sheets: ParcelSheets) -> dict[str, Any]:
    return {
        "sheet": _sheet(sheets.land),
        "condo_sheet": None if sheets.condo is None else _sheet(sheets.condo),
        "sign_sheet": None if sheets.sign is None else _sheet(sheets.sign),
    }


def _sheet(sheet: Sheet) -> dict[str, Any]:
    return {
        "form": sheet.form,
        "columns": [
            {"key": name, "title": sheet.heading(name)} for name in sheet.columns
        ],
        "rows": list(sheet.rows),
        "totals": sheet.totals,
    }
