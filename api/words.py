"""Amounts, dates and areas as people read them, in the language of the page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any
from urllib.parse import urlencode

from api.found import document, parcel_address
from kkmgis.i18n import Language, catalogue, text
from kkmgis.registry.amounts import BANGKOK
from kkmgis.registry.names import LEADING_VOWELS
from kkmgis.thai import format_area, format_baht, format_date

NOTHING = "–"
MILLION = 1_000_000


def page_words(language: Language) -> dict[str, Callable[..., str]]:
    """Make the functions that templates write values with."""
    return {
        "t": partial(_say, language),
        "name_of": partial(name_of, language),
        "baht": baht,
        "baht_of": lambda satang: baht(Decimal(satang).scaleb(-2)),
        "big_baht": partial(big_baht, language),
        "count": count,
        "date": partial(date, language),
        "moment": partial(moment, language),
        "area": area,
        "percent": percent,
        "initial": initial,
        "field_value": partial(field_value, language),
        "document": lambda kind: document(kind, language),
        "parcel_href": parcel_address,
        "query": query,
    }


def _say(language: Language, key: str, /, **values: object) -> str:
    return text(key, language, **values)


def name_of(language: Language, group: str, code: str | None) -> str:
    """Name a code of a list, e.g. of uses; an unknown one names itself.

    >>> name_of("en", "tax.use", "residential"), name_of("en", "tax.use", None)
    ('Residence', '–')
    """
    if code is None:
        return NOTHING
    return catalogue(language).get(f"{group}.{code}", code)


def baht(amount: str | Decimal | int | None) -> str:
    """Write baht with satang.

    >>> baht("5400.00"), baht(None)
    ('5,400.00', '–')
    """
    return NOTHING if amount is None else format_baht(Decimal(amount))


def big_baht(language: Language, amount: str | Decimal | int | None) -> str:
    """Write a large amount in millions, the exact figure standing elsewhere.

    >>> big_baht("th", "3421000.00"), big_baht("en", "3421000.00")
    ('3.42 ลบ.', '3.42 M')
    """
    if amount is None:
        return NOTHING
    exact = Decimal(amount)
    if abs(exact) < MILLION:
        return f"{exact:,.0f}"
    unit = "ลบ." if language == "th" else "M"
    return f"{exact / MILLION:,.2f} {unit}"


def count(number: int | None) -> str:
    """Write a whole number with thousands separators."""
    return NOTHING if number is None else f"{number:,}"


def date(language: Language, value: str | dt.date | None) -> str:
    """Write a date in the Buddhist Era, in English with the common year too.

    >>> date("th", "2026-11-21"), date("en", "2026-11-21")
    ('21 พ.ย. 2569', '21 Nov 2026')
    """
    if value is None:
        return NOTHING
    day = dt.date.fromisoformat(value) if isinstance(value, str) else value
    return format_date(day) if language == "th" else f"{day:%-d %b %Y}"


def moment(language: Language, value: str | dt.datetime | None) -> str:
    """Write a moment by Thailand's clock."""
    if value is None:
        return NOTHING
    exact = dt.datetime.fromisoformat(value) if isinstance(value, str) else value
    local = exact.astimezone(BANGKOK)
    at = f"{local:%H:%M}" + (" น." if language == "th" else "")
    return f"{date(language, local.date())} {at}"


def area(wa: str | Decimal | None) -> str:
    """Write square wa as rai-ngan-wa.

    >>> area("125.5")
    '0-1-25.5'
    """
    return NOTHING if wa is None else format_area(Decimal(wa))


def percent(part: Decimal | float | None) -> str:
    """Write a share of 1 as percent; what is not all never rounds up to it.

    >>> percent(0.99999), percent(1), percent(None)
    ('99.9 %', '100.0 %', '–')
    """
    if part is not None and 0.999 < part < 1:
        return "99.9 %"
    return NOTHING if part is None else f"{part * 100:.1f} %"


_FIELD_GROUPS = {
    "use": "web.use_name",
    "doc_type": "web.doc_type",
    "structure": "web.structure",
    "status": "web.status",
    "rent_period": "web.period",
    "text_class": "tax.sign_text",
    "owner": "web.asset_owner",
}
"""Fields of the register whose values are codes, and the words for them."""


def field_value(language: Language, field: str, value: object) -> str:
    """Write a value of the history: codes in words, a truth as yes or no.

    >>> field_value("en", "use", "other"), field_value("en", "moving", True)
    ('Other', 'Yes')
    """
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return text("web.yes" if value else "web.no", language)
    if field in _FIELD_GROUPS:
        return name_of(language, _FIELD_GROUPS[field], str(value))
    return str(value)


def initial(name: str) -> str:
    """Give the first letter of a name, not a vowel written before it.

    >>> initial("เจ้าหน้าที่"), initial("Ann")
    ('จ', 'A')
    """
    return name.strip().lstrip(LEADING_VOWELS)[:1]


def query(**values: Any) -> str:  # noqa: ANN401 - any value of an address
    """Write the query of an address, without what is not set.

    >>> query(kind="unassessed", block=None, year=2569)
    '?kind=unassessed&year=2569'
    """
    given = {name: value for name, value in values.items() if value not in (None, "")}
    return f"?{urlencode(given)}" if given else "?"
