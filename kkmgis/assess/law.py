"""The law in force in this register: the national law and what the authority set."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from psycopg import Connection
from psycopg.errors import UndefinedTable
from psycopg.rows import class_row

from kkmgis.errors import DatabaseError
from kkmgis.i18n import both
from kkmgis.tax.amend import Change, amended_rule_book
from kkmgis.tax.calendar import Term, out_of_order, tax_calendar
from kkmgis.tax.local import LocalRuleError, local_change
from kkmgis.tax.parameters import RawValue
from kkmgis.tax.rulebook import RuleBook, rule_book

_RULES = """
SELECT id, parameter_key, from_year_be, to_year_be, value, instrument, issued_on,
       note, changed_by, sys_from
FROM register.local_rule
WHERE %(year)s::integer IS NULL OR %(year)s BETWEEN from_year_be AND to_year_be
ORDER BY parameter_key, from_year_be
"""


@dataclass(frozen=True, slots=True)
class LocalRule:
    """What the authority set itself, as it is kept (`kkmgis.model.LocalRule`).

    Attributes
    ----------
    changed_by : str
        Who entered it.
    sys_from : datetime
        When.
    """

    id: int
    parameter_key: str
    from_year_be: int
    to_year_be: int
    value: RawValue
    instrument: str
    issued_on: dt.date
    note: str | None
    changed_by: str
    sys_from: dt.datetime


def local_rules(
    connection: Connection[Any], year_be: int | None = None
) -> list[LocalRule]:
    """List what the authority set itself, in one tax year or in all.

    Raises
    ------
    DatabaseError
        The schema is of an older version of kkmgis.
    """
    with connection.cursor(row_factory=class_row(LocalRule)) as cursor:
        try:
            return cursor.execute(_RULES, {"year": year_be}).fetchall()
        except UndefinedTable as error:
            raise DatabaseError(both("law.old_schema")) from error


def rule_book_in_force(connection: Connection[Any], year_be: int) -> RuleBook:
    """Make the rule book that assessments of a tax year go by.

    Parameters
    ----------
    connection : Connection
    year_be : int
        Buddhist Era.

    Returns
    -------
    RuleBook
        The national one itself where the authority set nothing. Otherwise one with
        a version of its own, whose changed entries name ordinance or decision as
        their source and keep what the law says.

    Raises
    ------
    LawMissingError
        There is no law data for the year.
    LocalRuleError
        Something the authority set no longer fits the law data, such as an
        ordinance that a newer decree exceeds.
    """
    return amended_rule_book(rule_book(year_be), local_changes(connection, year_be))


def calendar_out_of_order(
    connection: Connection[Any], year_be: int
) -> tuple[Term, Term] | None:
    """Find a step that the authority's own days bring before the one it builds on.

    Returns
    -------
    (Term, Term) or None
        As `kkmgis.tax.calendar.out_of_order`; None also when the law in force
        cannot be told, so that a rule that no longer fits can be taken back.

    Raises
    ------
    LawMissingError
        There is no law data for the year.
    """
    try:
        in_force = rule_book_in_force(connection, year_be)
    except LocalRuleError:
        return None
    return out_of_order(tax_calendar(in_force, "land_building"))


def local_changes(connection: Connection[Any], year_be: int) -> list[Change]:
    """Give what the authority set itself in a tax year as changes of the rule book.

    Raises
    ------
    LawMissingError, LocalRuleError
        As `rule_book_in_force`.
    """
    national = rule_book(year_be)
    return [
        local_change(
            national,
            one.parameter_key,
            one.value,
            instrument=one.instrument,
            issued_on=one.issued_on,
            note=one.note,
        )
        for one in local_rules(connection, year_be)
    ]
