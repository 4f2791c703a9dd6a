"""Enter and remove what the authority set itself; every act leaves an audit event."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from psycopg import Connection
from psycopg.errors import ExclusionViolation
from psycopg.types.json import Jsonb

from kkmgis.assess.law import LocalRule, calendar_out_of_order, local_rules
from kkmgis.audit import record_event
from kkmgis.db import acting
from kkmgis.tax.law_check import FIRST_YEAR
from kkmgis.tax.local import CALENDAR_KEY, LocalRuleError, local_change
from kkmgis.tax.parameters import RawValue
from kkmgis.tax.rulebook import last_year, rule_book

_ADD = """
INSERT INTO register.local_rule (parameter_key, from_year_be, to_year_be, value,
                                 instrument, issued_on, note)
VALUES (%s, %s, %s, %s, %s, %s, %s) RETURNING id
"""


@dataclass(frozen=True, slots=True)
class NewLocalRule:
    """What the authority sets; fields as of `kkmgis.assess.law.LocalRule`."""

    parameter_key: str
    from_year_be: int
    to_year_be: int
    value: RawValue
    instrument: str
    issued_on: dt.date
    note: str | None = None


def add_local_rule(
    connection: Connection[Any], new: NewLocalRule, *, actor: str
) -> int:
    """Enter what the authority set, when the law allows it in every year of it.

    Returns
    -------
    int
        Its id.

    Raises
    ------
    LocalRuleError
        The law does not allow it, or the years already have another.
    """
    instrument = new.instrument.strip()
    _check_years(new)
    if not instrument:
        raise LocalRuleError("no_instrument")
    for year in range(new.from_year_be, new.to_year_be + 1):
        local_change(
            rule_book(year),
            new.parameter_key,
            new.value,
            instrument=instrument,
            issued_on=new.issued_on,
            note=new.note,
        )
    row = (
        new.parameter_key,
        new.from_year_be,
        new.to_year_be,
        Jsonb(new.value),
        instrument,
        new.issued_on,
        new.note,
    )
    try:
        with acting(connection, actor, reason=instrument):
            added = connection.execute(_ADD, row).fetchone()
            assert added is not None  # noqa: S101 - RETURNING gives the row
            _check_calendar(connection, new)
            record_event(
                connection,
                "local_rule.added",
                actor=actor,
                subject=("local_rule", new.parameter_key),
                reason=instrument,
                after=_state(new),
            )
    except ExclusionViolation as error:
        raise LocalRuleError("taken", key=new.parameter_key) from error
    return int(added[0])


def remove_local_rule(
    connection: Connection[Any], rule_id: int, *, reason: str, actor: str
) -> LocalRule:
    """Take back what the authority set; its past and the runs by it stay.

    Raises
    ------
    LocalRuleError
        There is no such rule, no reason is given, or a step of the calendar would
        be due before the one that it builds on.
    """
    if not reason.strip():
        raise LocalRuleError("no_reason")
    with acting(connection, actor, reason=reason):
        found = [one for one in local_rules(connection) if one.id == rule_id]
        if not found:
            raise LocalRuleError("gone", id=rule_id)
        connection.execute("DELETE FROM register.local_rule WHERE id = %s", (rule_id,))
        _check_calendar(connection, found[0])
        record_event(
            connection,
            "local_rule.removed",
            actor=actor,
            subject=("local_rule", found[0].parameter_key),
            reason=reason,
            before=_state(found[0]),
        )
    return found[0]


def _check_years(new: NewLocalRule) -> None:
    first, last = new.from_year_be, new.to_year_be
    if not FIRST_YEAR <= first <= last <= last_year():
        raise LocalRuleError(
            "years", first=first, last=last, least=FIRST_YEAR, most=last_year()
        )
    if new.parameter_key.startswith(CALENDAR_KEY) and first != last:
        raise LocalRuleError("one_year")


def _check_calendar(connection: Connection[Any], one: NewLocalRule | LocalRule) -> None:
    if not one.parameter_key.startswith(CALENDAR_KEY):
        return
    pair = calendar_out_of_order(connection, one.from_year_be)
    if pair is not None:
        before, after = pair
        raise LocalRuleError(
            "out_of_order",
            step=after.entry.title,
            step_day=after.last[0],
            before=before.entry.title,
            before_day=before.last[0],
        )


def _state(one: NewLocalRule | LocalRule) -> dict[str, Any]:
    return {
        "from_year_be": one.from_year_be,
        "to_year_be": one.to_year_be,
        "value": one.value,
        "instrument": one.instrument,
        "issued_on": one.issued_on.isoformat(),
        "note": one.note,
    }
