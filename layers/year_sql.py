"""Pieces of SQL over the bound parameter ``year`` that several layers share."""

from __future__ import annotations

LAND_RUN = """(SELECT id FROM tax.current_run
    WHERE tax = 'land_building' AND tax_year_be = %(year)s::int)"""
"""The run of land and buildings that counts in the year."""

SIGN_RUN = """(SELECT id FROM tax.current_run
    WHERE tax = 'sign' AND tax_year_be = %(year)s::int)"""
"""The run of signs that counts in the year."""

FIRST_DAY = "make_date(%(year)s::int - 543, 1, 1)"
"""1 January of the year."""

LAST_SEEN_DAY = "least(current_date, make_date(%(year)s::int - 543, 12, 31))"
"""Today, or the year's last day when the year is over."""


def in_year(alias: str) -> str:
    """Say that a row with ``from_year_be`` and ``to_year_be`` holds in the year."""
    return (
        f"{alias}.from_year_be <= %(year)s::int AND"
        f" ({alias}.to_year_be IS NULL OR {alias}.to_year_be >= %(year)s::int)"
    )


def main_use(column: str, key: str) -> str:
    """Pick the use of an object that takes most of it, as a scalar subquery.

    Parameters
    ----------
    column : {"parcel_id", "building_id", "unit_id"}
    key : str
        SQL of the object's id.
    """
    return f"""(SELECT u.use FROM register.property_use u
        WHERE u.{column} = {key} AND {in_year("u")}
        ORDER BY u.amount DESC, u.position LIMIT 1)"""
