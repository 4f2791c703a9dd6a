"""The calculation sheets of a parcel: ภ.ด.ส.7, ภ.ด.ส.8 and one for signs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kkmgis.assess.signs import EXEMPT
from kkmgis.assess.stored import ParcelHead, StoredLine
from kkmgis.i18n import Language, text
from kkmgis.tax.explanation import money, quantity
from kkmgis.tax.money import percent_text
from kkmgis.tax.records import LineRecord, read_record
from kkmgis.tax.rulebook import RuleBook
from kkmgis.tax.sheet import (
    LAND_COLUMNS,
    CondoLabels,
    LandLabels,
    Sheet,
    condo_sheet,
    land_sheet,
)
from kkmgis.tax.sign_records import read_sign_record

SIGN_COLUMNS = (
    "number",
    "sign_code",
    "sign_name",
    "sign_text",
    "sign_size",
    "sign_area",
    "sign_units",
    "sign_rate",
    "sign_year",
    "sign_share",
    "sign_sides",
    "tax",
)

Labels = Mapping[tuple[str, int], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class ParcelSheets:
    """Sheets of one parcel; a sheet without rows is left out.

    Attributes
    ----------
    land : Sheet
        ภ.ด.ส.7 of the land and the buildings on it; always there.
    condo : Sheet or None
        ภ.ด.ส.8 of the units of a condominium.
    sign : Sheet or None
    """

    land: Sheet
    condo: Sheet | None
    sign: Sheet | None


def fill_sheets(
    parcel: ParcelHead,
    lines: Sequence[StoredLine],
    labels: Labels,
    rules: Mapping[str, RuleBook],
    language: Language,
) -> ParcelSheets:
    """Fill the sheets of a parcel from its stored lines.

    Parameters
    ----------
    parcel : ParcelHead
    lines : sequence of StoredLine
    labels : mapping
        By kind and id of the object, from `kkmgis.assess.stored.labels_of`.
    rules : mapping of str to RuleBook
        By tax; a tax without a run is missing.
    language : {"th", "en"}

    Returns
    -------
    ParcelSheets
    """
    land: list[tuple[LandLabels, LineRecord]] = []
    units: list[tuple[CondoLabels, LineRecord]] = []
    signs: list[StoredLine] = []
    for line in lines:
        label = labels.get((line.kind, line.object_id), {})
        if line.kind == "sign":
            signs.append(line)
        elif line.kind == "unit":
            units.append((_condo_labels(label), read_record(line.facts["record"])))
        else:
            record = read_record(line.facts["record"])
            land.append((_land_labels(parcel, line, label, language), record))
    law = rules.get("land_building")
    return ParcelSheets(
        land=_empty("land", language)
        if law is None
        else land_sheet(land, law, language),
        condo=condo_sheet(units, law, language) if units and law else None,
        sign=_sign_sheet(signs, labels, language) if signs else None,
    )


def _empty(form: str, language: Language) -> Sheet:
    return Sheet(form, language, LAND_COLUMNS, (), {})


def _land_labels(
    parcel: ParcelHead, line: StoredLine, label: Mapping[str, Any], language: Language
) -> LandLabels:
    kind = text(f"assess.document.{parcel.doc_type or 'other'}", language)
    land = f"{kind} {parcel.deed_no}" if parcel.deed_no else kind
    if line.kind == "land":
        return LandLabels(land=land)
    named = [label.get("type_code"), label.get("type_name")]
    return LandLabels(
        land=land,
        building=label.get("house_no") or line.object_code,
        building_type=" ".join(part for part in named if part),
    )


def _condo_labels(label: Mapping[str, Any]) -> CondoLabels:
    return CondoLabels(
        condominium=label.get("condominium") or "",
        registration=label.get("registration") or "",
        unit=label.get("unit_no") or "",
    )


def _sign_sheet(
    lines: Sequence[StoredLine], labels: Labels, language: Language
) -> Sheet:
    rows = tuple(
        _sign_row(number, line, labels.get(("sign", line.object_id), {}), language)
        for number, line in enumerate(lines, 1)
    )
    total = {"tax": money(sum(line.tax_satang for line in lines))}
    return Sheet("sign", language, SIGN_COLUMNS, rows, total)


def _sign_row(
    number: int, line: StoredLine, label: Mapping[str, Any], language: Language
) -> dict[str, str]:
    row = dict.fromkeys(SIGN_COLUMNS, "")
    row |= {
        "number": str(number),
        "sign_code": line.object_code,
        "sign_name": label.get("business_name") or "",
        "tax": money(line.tax_satang),
    }
    if label.get("width_cm") and label.get("height_cm"):
        row["sign_size"] = f"{label['width_cm']:f} × {label['height_cm']:f}"
    if line.rate_group == EXEMPT:
        paragraph = line.facts["exempt_under"]
        row["sign_text"] = text("assess.sign.exempt", language, paragraph=paragraph)
        return row
    record = read_sign_record(line.facts["record"])
    kind = text(f"tax.sign_text.{line.rate_group}", language)
    moving = text("tax.sign_moving" if record.moving else "tax.sign_still", language)
    return row | {
        "sign_text": f"{kind}, {moving}",
        "sign_area": quantity(record.area, record.area_decimals),
        "sign_units": f"{record.units:,}",
        "sign_rate": money(record.rate),
        "sign_year": money(record.annual),
        "sign_share": percent_text(record.share * 1000),
        "sign_sides": str(record.sides),
    }
