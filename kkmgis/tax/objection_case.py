"""A case of objection: the last day of each stage, from notice to court.

Legal source: s.73, s.81, s.82 of the Land and Building Tax Act; s.30-33 of the
Signboard Tax Act. The days stand in the calendar of the tax year. An extension of
the appeal committee (30 days, s.81) is not counted.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kkmgis.tax.calendar import Period, tax_calendar
from kkmgis.tax.case_error import CaseError
from kkmgis.tax.case_rules import KIND, Answer, rules_of_year
from kkmgis.tax.explanation import Explanation, Said
from kkmgis.tax.fields import Fields
from kkmgis.tax.late_case import LAWS
from kkmgis.tax.procedure_answer import procedure_answer
from kkmgis.tax.terms import days_after
from kkmgis.thai import BE_OFFSET

_STAGES = {
    "land_building": (
        ("objection", "notice_received", "objected"),
        ("objection_decision", "objected", "decided"),
        ("appeal", "decided", "appealed"),
        ("appeal_decision", "appealed", "appeal_decided"),
        ("court", "appeal_decided", "sued"),
    ),
    "sign": (
        ("appeal", "notice_received", "appealed"),
        ("appeal_decision", "appealed", "appeal_decided"),
        ("court", "appeal_decided", "sued"),
    ),
}
"""By Act: step of its calendar, the day it runs from, and the day it was done."""


def _fields(law: str) -> tuple[str, ...]:
    return (KIND, "law", "notice_received", *(done for _, _, done in _STAGES[law]))


OBJECTION_FIELDS = tuple(dict.fromkeys((*_fields(LAWS[0]), *_fields(LAWS[1]))))


def answer_objection(case: object, path: str) -> Answer:
    """Answer a case of objection.

    Parameters
    ----------
    case : object
        What JSON holds in its place.
    path : str
        JSON path of that place.

    Raises
    ------
    CaseError
        The first thing that is wrong.
    """
    law = Fields(case, path, OBJECTION_FIELDS).choice("law", LAWS)
    fields = Fields(case, path, _fields(law))
    received = fields.day("notice_received")
    year = received.year + BE_OFFSET
    rules = rules_of_year(year, fields.at("notice_received"))
    calendar = tax_calendar(rules, "sign" if law == "sign" else "land_building")
    explanation = Explanation(rules)
    stages: list[Answer] = []
    for name, start, end in _STAGES[law]:
        if not fields.has(start):
            fields.needs(end, start)
            continue
        stage = _stage(fields, start, end, calendar.period(name))
        _explain(explanation, stage, calendar.period(name))
        stages.append(stage.answer(name))
    return procedure_answer(explanation, {"stages": stages})


@dataclass(frozen=True, slots=True)
class _Stage:
    """One stage: from a day, until a last day, done on a day or not yet."""

    start: dt.date
    last: dt.date
    done: dt.date | None

    @property
    def in_time(self) -> bool | None:
        """Whether it was done in time; None: not done yet."""
        return None if self.done is None else self.done <= self.last

    def answer(self, name: str) -> Answer:
        """Give it as plain data for JSON."""
        return {
            "stage": name,
            "from": self.start.isoformat(),
            "last": self.last.isoformat(),
            "done": None if self.done is None else self.done.isoformat(),
            "in_time": self.in_time,
        }


def _stage(fields: Fields, start: str, end: str, period: Period) -> _Stage:
    begun = fields.day(start)
    done = fields.day(end) if fields.has(end) else None
    if done is not None and done < begun:
        raise CaseError("date.order", fields.at(start), value=begun, after=done)
    return _Stage(begun, days_after(begun, period.days), done)


def _explain(explanation: Explanation, stage: _Stage, period: Period) -> None:
    key = {None: "stage_open", True: "stage_in_time", False: "stage_late"}
    entry = period.entry
    explanation.step(
        key[stage.in_time],
        None,
        law=(entry.source["section"],),
        assumptions=("C18",),
        parameters=(entry.key,),
        stage=Said(entry.title),
        rule=Said(entry.text or entry.title),
        days=period.days,
        start=stage.start,
        last=stage.last,
        done=stage.done or stage.last,
    )
