"""Signs that bear no tax by s.8, and whether one may be called so.

Legal source: Signboard Tax Act B.E. 2510 s.8; the areas of (5) and (13) are those
of the regulations. How they are measured: S7; small signs only on vehicles: S5.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kkmgis.tax.compile_procedure import sign_exemptions
from kkmgis.tax.explanation import Explanation, Said
from kkmgis.tax.rulebook import RuleBook

INDOORS, BY_REGULATION = "8(5)", "8(13)"
LIMITED_VEHICLE = "other_vehicle"
_UNTAXED, _VEHICLE = "sign.exemption.untaxed", "sign.exemption.vehicle"
_INDOOR_AREA = "sign.exemption.indoor_area"
_VEHICLE_AREA = "sign.exemption.vehicle_area"


def explain_exemption(
    paragraph: str, rules: RuleBook, *, on: str | None = None
) -> Explanation:
    """Say by what paragraph a sign bears no tax.

    Parameters
    ----------
    paragraph : str
        Known to the rule book, e.g. ``8(6)``.
    rules : RuleBook
    on : str or None
        What a sign of s.8 (13) is on; None: not said.

    Raises
    ------
    ProcedureMissingError
        The rule book is of a version from before it listed the exemptions.
    """
    known = sign_exemptions(rules.entries)
    explanation = Explanation(rules)
    explanation.step(
        "sign_exempt",
        0,
        law=(f"s.{paragraph}",),
        parameters=(_UNTAXED,),
        paragraph=paragraph.removeprefix("8"),
        title=Said(known.untaxed[paragraph]),
    )
    if on is not None:
        explanation.step(
            "sign_exempt_on",
            None,
            law=(f"s.{paragraph}",),
            parameters=(_VEHICLE,),
            place=Said(known.vehicles[on]),
        )
    if paragraph == INDOORS:
        _limit(explanation, paragraph, known.indoor_cm2, ("S7",), (_INDOOR_AREA,))
    elif on == LIMITED_VEHICLE:
        limit, conventions = known.vehicle_cm2, ("S5", "S7")
        _limit(explanation, paragraph, limit, conventions, (_VEHICLE_AREA,))
    return explanation


def _limit(
    explanation: Explanation,
    paragraph: str,
    most_cm2: int,
    assumptions: Iterable[str],
    parameters: Iterable[str],
) -> None:
    explanation.step(
        "sign_exempt_area",
        None,
        law=(f"s.{paragraph}",),
        assumptions=assumptions,
        parameters=parameters,
        most=f"{most_cm2:,}",
    )


def explain_exempt_sign(paragraph: str, rules: RuleBook) -> dict[str, Any] | None:
    """Explain a sign of the register that is recorded as exempt.

    Parameters
    ----------
    paragraph : str
        As recorded.
    rules : RuleBook
        Of the version that was stored with the sign.

    Returns
    -------
    dict or None
        Shaped as by `kkmgis.tax.explain_sign.explain_sign`; None when the rule book
        does not know the paragraph, or is from before it listed them.
    """
    entry = rules.entries.get(_UNTAXED)
    if entry is None or paragraph not in entry.value:
        return None
    explanation = explain_exemption(paragraph, rules)
    return explanation.answer({"kind": "sign", "tax": "0.00"})
