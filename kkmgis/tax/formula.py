"""A line of tax as one formula in its own numbers, for reading at a glance."""

from __future__ import annotations

from kkmgis.i18n import Language, text
from kkmgis.tax.entry import KEPT_ONE
from kkmgis.tax.explanation import money, quantity, share
from kkmgis.tax.facts import AssetKind, RateGroup
from kkmgis.tax.grounds import is_relieved
from kkmgis.tax.money import decimal_text, percent_text
from kkmgis.tax.records import LineRecord
from kkmgis.tax.rulebook import RuleBook
from kkmgis.tax.sign_records import SignRecord
from kkmgis.tax.slices import line_slices


def line_formula(
    record: LineRecord, rules: RuleBook, language: Language = "th"
) -> list[str]:
    """Write how the value, the taxable base and the tax of a line come about.

    Parameters
    ----------
    record : LineRecord
    rules : RuleBook
        Of the version that was stored with the line.
    language : {"th", "en"}

    Returns
    -------
    list of str
        Two or three equations: value, base (where it is not the value), tax; the
        left side of each begins with what the one before came to.
    """
    parts = [f"{_value(record, language)} = {money(record.value)}"]
    base = _base(record, language)
    if base:
        parts.append(f"{money(record.value)}{base} = {money(record.taxable)}")
    if record.rate_group is RateGroup.EXEMPT or not record.taxable:
        return parts
    parts.append(f"{_tax(record, rules, language)} = {money(record.tax)}")
    return parts


def sign_formula(record: SignRecord, language: Language = "th") -> list[str]:
    """Write how the tax of a sign comes about.

    Parameters
    ----------
    record : SignRecord
    language : {"th", "en"}

    Returns
    -------
    list of str
        One equation for the year, and one where quarter or sides count.
    """
    units = text("tax.formula.units", language, units=f"{record.units:,}")
    by_rate = record.units * record.rate
    floor = "" if by_rate >= record.annual else text("tax.formula.minimum", language)
    parts = [f"{units} × {money(record.rate)}{floor} = {money(record.annual)}"]
    if record.quarter or record.sides > 1:
        quarter = f" × {record.share} %" if record.quarter else ""
        sides = text("tax.formula.sides", language, sides=record.sides)
        several = f" × {sides}" if record.sides > 1 else ""
        if record.per_side * 100 > record.annual * record.share + 50:
            quarter += text("tax.formula.minimum", language)
        parts.append(f"{money(record.annual)}{quarter}{several} = {money(record.tax)}")
    return parts


def _value(record: LineRecord, language: Language) -> str:
    if record.value_given:
        return text("tax.formula.given", language)
    unit = "wa" if record.kind == AssetKind.LAND else "m2"
    area = quantity(record.area, record.area_decimals)
    price = quantity(record.price, record.price_decimals)
    lost = f" − {record.depreciation_percent} %" if record.depreciation_percent else ""
    return f"{area} {text(f'tax.formula.{unit}', language)} × {price}{lost}"


def _base(record: LineRecord, language: Language) -> str:
    several = record.share_part != record.share_whole
    part = f" × {share(record.share_part, record.share_whole)}" if several else ""
    if not record.exempt:
        return part
    exempt = text("tax.formula.exempt", language)
    return f"{part} − {exempt} {money(record.exempt)}"


def _tax(record: LineRecord, rules: RuleBook, language: Language) -> str:
    slices = [
        f"{money(part.taxable)} × {percent_text(part.rate)} %"
        for part in line_slices(record, rules.land)
    ]
    summed = " + ".join(slices)
    if record.kept != KEPT_ONE:
        kept = decimal_text(record.kept * 10, 100)
        summed = f"({summed}) × {kept} %" if len(slices) > 1 else f"{summed} × {kept} %"
    if is_relieved(record):
        summed = f"{summed} − {text('tax.formula.relief', language)}" + (
            f" {money(record.tax_before_relief - record.tax)}"
        )
    return summed
