"""The calculation sheets ภ.ด.ส.7 (land and buildings) and ภ.ด.ส.8 (units).

A sheet is plain data: columns with their official order, one row a line of tax,
and a row of totals. `sheet_text` writes it for a terminal.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from kkmgis.i18n import Language, text
from kkmgis.tax.explanation import money, quantity, share
from kkmgis.tax.facts import AssetKind
from kkmgis.tax.money import percent_text
from kkmgis.tax.records import LineRecord
from kkmgis.tax.rulebook import RuleBook
from kkmgis.tax.slices import line_slices
from kkmgis.thai import WA_PER_NGAN, WA_PER_RAI

LAND_COLUMNS = (
    "number",
    "land",
    "use",
    "rai",
    "ngan",
    "wa",
    "total_wa",
    "price_per_wa",
    "land_value",
    "building",
    "building_type",
    "area_m2",
    "price_per_m2",
    "gross_value",
    "age",
    "depreciation",
    "net_value",
    "base",
    "exempt",
    "taxable",
    "rate",
    "tax",
)
"""The 22 columns of ภ.ด.ส.7, in order."""

CONDO_COLUMNS = (
    "number",
    "condominium",
    "registration",
    "location",
    "use",
    "unit",
    "area_m2",
    "price_per_m2",
    "value",
    "exempt",
    "taxable",
    "rate",
    "tax",
)
"""The 13 columns of ภ.ด.ส.8, in order."""

_TOTALS = ("base", "exempt", "taxable", "tax")
_GAP = 2


@dataclass(frozen=True, slots=True)
class LandLabels:
    """What the register calls a line's land and building.

    Attributes
    ----------
    land : str
        Kind and number of the title document.
    building, building_type : str
        Number and Treasury type; empty for a line of land.
    """

    land: str = ""
    building: str = ""
    building_type: str = ""


@dataclass(frozen=True, slots=True)
class CondoLabels:
    """What the register calls a line's unit."""

    condominium: str = ""
    registration: str = ""
    location: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A filled sheet, all texts ready to print.

    Attributes
    ----------
    form : {"land", "condo"}
    language : {"th", "en"}
    columns : tuple of str
        Keys, in official order; a heading is ``tax.sheet.<key>``.
    rows : tuple of dict of str to str
        One a line of tax; a column that does not apply is empty.
    totals : dict of str to str
    """

    form: str
    language: Language
    columns: tuple[str, ...]
    rows: tuple[dict[str, str], ...]
    totals: dict[str, str]

    def heading(self, column: str) -> str:
        """Give the official heading of a column."""
        return text(f"tax.sheet.{column}", self.language)


def land_sheet(
    lines: Sequence[tuple[LandLabels, LineRecord]],
    rules: RuleBook,
    language: Language = "th",
) -> Sheet:
    """Fill ภ.ด.ส.7 with lines of land and buildings.

    Parameters
    ----------
    lines : sequence of (LandLabels, LineRecord)
        Of one taxpayer, in listed order.
    rules : RuleBook
        Of the version that was stored with the lines.
    language : {"th", "en"}

    Returns
    -------
    Sheet
        22 columns. A line of a building leaves the land columns empty and the
        other way round; column 18 is the line's share of the value (s.38).
    """
    rows = [
        {
            "number": str(number),
            "land": labels.land,
            "use": _use(record, language),
            **(
                _building_cells(labels, record)
                if record.kind == AssetKind.BUILDING
                else _land_cells(record)
            ),
            "base": money(record.base),
            **_tax_cells(record, rules),
        }
        for number, (labels, record) in enumerate(lines, 1)
    ]
    records = [record for _, record in lines]
    return _sheet("land", language, LAND_COLUMNS, rows, records)


def condo_sheet(
    lines: Sequence[tuple[CondoLabels, LineRecord]],
    rules: RuleBook,
    language: Language = "th",
) -> Sheet:
    """Fill ภ.ด.ส.8 with lines of condominium units.

    Parameters
    ----------
    lines : sequence of (CondoLabels, LineRecord)
        Of one taxpayer, in listed order.
    rules : RuleBook
    language : {"th", "en"}

    Returns
    -------
    Sheet
        13 columns; ``value`` is the line's share of the unit's value (s.38).
    """
    rows = [
        {
            "number": str(number),
            "condominium": labels.condominium,
            "registration": labels.registration,
            "location": labels.location,
            "use": _use(record, language),
            "unit": labels.unit,
            **_area_cells(record),
            "value": money(record.base),
            **_tax_cells(record, rules),
        }
        for number, (labels, record) in enumerate(lines, 1)
    ]
    records = [record for _, record in lines]
    return _sheet("condo", language, CONDO_COLUMNS, rows, records)


def _sheet(
    form: str,
    language: Language,
    columns: tuple[str, ...],
    rows: list[dict[str, str]],
    records: list[LineRecord],
) -> Sheet:
    totals = {
        name: money(sum(getattr(record, name) for record in records))
        for name in _TOTALS
    }
    totals["value"] = totals["base"]
    filled = tuple({name: row.get(name, "") for name in columns} for row in rows)
    shown = {name: totals[name] for name in columns if name in totals}
    return Sheet(form, language, columns, filled, shown)


def _use(record: LineRecord, language: Language) -> str:
    use = text(f"tax.use.{record.line_use.name.lower()}", language)
    if record.share_part == record.share_whole:
        return use
    return f"{use} × {share(record.share_part, record.share_whole)}"


def _land_cells(record: LineRecord) -> dict[str, str]:
    cells = {"land_value": money(record.value)}
    if record.value_given:
        return cells
    one = 10**record.area_decimals
    rai, rest = divmod(record.area, WA_PER_RAI * one)
    ngan, wa = divmod(rest, WA_PER_NGAN * one)
    return cells | {
        "rai": str(rai),
        "ngan": str(ngan),
        "wa": quantity(wa, record.area_decimals),
        "total_wa": quantity(record.area, record.area_decimals),
        "price_per_wa": quantity(record.price, record.price_decimals),
    }


def _building_cells(labels: LandLabels, record: LineRecord) -> dict[str, str]:
    cells = {
        "building": labels.building,
        "building_type": labels.building_type,
        "net_value": money(record.value),
    }
    if record.value_given:
        return cells
    return cells | {
        **_area_cells(record),
        "gross_value": money(record.gross),
        "age": str(record.age_years),
        "depreciation": money(record.depreciation),
    }


def _area_cells(record: LineRecord) -> dict[str, str]:
    if record.value_given:
        return {}
    return {
        "area_m2": quantity(record.area, record.area_decimals),
        "price_per_m2": quantity(record.price, record.price_decimals),
    }


def _tax_cells(record: LineRecord, rules: RuleBook) -> dict[str, str]:
    rates = [percent_text(part.rate) for part in line_slices(record, rules.land)]
    return {
        "exempt": money(record.exempt),
        "taxable": money(record.taxable),
        "rate": " / ".join(rates),
        "tax": money(record.tax),
    }


def sheet_text(sheet: Sheet) -> str:
    """Write a sheet for a terminal: a block a line, filled columns only.

    Parameters
    ----------
    sheet : Sheet

    Returns
    -------
    str
        Lines ending in line feeds; headings and amounts stand in line also
        where Thai vowels and tone marks take no room.
    """
    title = text(f"tax.sheet.title_{sheet.form}", sheet.language)
    numbered = {name: place for place, name in enumerate(sheet.columns, 1)}
    headings = {name: f"({numbered[name]}) {sheet.heading(name)}" for name in numbered}
    names = max(map(_width, headings.values()))
    cells = [cell for row in (*sheet.rows, sheet.totals) for cell in row.values()]
    amounts = max(map(_width, cells), default=0)

    def written(row: dict[str, str]) -> list[str]:
        return [
            f"  {_padded(headings[name], names)}"
            f"{' ' * (_GAP + amounts - _width(cell))}{cell}"
            for name, cell in row.items()
            if cell
        ]

    lines = [title]
    for row in sheet.rows:
        lines += ["", *written(row)]
    lines += ["", text("tax.sheet.totals", sheet.language), *written(sheet.totals)]
    return "\n".join(lines) + "\n"


def _width(shown: str) -> int:
    """Count the places a text takes; marks above and below take none."""
    return sum(unicodedata.category(letter) != "Mn" for letter in shown)


def _padded(shown: str, width: int) -> str:
    return shown + " " * (width - _width(shown))
