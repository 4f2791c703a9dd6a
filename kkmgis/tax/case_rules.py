"""The law that a case of the contract is answered by."""

from __future__ import annotations

from typing import Any

from kkmgis.tax.case_error import CaseError
from kkmgis.tax.fields import Fields
from kkmgis.tax.parameters import LawMissingError
from kkmgis.tax.rulebook import RuleBook, rule_book

Answer = dict[str, Any]
"""What a case is answered with, as plain data for JSON."""

KIND = "kind"
_LAST_BE_YEAR = 9999


def rules_of_year(tax_year: int, path: str) -> RuleBook:
    """Give the rule book of a tax year that a case names.

    Parameters
    ----------
    tax_year : int
        Buddhist Era.
    path : str
        JSON path of the field that names it.

    Raises
    ------
    CaseError
        There is no law data for the year.
    """
    try:
        return rule_book(tax_year)
    except LawMissingError as error:
        raise CaseError(
            "tax_year.no_law",
            path,
            tax_year=tax_year,
            first=error.first,
            last=error.last,
        ) from error


def rules_of(fields: Fields) -> RuleBook:
    """Read ``tax_year`` and give its rule book.

    Raises
    ------
    CaseError
        The field is wrong, or there is no law data for the year.
    """
    year = fields.whole("tax_year", 0, _LAST_BE_YEAR)
    return rules_of_year(year, fields.at("tax_year"))
