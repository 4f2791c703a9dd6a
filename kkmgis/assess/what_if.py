"""What if on a parcel of the register: other facts or law for what stands on it.

All property of its taxpayers is taxed both ways, because pools and exemptions span
it. Nothing is stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from psycopg import Connection

from kkmgis.assess.line_words import record_amounts, shown_step
from kkmgis.assess.objects import KIND_NAMES
from kkmgis.assess.reasons import reason_text
from kkmgis.assess.reform import NoRunError, roll_of
from kkmgis.assess.stored import StoredRun, find_parcel, set_aside_of_parcel
from kkmgis.assess.stored_lines import RunLines, read_run_lines
from kkmgis.i18n import Language, both
from kkmgis.tax.changes import CHANGE_FIELDS
from kkmgis.tax.explain import explain_line
from kkmgis.tax.explanation import share
from kkmgis.tax.facts import Facts
from kkmgis.tax.fields import Fields
from kkmgis.tax.holdings import Holding, holdings_of
from kkmgis.tax.money import baht_text
from kkmgis.tax.records import LineRecord
from kkmgis.tax.reform import facts_of_roll
from kkmgis.tax.rulebook import RuleBook
from kkmgis.tax.what_if import WhatIfLine, ask_what_if

_ASSESSMENTS = """
SELECT DISTINCT assessment_number FROM tax.line
WHERE run_id = %s AND parcel_id = %s ORDER BY assessment_number
"""
_FOLLOWING = """
SELECT DISTINCT object_code, facts->'follows' FROM tax.line
WHERE run_id = %s AND assessment_number = ANY(%s) AND kind = 'land'
  AND facts ? 'follows'
