"""Why the tax of a sign is what it is."""

from __future__ import annotations

from typing import Any

from kkmgis.i18n import LANGUAGES
from kkmgis.tax.compile_sign import SignText
from kkmgis.tax.explanation import Explanation, Word, money, quantity
from kkmgis.tax.formula import sign_formula
from kkmgis.tax.money import baht_text
from kkmgis.tax.rulebook import RuleBook
from kkmgis.tax.sign_records import SignRecord


def explain_sign(record: SignRecord, rules: RuleBook) -> dict[str, Any]:
    """Explain the tax of one sign, step by step.

    Parameters
    ----------
    record : SignRecord
        Facts and result as they were stored.
    rules : RuleBook
        Of the version that was stored with the sign.

    Returns
    -------
    dict
        JSON-able, shaped as by `kkmgis.tax.explain.explain_line`.
    """
    law = rules.sign
    text = SignText(record.text).name.lower()
    explanation = Explanation(rules)
    explanation.step(
        "sign_units",
        None,
        law=("schedule (6)",),
        parameters=("sign.rule.unit",),
        area=quantity(record.area, record.area_decimals),
        unit=law.unit_cm2,
        units=f"{record.units:,}",
        dropped=law.dropped_up_to_cm2,
    )
    explanation.step(
        "sign_year",
        record.annual,
        law=("s.7", f"schedule ({record.text + 1})", "schedule (7)"),
        parameters=(f"sign.rate.{text}", "sign.rule.minimum"),
        text=Word(f"tax.sign_text.{text}"),
        moving=Word("tax.sign_moving" if record.moving else "tax.sign_still"),
        units=f"{record.units:,}",
        rate=money(record.rate),
        minimum=money(law.minimum),
        annual=money(record.annual),
    )
    if record.quarter:
        explanation.step(
            "sign_quarter",
            record.per_side,
            law=("s.7",),
            assumptions=("C1", "S1"),
            parameters=("sign.rule.quarter_share",),
            quarter=record.quarter,
            annual=money(record.annual),
            share=record.share,
            minimum=money(law.minimum),
            tax=money(record.per_side),
        )
    if record.sides > 1:
        explanation.step(
            "sign_sides",
            record.tax,
            assumptions=("S2",),
            sides=record.sides,
            per_side=money(record.per_side),
            tax=money(record.tax),
        )
    explanation.step("tax", record.tax, tax=money(record.tax))
    return explanation.answer(
        {
            "kind": "sign",
            "tax": baht_text(record.tax),
            **{
                f"formula_{language}": sign_formula(record, language)
                for language in LANGUAGES
            },
        }
    )
