"""Why a line of tax is what it is: rebuilt from its record and the rule book."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from kkmgis.i18n import LANGUAGES
from kkmgis.tax.entry import KEPT_ONE
from kkmgis.tax.explain_sign import explain_sign
from kkmgis.tax.explanation import Explanation, Word, money, quantity, share
from kkmgis.tax.facts import AssetKind, RateGroup
from kkmgis.tax.formula import line_formula
from kkmgis.tax.grounds import (
    assumptions,
    exemption_section,
    is_relieved,
    ladder_section,
    rate_section,
    sections,
)
from kkmgis.tax.money import baht_text, decimal_text, percent_text
from kkmgis.tax.records import LineRecord
from kkmgis.tax.rulebook import RuleBook
from kkmgis.tax.slices import line_slices
from kkmgis.thai import format_area

__all__ = ["explain_line", "explain_sign"]

_LIMIT_KEY = {
    RateGroup.AGRICULTURE: "land_building.exemption.farm",
    RateGroup.HOME: "land_building.exemption.home",
    RateGroup.HOME_BUILDING_ONLY: "land_building.exemption.home_building_only",
}


def explain_line(record: LineRecord, rules: RuleBook) -> dict[str, Any]:
    """Explain one line of land and building tax, step by step.

    Parameters
    ----------
    record : LineRecord
        Facts and result as they were stored.
    rules : RuleBook
        Of the version that was stored with the line.

    Returns
    -------
    dict
        JSON-able: ``tax_year, rules_version, kind, use, rate_group, tax, formula_th,
        formula_en, steps, law, assumptions, parameters``. A step has a Thai and an
        English sentence with its numbers, what it comes to, sections and conventions.
    """
    explanation = Explanation(rules)
    _explain_value(explanation, record)
    _explain_use(explanation, record)
    if record.rate_group is not RateGroup.EXEMPT:
        _explain_taxable(explanation, record)
        _explain_rate(explanation, record)
    if is_relieved(record):
        _explain_relief(explanation, record)
    explanation.step(
        "tax",
        record.tax,
        assumptions=assumptions(record, rules)[:1],
        parameters=("convention.C1",),
        tax=money(record.tax),
    )
    return explanation.answer(
        {
            "kind": record.asset_kind.name.lower(),
            "use": record.line_use.name.lower(),
            "rate_group": record.rate_group.name.lower(),
            "base": baht_text(record.base),
            "exempt": baht_text(record.exempt),
            "taxable": baht_text(record.taxable),
            "tax": baht_text(record.tax),
            **{
                f"formula_{language}": line_formula(record, rules, language)
                for language in LANGUAGES
            },
        }
    )


def _explain_value(explanation: Explanation, record: LineRecord) -> None:
    area = quantity(record.area, record.area_decimals)
    price = quantity(record.price, record.price_decimals)
    if record.value_given:
        explanation.step(
            "given", record.gross, law=("s.35",), value=money(record.gross)
        )
        return
    exact_area = Decimal(f"{record.area}E-{record.area_decimals}")
    explanation.step(
        record.asset_kind.name.lower(),
        record.gross,
        law=("s.35",),
        assumptions=("C1",),
        area=area,
        rai_ngan_wa=format_area(exact_area),
        price=price,
        value=money(record.gross),
    )
    if record.kind == AssetKind.BUILDING:
        material = record.structure.name.lower()
        explanation.step(
            "depreciation",
            record.value,
            law=("s.35",),
            assumptions=("C1", "C9", *["C10"] * record.assumed_material),
            parameters=(f"land_building.depreciation.{material}",),
            age=record.age_years,
            material=Word(f"tax.material.{material}"),
            percent=record.depreciation_percent,
            gross=money(record.gross),
            depreciation=money(record.depreciation),
            value=money(record.value),
        )


def _explain_use(explanation: Explanation, record: LineRecord) -> None:
    several = record.share_part != record.share_whole
    if several:
        explanation.step(
            "share",
            record.base,
            law=("s.38",),
            assumptions=("C2", *["C3"] * record.follows_building),
            value=money(record.value),
            share=share(record.share_part, record.share_whole),
            base=money(record.base),
        )
    group = record.rate_group.name.lower()
    found = sections(record, explanation.rules)
    law = [name for name in found if name.startswith(("s.37 p1", "s.8("))]
    explanation.step(
        "use",
        record.base,
        law=law,
        assumptions=(
            *["C3"] * (record.follows_building and not several),
            *["C12"] * record.co_owned,
        ),
        group=Word(f"tax.group.{group}"),
        base=money(record.base),
    )


def _explain_taxable(explanation: Explanation, record: LineRecord) -> None:
    rules = explanation.rules
    section = exemption_section(record, rules)
    if section == "s.96":
        explanation.step(
            "farm_wholly",
            record.taxable,
            law=(section,),
            assumptions=("C7",),
            parameters=("land_building.exemption.farm_wholly",),
            base=money(record.base),
        )
    elif section is not None:
        limits = {
            RateGroup.AGRICULTURE: rules.land.farm_exemption,
            RateGroup.HOME: rules.land.home_exemption,
            RateGroup.HOME_BUILDING_ONLY: rules.land.building_only_exemption,
        }
        farm = record.rate_group is RateGroup.AGRICULTURE
        explanation.step(
            "exempt_limit",
            record.taxable,
            law=(section,),
            assumptions=("C7",) if farm else ("C6",),
            parameters=(_LIMIT_KEY[record.rate_group],),
            base=money(record.base),
            limit=money(limits[record.rate_group]),
            used_before=money(record.used_before),
            exempt=money(record.exempt),
            taxable=money(record.taxable),
        )
    if "C5" not in assumptions(record, rules):
        return
    if record.pool_lines > 1:
        explanation.step(
            "pool",
            record.pool_taxable,
            law=("s.42 p2",),
            assumptions=("C5",),
            parameters=("convention.C5",),
            lines=record.pool_lines,
            pool=money(record.pool_taxable),
            taxable=money(record.taxable),
        )
    else:
        explanation.step(
            "alone", record.taxable, assumptions=("C5",), taxable=money(record.taxable)
        )


def _explain_rate(explanation: Explanation, record: LineRecord) -> None:
    rules = explanation.rules
    if record.rate_group is RateGroup.VACANT:
        first = max(record.vacant_since, rules.land.vacancy.first_year)
        explanation.step(
            "vacancy",
            None,
            law=("s.43",),
            assumptions=("C8",),
            parameters=(
                "land_building.vacancy.step",
                "land_building.vacancy.first_year",
            ),
            first=first,
            year=rules.tax_year - first + 1,
            points=percent_text(record.points),
        )
    rate_key = f"land_building.rate.{record.rate_group.name.lower()}"
    ladder = ["C4"] if "C4" in assumptions(record, rules) else []
    before = 0
    for part in line_slices(record, rules.land):
        before += part.tax
        explanation.step(
            "slice_open" if part.ceiling is None else "slice",
            part.tax,
            law=(
                ladder_section(record),
                rate_section(record.rate_group, rules),
            ),
            assumptions=ladder,
            parameters=(rate_key,),
            floor=money(part.floor),
            ceiling="" if part.ceiling is None else money(part.ceiling),
            taxable=money(part.taxable),
            rate=percent_text(part.rate),
            tax=money(part.tax),
        )
    if record.taxable and record.kept != KEPT_ONE:
        _explain_reduction(explanation, record, before)


def _explain_reduction(
    explanation: Explanation, record: LineRecord, before: int
) -> None:
    listed = record.listed_reduction
    general = "land_building.reduction.general"
    kept_by_general = explanation.rules.land.reductions[0].kept != KEPT_ONE
    keys = [f"land_building.reduction.list_{listed}"] if listed else []
    explanation.step(
        "reduction",
        record.tax_before_relief,
        law=("s.55",),
        assumptions=("C11",),
        parameters=(*keys, *[general] * kept_by_general),
        before=money(before),
        percent=str(explanation.rules.land.reductions[listed].percent),
        kept=decimal_text(record.kept * 10, 100),
        tax=money(record.tax_before_relief),
    )


def _explain_relief(explanation: Explanation, record: LineRecord) -> None:
    explanation.step(
        "relief",
        record.tax,
        law=("s.97",),
        assumptions=("C14",),
        parameters=("land_building.rise.paid",),
        old=money(record.old_tax),
        percent=explanation.rules.land.rise_paid,
        before=money(record.tax_before_relief),
        tax=money(record.tax),
    )