"""


@dataclass(frozen=True, slots=True)
class Ground:
    """All property of those who are taxed on a parcel.

    Attributes
    ----------
    code : str
        Of the parcel.
    parcel_id : int
    run : StoredRun
    rules : RuleBook
        That the roll was computed by.
    stored : RunLines
    facts : Facts
    names : list of str
        ``kind:code`` of each asset.
    here : list of bool
        Which assets are the parcel or stand on it.
    """

    code: str
    parcel_id: int
    run: StoredRun
    rules: RuleBook
    stored: RunLines
    facts: Facts
    names: list[str]
    here: list[bool]


def read_ground(connection: Connection[Any], code: str, year_be: int) -> Ground:
    """Read what is taxed together with a parcel.

    Raises
    ------
    UnknownParcelError
        The register has no such code.
    NoRunError
        The year was not assessed, or nothing on the parcel.
    """
    parcel = find_parcel(connection, code)
    run, rules = roll_of(connection, year_be)
    rows = connection.execute(_ASSESSMENTS, (run.id, parcel.id)).fetchall()
    numbers = [int(row[0]) for row in rows]
    if not numbers:
        raise NoRunError(both("what_if.no_lines", code=parcel.code))
    stored = read_run_lines(connection, run.id, assessments=numbers)
    facts = facts_of_roll(stored.lines, rules)
    first = stored.lines.first_rows
    names = [
        f"{KIND_NAMES[kind]}:{stored.code[int(row)].as_py()}"
        for row, kind in zip(first, stored.kind[first].tolist(), strict=True)
    ]
    here = (stored.parcel_id[first] == parcel.id).tolist()
    return Ground(parcel.code, parcel.id, run, rules, stored, facts, names, here)


def assets_on(ground: Ground) -> list[dict[str, Any]]:
    """Give what stands on the parcel as a form shows it, quantities as text."""
    return [
        _asset(one)
        for one, here in zip(
            holdings_of(ground.facts, ground.names), ground.here, strict=True
        )
        if here
    ]


def left_out(
    connection: Connection[Any], ground: Ground, language: Language = "th"
) -> list[dict[str, str]]:
    """Give what of the parcel the roll could not assess: it is on neither side.

    Returns
    -------
    list of dict
        ``kind, code, message``.
    """
    return [
        {
            "kind": one.kind,
            "code": one.object_code,
            "message": reason_text(one.reason, language),
        }
        for one in set_aside_of_parcel(connection, ground.run.id, ground.parcel_id)
    ]


def ask_parcel_what_if(
    connection: Connection[Any],
    code: str,
    year_be: int,
    changes: object,
    *,
    language: Language = "th",
) -> dict[str, Any]:
    """Compute a parcel as it is and as it would be.

    Parameters
    ----------
    connection : Connection
        Only read from.
    code : str
        Of the parcel.
    year_be : int
        Buddhist Era.
    changes : object
        See `kkmgis.tax.changes`; assets are named ``kind:code``, such as
        ``land:01A001``.
    language : {"th", "en"}
        Of the steps.

    Returns
    -------
    dict
        JSON-able, money as decimal strings. ``lines`` holds every line on the
        parcel, and those elsewhere that change; the totals are of all property
        that is taxed together with it.

    Raises
    ------
    UnknownParcelError, NoRunError
    CaseError
        The first thing that is wrong with the changes.
    """
    ground = read_ground(connection, code, year_be)
    fields = Fields(changes, "$", CHANGE_FIELDS)
    fields, followed = _follow(connection, ground, fields)
    found = ask_what_if(ground.facts, ground.names, ground.rules, fields)
    elsewhere = {
        name for name, here in zip(ground.names, ground.here, strict=True) if not here
    }
    return {
        "code": ground.code,
        "year": year_be,
        "run": {"id": ground.run.id, "rule_book": ground.run.rule_book},
        "rule_book_after": found.rules_after.version,
        "before": baht_text(found.before),
        "after": baht_text(found.after),
        "difference": baht_text(found.after - found.before),
        "followed": followed,
        "lines": [
            {
                "asset": line.asset,
                "kind": line.asset.partition(":")[0],
                "object_code": line.asset.partition(":")[2] or line.asset,
                "line": line.number,
                "here": line.asset not in elsewhere,
                "before": _side(line.before, found.rules_before, language),
                "after": _side(line.after, found.rules_after, language),
                "difference": baht_text(line.difference),
            }
            for line in found.lines
            if line.asset not in elsewhere or _changes(line)
        ],
    }


def _follow(
    connection: Connection[Any], ground: Ground, fields: Fields
) -> tuple[Fields, list[str]]:
    """Let land whose use follows one building follow it again (C3).

    Land under several buildings keeps its shares: dividing it anew takes the map.
    """
    raw = fields.raw.get("assets")
    if not isinstance(raw, Mapping):
        return fields, []
    numbers = np.unique(ground.stored.lines.assessment).tolist()
    rows = connection.execute(_FOLLOWING, (ground.run.id, numbers)).fetchall()
    assets = dict(raw)
    followed = []
    for code, buildings in rows:
        name = f"land:{code}"
        if len(buildings) != 1 or name in raw:
            continue
        change = raw.get(f"building:{buildings[0]}")
        if isinstance(change, Mapping) and "uses" in change:
            assets[name] = {"uses": change["uses"]}
            followed.append(name)
    if not followed:
        return fields, []
    return Fields({**fields.raw, "assets": assets}, "$", CHANGE_FIELDS), followed


def _changes(line: WhatIfLine) -> bool:
    return line.before is None or line.after is None or line.difference != 0


def _side(
    record: LineRecord | None, rules: RuleBook, language: Language
) -> dict[str, Any] | None:
    if record is None:
        return None
    explained = explain_line(record, rules)
    return {
        "use": record.line_use.name.lower(),
        "rate_group": record.rate_group.name.lower(),
        **record_amounts(record, rules),
        "tax": baht_text(record.tax),
        "steps": [
            shown_step(step, language, "land_building") for step in explained["steps"]
        ],
    }


def _asset(one: Holding) -> dict[str, Any]:
    kind, _, code = one.name.partition(":")
    return {
        "id": one.name,
        "kind": kind,
        "code": code,
        "value": None if one.stated is None else baht_text(one.stated),
        "area": _plain(f"{one.area:f}"),
        "price": _plain(f"{one.price:f}"),
        "material": one.material.name.lower(),
        "age_years": one.age_years,
        "follows": one.follows_building,
        "uses": [
            {
                "use": part.use.name.lower(),
                "share": share(part.share.numerator, part.share.denominator),
                "principal": part.principal,
                "vacant_since": part.vacant_since or None,
                "exempt_under": f"8({part.exempt_under})" if part.exempt_under else "",
                "reduction": str(part.listed_reduction or ""),
            }
            for part in one.parts
        ],
    }


def _plain(number: str) -> str:
    """Write a decimal without idle zeros.

    Examples
    --------
    >>> _plain("125.5000"), _plain("100")
    ('125.5', '100')
    """
    return number.rstrip("0").rstrip(".") if "." in number else number
