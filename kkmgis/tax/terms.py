"""When a term of days, months or years ends.

Notes
-----
The Acts are silent on the counting: convention C18, as the Civil and Commercial
Code counts. Holidays do not put a term off.
"""

from __future__ import annotations

import calendar
import datetime as dt

_YEAR = 12


def days_after(start: dt.date, days: int) -> dt.date:
    """Give the last day of a term; the day it runs from does not count.

    Examples
    --------
    >>> days_after(dt.date(2026, 6, 1), 15)
    datetime.date(2026, 6, 16)
    """
    return start + dt.timedelta(days=days)


def months_after(start: dt.date, months: int) -> dt.date:
    """Give the last day of a term in months.

    Parameters
    ----------
    start : date
        The day it runs from, which does not count.
    months : int, >= 1

    Notes
    -----
    The term begins on the next day and ends before the day of the same number, or
    with a month that lacks that number. So what begins with a month ends with one.

    Examples
    --------
    >>> months_after(dt.date(2026, 6, 16), 1)
    datetime.date(2026, 7, 16)
    >>> months_after(dt.date(2026, 6, 30), 1), months_after(dt.date(2026, 1, 30), 1)
    (datetime.date(2026, 7, 31), datetime.date(2026, 2, 28))
    """
    first = start + dt.timedelta(days=1)
    year, month = divmod(first.year * _YEAR + first.month - 1 + months, _YEAR)
    length = calendar.monthrange(year, month + 1)[1]
    if first.day > length:
        return dt.date(year, month + 1, length)
    return dt.date(year, month + 1, first.day) - dt.timedelta(days=1)


def years_after(start: dt.date, years: int) -> dt.date:
    """Give the last day of a term in years.

    Examples
    --------
    >>> years_after(dt.date(2026, 6, 30), 3), years_after(dt.date(2024, 2, 29), 1)
    (datetime.date(2029, 6, 30), datetime.date(2025, 2, 28))
    """
    return months_after(start, years * _YEAR)
