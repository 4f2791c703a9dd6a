"""The contract of `kkmgis tax`: a case as JSON fields in, its answer out.

Each kind of case has a module of its own, which reads and answers it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kkmgis.tax.back_assessment_case import BACK_FIELDS, answer_back_assessment
from kkmgis.tax.case_error import CaseError
from kkmgis.tax.case_rules import KIND, Answer
from kkmgis.tax.fields import Fields
from kkmgis.tax.instalments_case import INSTALMENT_FIELDS, answer_instalments
from kkmgis.tax.land_answer import LAND_FIELDS, answer_land
from kkmgis.tax.late_case import LATE_FIELDS, answer_late
from kkmgis.tax.objection_case import OBJECTION_FIELDS, answer_objection
from kkmgis.tax.refund_case import REFUND_FIELDS, answer_refund
from kkmgis.tax.sign_answer import SIGN_FIELDS, answer_sign
from kkmgis.tax.sign_change import CHANGE_FIELDS, answer_sign_change
from kkmgis.tax.what_if_case import WHAT_IF_FIELDS, answer_what_if


@dataclass(frozen=True, slots=True)
class CaseKind:
    """One kind of case: the fields it knows, and who answers it."""

    fields: tuple[str, ...]
    answer: Callable[[object, str], Answer]


KINDS = {
    "land_building": CaseKind(LAND_FIELDS, answer_land),
    "sign": CaseKind(SIGN_FIELDS, answer_sign),
    "late_payment": CaseKind(LATE_FIELDS, answer_late),
    "sign_change": CaseKind(CHANGE_FIELDS, answer_sign_change),
    "instalments": CaseKind(INSTALMENT_FIELDS, answer_instalments),
    "refund": CaseKind(REFUND_FIELDS, answer_refund),
    "back_assessment": CaseKind(BACK_FIELDS, answer_back_assessment),
    "what_if": CaseKind(WHAT_IF_FIELDS, answer_what_if),
    "objection": CaseKind(OBJECTION_FIELDS, answer_objection),
}
_DEFAULT = "land_building"
_EVERY_FIELD = frozenset(name for kind in KINDS.values() for name in kind.fields)


def compute_case(case: object) -> Answer:
    """Answer one case of the contract.

    Parameters
    ----------
    case : object
        What JSON holds in the place of the case. Numbers may be strings, whole
        numbers or Decimal; a float is read by the digits it is written with.

    Returns
    -------
    dict
        The answer, or ``{"error": {...}}``; never raises for a wrong case.
    """
    try:
        loose = Fields(case, "$", _EVERY_FIELD)
        kind = loose.choice(KIND, KINDS) if loose.has(KIND) else _DEFAULT
        return KINDS[kind].answer(case, "$")
    except CaseError as error:
        return error.answer()
