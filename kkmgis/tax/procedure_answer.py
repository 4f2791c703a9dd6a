"""The answer of a procedure: its figures, then law, conventions and steps."""

from __future__ import annotations

from kkmgis.tax.case_rules import Answer
from kkmgis.tax.explanation import Explanation
from kkmgis.tax.grounds import in_order


def procedure_answer(explanation: Explanation, head: Answer) -> Answer:
    """Give an answer with what it rests on.

    Parameters
    ----------
    explanation : Explanation
        Its steps say the sections and conventions that were applied.
    head : dict
        Figures of the answer.
    """
    steps = explanation.steps
    law = dict.fromkeys(section for step in steps for section in step["law"])
    return {
        **head,
        "law": list(law),
        "assumptions": in_order(name for step in steps for name in step["assumptions"]),
        "steps": steps,
        "rules_version": explanation.rules.version,
    }
