"""Steps of an explanation that lie before the tax: where the facts come from."""

from __future__ import annotations

from typing import Any

from kkmgis.assess.stored import StoredLine
from kkmgis.i18n import LANGUAGES, text
from kkmgis.tax.grounds import section_th

_POSSESSED = ("s.5", "s.9")
_MARKS: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("possessed", _POSSESSED, ()),
    ("with_land", (), ()),
    ("second_home", ("s.41",), ("C6",)),
)


def source_steps(line: StoredLine) -> list[dict[str, Any]]:
    """Say which rows of the register a line was made of.

    Parameters
    ----------
    line : StoredLine

    Returns
    -------
    list of dict
        Shaped as the steps of `kkmgis.tax.explain.explain_line`.
    """
    facts = line.facts
    steps = []
    if "price" in facts:
        source, row, version = facts["price"]
        shown = {"row": row, "version": version}
        steps.append(_step(f"price.{source}", ("s.35",), (), shown))
    if "use" in facts:
        row, version = facts["use"]
        steps.append(_step("use", ("s.37",), (), {"row": row, "version": version}))
    if facts.get("follows"):
        shown = {"buildings": ", ".join(facts["follows"])}
        steps.append(_step("follows", ("s.38",), ("C3",), shown))
    elif "follows" in facts:
        steps.append(_step("condominium", ("s.8(9)",), (), {}))
    if "exempt_under" in facts:
        shown = {"paragraph": facts["exempt_under"]}
        steps.append(_step("sign_exempt", ("s.8",), (), shown))
    steps += [
        _step(name, law, assumptions, {})
        for name, law, assumptions in _MARKS
        if facts.get(name)
    ]
    return steps


def _step(
    key: str,
    law: tuple[str, ...],
    assumptions: tuple[str, ...],
    values: dict[str, Any],
) -> dict[str, Any]:
    step: dict[str, Any] = {"key": f"source.{key}"}
    for language in LANGUAGES:
        step[f"title_{language}"] = text("assess.source.title", language)
        step[language] = text(f"assess.source.{key}", language, **values)
    return step | {
        "amount": None,
        "law": list(law),
        "law_th": [section_th(name) for name in law],
        "assumptions": list(assumptions),
    }
