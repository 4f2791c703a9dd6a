"""The last day of payment of the land and building tax, as a case tells it."""

from __future__ import annotations

import datetime as dt

from kkmgis.tax.calendar import tax_calendar
from kkmgis.tax.fields import Fields
from kkmgis.tax.rulebook import RuleBook


def last_payment_day(fields: Fields, rules: RuleBook, name: str = "due") -> dt.date:
    """Read the day of a case, else take that of the calendar of the year.

    Parameters
    ----------
    fields : Fields
    rules : RuleBook
        Of the tax year.
    name : str
        Field that may name another day than the calendar.

    Raises
    ------
    CaseError
        The day is wrong, or before that of the Act (s.46): it can only be put off,
        for all or for one taxpayer (s.14).
    """
    term = tax_calendar(rules, "land_building").term("payment")
    if not fields.has(name):
        return term.last[0]
    return fields.day_from(name, term.by_law[0])
