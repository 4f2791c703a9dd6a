"""The shape of an explanation: steps with sentences, sections and conventions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kkmgis.i18n import LANGUAGES, Language, date_text, text
from kkmgis.tax.grounds import in_order, section_th
from kkmgis.tax.money import baht_text, decimal_text
from kkmgis.tax.rulebook import RuleBook
from kkmgis.thai import baht, format_baht


@dataclass(frozen=True, slots=True)
class Word:
    """A placeholder whose text differs by language: a key of the catalogue."""

    key: str


@dataclass(frozen=True, slots=True)
class Said:
    """A placeholder whose two texts are not of the catalogue: titles of the law."""

    words: Mapping[str, str]


@dataclass(slots=True)
class Explanation:
    """Gathers the steps of one line of tax.

    Attributes
    ----------
    rules : RuleBook
    steps : list of dict
        ``key, title_th, title_en, th, en, amount, law, law_th, assumptions``.
    parameters : list of str
        Keys of the parameters that were applied.
    """

    rules: RuleBook
    steps: list[dict[str, Any]] = field(default_factory=list)
    parameters: list[str] = field(default_factory=list)

    def step(
        self,
        key: str,
        amount: int | None,
        *,
        law: Iterable[str] = (),
        assumptions: Iterable[str] = (),
        parameters: Iterable[str] = (),
        **values: object,
    ) -> None:
        """Add a step.

        Parameters
        ----------
        key : str
            Its sentence is ``tax.step.<key>``.
        amount : int or None, satang
            What the step comes to.
        law, assumptions, parameters : iterable of str
        **values
            Placeholders; a `Word`, `Said` or date is written in each language.
        """
        sections = list(law)
        found: dict[str, Any] = {"key": key}
        for language in LANGUAGES:
            found[f"title_{language}"] = text(f"tax.step.{key}.title", language)
            found[language] = text(
                f"tax.step.{key}", language, **_in_language(values, language)
            )
        found["amount"] = None if amount is None else baht_text(amount)
        found["law"] = sections
        found["law_th"] = [section_th(section) for section in sections]
        found["assumptions"] = in_order(assumptions)
        self.steps.append(found)
        self.parameters += [key for key in parameters if key not in self.parameters]

    def answer(self, head: dict[str, Any]) -> dict[str, Any]:
        """Give the whole explanation as plain data for JSON.

        Parameters
        ----------
        head : dict
            Fields to stand first.
        """
        used = in_order(name for step in self.steps for name in step["assumptions"])
        law = list(dict.fromkeys(name for step in self.steps for name in step["law"]))
        return {
            "tax_year": self.rules.tax_year,
            "rules_version": self.rules.version,
            **head,
            "steps": self.steps,
            "law": [{"section": name, "th": section_th(name)} for name in law],
            "assumptions": [_convention(self.rules, name) for name in used],
            "parameters": [_parameter(self.rules, key) for key in self.parameters],
        }


def _in_language(values: dict[str, object], language: Language) -> dict[str, object]:
    return {name: _said(value, language) for name, value in values.items()}


def _said(value: object, language: Language) -> object:
    if isinstance(value, Word):
        return text(value.key, language)
    if isinstance(value, dt.date):
        return date_text(value, language)
    return value.words[language] if isinstance(value, Said) else value


def _convention(rules: RuleBook, name: str) -> dict[str, Any]:
    entry = rules.entries[f"convention.{name}"]
    words = entry.text or {}
    return {
        "id": name,
        "title_th": entry.title["th"],
        "title_en": entry.title["en"],
        "text_th": words.get("th", ""),
        "text_en": words.get("en", ""),
        "verified": entry.verified,
    }


def _parameter(rules: RuleBook, key: str) -> dict[str, Any]:
    entry = rules.entries[key]
    return {
        "key": key,
        "title_th": entry.title["th"],
        "title_en": entry.title["en"],
        "unit": entry.unit,
        "from": entry.first_year,
        "to": entry.last_year,
        "source": dict(entry.source),
        "verified": entry.verified,
    }


def money(satang: int) -> str:
    """Write satang as baht for reading.

    Examples
    --------
    >>> money(123450)
    '1,234.50'
    """
    return format_baht(baht(satang))


def quantity(number: int, decimals: int) -> str:
    """Write a scaled quantity for reading, with at least two decimals.

    Examples
    --------
    >>> quantity(1800, 1), quantity(12345, 3)
    ('180.00', '12.345')
    """
    if decimals < 2:
        number, decimals = number * 10 ** (2 - decimals), 2
    whole, part = divmod(number, 10**decimals)
    digits = f"{part:0{decimals}d}"
    while len(digits) > 2 and digits.endswith("0"):
        digits = digits[:-1]
    return f"{whole:,}.{digits}"


def share(part: int, whole: int) -> str:
    """Write an exact share: as a decimal where it ends, else as a fraction.

    The fraction is that of the amounts, without the zeros that both end in.

    Examples
    --------
    >>> share(648, 1000), share(66000, 248000)
    ('0.648', '66/248')
    """
    for places in range(1, 7):
        scaled_part, rest = divmod(part * 10**places, whole)
        if not rest:
            return decimal_text(scaled_part, 10**places)
    while part % 10 == whole % 10 == 0:
        part, whole = part // 10, whole // 10
    return f"{part}/{whole}"
