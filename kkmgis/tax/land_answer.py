"""A land and building case of the contract: from its facts to its answer."""

from __future__ import annotations

from kkmgis.tax.assess import assess_columns
from kkmgis.tax.case_rules import KIND, Answer, rules_of
from kkmgis.tax.fields import Fields
from kkmgis.tax.grounds import assumptions, in_order, sections
from kkmgis.tax.land_case import facts_of, read_land_case
from kkmgis.tax.money import baht_text, percent_text
from kkmgis.tax.records import LineRecord, line_records
from kkmgis.tax.rulebook import RuleBook
from kkmgis.tax.slices import shown_slices

LAND_FIELDS = (KIND, "tax_year", "taxpayer", "assets")


def answer_land(case: object, path: str) -> Answer:
    """Answer a land and building case.

    Parameters
    ----------
    case : object
        What JSON holds in its place.
    path : str
        JSON path of that place.

    Raises
    ------
    CaseError
        The first thing that is wrong.
    """
    fields = Fields(case, path, LAND_FIELDS)
    rules = rules_of(fields)
    land_case = read_land_case(fields, rules.tax_year, rules.land.untaxed)
    facts = facts_of(land_case, rules.land.rounding)
    assessment = assess_columns(facts, rules)
    records = line_records(facts, assessment)
    shares = [use.share for asset in land_case.assets for use in asset.uses]
    names = [asset.name for asset in land_case.assets for _ in asset.uses]
    lines = [
        land_line(name, f"{share:f}", record, rules)
        for name, share, record in zip(names, shares, records, strict=True)
    ]
    touched = [name for line in lines for name in line["assumptions"]]
    return {
        "tax_year": rules.tax_year,
        "lines": lines,
        "total_tax": baht_text(sum(record.tax for record in records)),
        "assumptions": in_order(touched),
        "rules_version": rules.version,
    }


def land_line(name: str, share: str, record: LineRecord, rules: RuleBook) -> Answer:
    """Write one line of an answer.

    Parameters
    ----------
    name : str
        Of the asset.
    share : str
        Share of the use, as it is to be shown.
    """
    return {
        "asset": name,
        "use": record.line_use.name.lower(),
        "rate_group": record.rate_group.name.lower(),
        "value": baht_text(record.value),
        "share": share,
        "base": baht_text(record.base),
        "exempt": baht_text(record.exempt),
        "taxable": baht_text(record.taxable),
        "pool_taxable": baht_text(record.pool_taxable),
        "added_points": percent_text(record.points),
        "slices": shown_slices(record, rules.land),
        "reduction_pct": str(rules.land.reductions[record.listed_reduction].percent),
        "relief": baht_text(record.tax_before_relief - record.tax),
        "tax": baht_text(record.tax),
        "law": sections(record, rules),
        "assumptions": assumptions(record, rules),
    }
