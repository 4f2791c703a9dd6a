"""A what-if of the contract: a land and building case, and what is changed in it."""

from __future__ import annotations

from kkmgis.tax.case_rules import KIND, Answer, rules_of
from kkmgis.tax.changes import CHANGE_FIELDS
from kkmgis.tax.explanation import share
from kkmgis.tax.fields import Fields
from kkmgis.tax.grounds import in_order
from kkmgis.tax.land_answer import LAND_FIELDS, land_line
from kkmgis.tax.land_case import facts_of, read_land_case
from kkmgis.tax.money import baht_text
from kkmgis.tax.records import LineRecord
from kkmgis.tax.rulebook import RuleBook
from kkmgis.tax.what_if import WhatIf, ask_what_if

WHAT_IF_FIELDS = (KIND, "case", "changes")


def answer_what_if(case: object, path: str) -> Answer:
    """Answer a what-if.

    Parameters
    ----------
    case : object
        ``case`` (land_building) and ``changes`` (`kkmgis.tax.changes`).
    path : str
        JSON path of that place.

    Raises
    ------
    CaseError
        The first thing that is wrong.
    """
    fields = Fields(case, path, WHAT_IF_FIELDS)
    inner = Fields(fields.required("case"), fields.at("case"), LAND_FIELDS)
    if inner.has(KIND):
        inner.choice(KIND, ("land_building",))
    rules = rules_of(inner)
    land_case = read_land_case(inner, rules.tax_year, rules.land.untaxed)
    changes = Fields(fields.required("changes"), fields.at("changes"), CHANGE_FIELDS)
    found = ask_what_if(
        facts_of(land_case, rules.land.rounding),
        [asset.name for asset in land_case.assets],
        rules,
        changes,
    )
    before = _side(found, "before", found.rules_before)
    after = _side(found, "after", found.rules_after)
    sections = [
        name for side in (before, after) for one in side["lines"] for name in one["law"]
    ]
    return {
        "tax_year": rules.tax_year,
        "before": before,
        "after": after,
        "differences": [
            {
                "asset": line.asset,
                "line": line.number,
                "before": None if line.before is None else baht_text(line.before.tax),
                "after": None if line.after is None else baht_text(line.after.tax),
                "difference": baht_text(line.difference),
            }
            for line in found.lines
        ],
        "difference": baht_text(found.after - found.before),
        "law": list(dict.fromkeys(sections)),
    }


def _side(found: WhatIf, name: str, rules: RuleBook) -> Answer:
    records: list[tuple[str, LineRecord]] = [
        (line.asset, record)
        for line in found.lines
        if (record := getattr(line, name)) is not None
    ]
    lines = [
        land_line(asset, share(record.share_part, record.share_whole), record, rules)
        for asset, record in records
    ]
    touched = [one for line in lines for one in line["assumptions"]]
    return {
        "lines": lines,
        "total_tax": baht_text(sum(record.tax for _, record in records)),
        "assumptions": in_order(touched),
        "rules_version": rules.version,
    }
