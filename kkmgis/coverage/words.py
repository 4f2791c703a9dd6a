"""Gaps in words: what was seen, and how the money at stake was estimated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from kkmgis.i18n import Language, date_text, text
from kkmgis.thai import baht, format_area, format_baht, format_date

Evidence = Mapping[str, Any]


def evidence_text(kind: str, evidence: Evidence, language: Language = "th") -> str:
    """Say in one line what was seen.

    Parameters
    ----------
    kind : str
        Name of a kind of gap.
    evidence : mapping
        As the gap keeps it.
    language : {"th", "en"}
    """
    return " ".join(
        text(f"coverage.evidence.{key}", language, **values)
        for key, values in _SEEN[kind](evidence, language)
    )


def estimate_steps(
    estimate: Mapping[str, Any], language: Language = "th"
) -> list[dict[str, str]]:
    """Say step by step how the money at stake was estimated.

    Returns
    -------
    list of dict
        ``key`` and ``text`` of each step; the last is the total.
    """
    method = estimate["method"]
    steps = [
        ("line", _line(line, method, language)) for line in estimate.get("lines", ())
    ]
    steps += [
        ("assumed", text(f"coverage.assumed.{name.replace(':', '.')}", language))
        for name in estimate["assumed"]
    ]
    steps.append(
        ("confidence", text(f"coverage.confidence.{estimate['confidence']}", language))
    )
    steps.append(("total", _total(estimate, language)))
    return [{"key": key, "text": words} for key, words in steps]


def estimate_text(estimate: Mapping[str, Any], language: Language = "th") -> str:
    """Say in one line what is at stake, and how sure that is."""
    sure = text(f"coverage.confidence.{estimate['confidence']}", language)
    return f"{_total(estimate, language)} · {sure}"


def _total(estimate: Mapping[str, Any], language: Language) -> str:
    amount = format_baht(Decimal(estimate["total"]))
    return text(f"coverage.total.{estimate['method']}", language, baht=amount)


_AMOUNTS = ("base", "taxable", "tax", "given", "price", "rent", "fee", "total", "paid")
_PLAIN_METHODS = ("sign", "rent", "fee", "unpaid")
"""Whose lines are no land or building."""


def _line(line: Mapping[str, Any], method: str, language: Language) -> str:
    shown = {
        name: format_baht(Decimal(line[name]))
        for name in _AMOUNTS
        if name in line and _is_satang(line[name])
    }
    if method in _PLAIN_METHODS:
        values = {**line, **shown, "code": _code(line)}
        if method == "sign":
            values["text_class"] = text(
                f"coverage.text_class.{line['text_class']}", language
            )
        step = "signs" if line.get("quantity", 1) > 1 else method
        return text(f"coverage.step.{step}", language, **values)
    values = {
        **line,
        **shown,
        "code": _code(line),
        "kind": text(f"coverage.object.{line['kind']}", language),
        "unit": text(f"coverage.unit.{line['kind']}", language),
        "use": text(f"coverage.use.{line['use']}", language),
    }
    said = [text(f"coverage.step.{_value_key(line)}", language, **values)]
    if method == "difference":
        said.insert(0, text(f"coverage.side.{line['side']}", language))
    if line["taxable"] != line["base"]:
        said.append(text("coverage.step.exempt", language, **values))
    said.append(text("coverage.step.tax", language, **values))
    return " ".join(said)


def _value_key(line: Mapping[str, Any]) -> str:
    if "given" in line:
        return "given"
    return "ground" if line["object"] == "ground" else "area_price"


def _code(line: Mapping[str, Any]) -> str:
    return str(line.get("object", "")).partition(":")[2]


def _is_satang(amount: str) -> bool:
    return Decimal(amount) * 100 % 1 == 0


Said = Sequence[tuple[str, dict[str, object]]]


def _number(value: object) -> str:
    number = Decimal(str(value))
    return f"{number.normalize():,f}"


def _codes(codes: Sequence[str]) -> str:
    return ", ".join(codes)


def _uncovered_area(seen: Evidence, _language: Language) -> Said:
    area = format_area(Decimal(str(seen["area_wa"])))
    return [("uncovered_area", {"area": area, "m2": _number(seen["area_m2"])})]


def _parcel_overlap(seen: Evidence, _language: Language) -> Said:
    first, second = seen["parcels"]
    return [
        (
            "parcel_overlap",
            {
                "first": first,
                "second": second,
                "wa": _number(seen["area_wa"]),
                "share": _number(seen["share_pct"]),
            },
        )
    ]


def _parcel_without_owner(seen: Evidence, _language: Language) -> Said:
    said: list[tuple[str, dict[str, object]]] = [("parcel_without_owner", {})]
    if "buildings" in seen:
        said.append(("buildings_on_it", {"count": seen["buildings"]}))
    return said


def _parcel_without_price(seen: Evidence, _language: Language) -> Said:
    if "deed_key" in seen:
        return [("parcel_without_price.deed", {"deed_key": seen["deed_key"]})]
    return [("parcel_without_price", {})]


def _parcel_without_use(seen: Evidence, _language: Language) -> Said:
    said: list[tuple[str, dict[str, object]]] = [("parcel_without_use", {})]
    if "last_year_be" in seen:
        said.append(("last_use", {"year": seen["last_year_be"]}))
    return said


def _area_mismatch(seen: Evidence, _language: Language) -> Said:
    return [
        (
            "area_mismatch",
            {
                "deed": format_area(Decimal(str(seen["deed_wa"]))),
                "map": format_area(Decimal(str(seen["map_wa"]))),
                "wa": _number(seen["difference_wa"]),
                "percent": _number(seen["difference_pct"]),
            },
        )
    ]


def _building_without_parcel(seen: Evidence, _language: Language) -> Said:
    said: list[tuple[str, dict[str, object]]] = [("building_without_parcel", {})]
    if "floor_area_m2" in seen:
        said.append(("floor_area", {"m2": _number(seen["floor_area_m2"])}))
    return said + _stands_on(seen)


def _stands_on(seen: Evidence) -> list[tuple[str, dict[str, object]]]:
    if "stands_on" in seen:
        return [("stands_on", {"code": seen["stands_on"]})]
    return []


def _use_contradicted(seen: Evidence, language: Language) -> Said:
    said: list[tuple[str, dict[str, object]]] = []
    if "buildings" in seen:
        uses = [text(f"coverage.use.{use}", language) for use in seen["declared"]]
        codes = _codes(seen["buildings"])
        said.append(("built_on", {"uses": _codes(uses), "codes": codes}))
    if "signs" in seen:
        said.append(("business", {"codes": _codes(seen["signs"])}))
    return said


def _sign_words(seen: Evidence) -> list[tuple[str, dict[str, object]]]:
    said: list[tuple[str, dict[str, object]]] = []
    if "business_name" in seen:
        said.append(("business_name", {"name": seen["business_name"]}))
    if "width_cm" in seen and "height_cm" in seen:
        size = {name: _number(seen[f"{name}_cm"]) for name in ("width", "height")}
        said.append(("size", dict(size)))
    return said


def _sign_without_parcel(seen: Evidence, _language: Language) -> Said:
    return [("sign_without_parcel", {}), *_sign_words(seen), *_stands_on(seen)]


def _reasons(seen: Evidence, language: Language) -> dict[str, object]:
    said = [text(f"coverage.reason.{code}", language) for code in seen["reasons"]]
    return {"reasons": _codes(said)}


def _sign_untaxed(seen: Evidence, language: Language) -> Said:
    return [("sign_untaxed", _reasons(seen, language)), *_sign_words(seen)]


def _lease_expired(seen: Evidence, language: Language) -> Said:
    end = dt.date.fromisoformat(seen["end_on"])
    return [
        (
            "lease_expired",
            {
                "end": format_date(end) if language == "th" else end.isoformat(),
                "rent": format_baht(baht(seen["rent_satang"])),
                "period": text(f"coverage.period.{seen['rent_period']}", language),
                "asset": seen["asset_name"] or seen["asset"],
            },
        )
    ]


def _day(day: str, language: Language) -> str:
    return date_text(dt.date.fromisoformat(day), language)


def _permit_overdue(seen: Evidence, language: Language) -> Said:
    said: list[tuple[str, dict[str, object]]] = [
        (
            "permit_overdue",
            {"end": _day(seen["end_on"], language), "quantity": seen["quantity"]},
        )
    ]
    if "place" in seen:
        said.append(("permit_place", {"place": seen["place"]}))
    return said + _sign_words(seen)


def _source_words(seen: Evidence, language: Language) -> str:
    return text(f"coverage.source.{seen['source']}", language)


def _building_unregistered(seen: Evidence, language: Language) -> Said:
    said: list[tuple[str, dict[str, object]]] = [
        (
            "building_unregistered",
            {"source": _source_words(seen, language), "m2": _number(seen["area_m2"])},
        )
    ]
    if "observed_on" in seen:
        said.append(("observed", {"day": _day(seen["observed_on"], language)}))
    return said + _stands_on(seen)


def _building_gone(seen: Evidence, language: Language) -> Said:
    source = _source_words(seen, language)
    if "gone_on" in seen:
        day = _day(seen["gone_on"], language)
        return [("building_gone.since", {"source": source, "day": day})]
    counts = {"shown": seen["shown"], "around": seen["around"]}
    return [("building_gone", {"source": source, **counts})]


def _deed_without_parcel(seen: Evidence, _language: Language) -> Said:
    said: list[tuple[str, dict[str, object]]] = [
        ("deed_without_parcel", {"deed": seen.get("deed_no", "–")})
    ]
    if "deed_key" in seen:
        said.append(("deed_key", {"deed_key": seen["deed_key"]}))
    if "area_wa" in seen:
        area = format_area(Decimal(str(seen["area_wa"])))
        said.append(("deed_area", {"area": area}))
    return said + _stands_on(seen)


def _parcel_without_deed(seen: Evidence, _language: Language) -> Said:
    said: list[tuple[str, dict[str, object]]] = [
        ("parcel_without_deed", {"deed": seen.get("deed_no", "–")})
    ]
    if "deed_key" in seen:
        said.append(("deed_key", {"deed_key": seen["deed_key"]}))
    return said


def _unpaid(seen: Evidence, language: Language) -> Said:
    amounts = {
        "total": format_baht(baht(seen["total_satang"])),
        "paid": format_baht(baht(seen["paid_satang"])),
    }
    return [("unpaid", {**amounts, "day": _day(seen["due_on"], language)})]


def _unassessed(seen: Evidence, language: Language) -> Said:
    return [("unassessed", _reasons(seen, language))]


_SEEN: Mapping[str, Callable[[Evidence, Language], Said]] = {
    "uncovered_area": _uncovered_area,
    "parcel_overlap": _parcel_overlap,
    "parcel_without_owner": _parcel_without_owner,
    "parcel_without_price": _parcel_without_price,
    "parcel_without_use": _parcel_without_use,
    "area_mismatch": _area_mismatch,
    "building_without_parcel": _building_without_parcel,
    "use_contradicted": _use_contradicted,
    "sign_without_parcel": _sign_without_parcel,
    "sign_untaxed": _sign_untaxed,
    "building_unregistered": _building_unregistered,
    "building_gone": _building_gone,
    "permit_overdue": _permit_overdue,
    "lease_expired": _lease_expired,
    "unassessed": _unassessed,
    "unpaid": _unpaid,
    "deed_without_parcel": _deed_without_parcel,
    "parcel_without_deed": _parcel_without_deed,
}
