"""Totals that pages open with: the register, signs, leases, the levy of a year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, LiteralString

from psycopg import Connection
from psycopg.rows import class_row, dict_row

from kkmgis.registry.amounts import baht_text, first_of_january, today
from kkmgis.registry.list_sql import LEASE_STATE, SIGN_SOURCE, SIGN_STATE

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class RegisterTotals:
    """How much the register holds."""

    parcels: int
    buildings: int
    units: int
    parties: int
    signs: int
    assets: int
    leases: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing was imported yet."""
        return not (self.parcels or self.buildings or self.signs or self.parties)


_REGISTER: LiteralString = """
SELECT (SELECT count(*) FROM register.parcel WHERE status = 'current') AS parcels,
       (SELECT count(*) FROM register.building) AS buildings,
       (SELECT count(*) FROM register.unit) AS units,
       (SELECT count(*) FROM register.party) AS parties,
       (SELECT count(*) FROM register.sign) AS signs,
       (SELECT count(*) FROM register.asset) AS assets,
       (SELECT count(*) FROM register.lease) AS leases"""


def register_totals(connection: Connection[Any]) -> RegisterTotals:
    """Count what the register holds."""
    with connection.cursor(row_factory=class_row(RegisterTotals)) as reader:
        found = reader.execute(_REGISTER).fetchone()
    return found or RegisterTotals(0, 0, 0, 0, 0, 0, 0)


def sign_totals(connection: Connection[Any], year_be: int) -> list[Row]:
    """Count signs and their tax by state; ``state, count, tax``."""
    sql = (
        "SELECT state, count(*) AS count, sum(tax_satang)::bigint AS satang FROM"
        f" (SELECT {SIGN_STATE} AS state, l.tax_satang FROM {SIGN_SOURCE}) s"
        " GROUP BY state ORDER BY state"
    )
    values = {"year": year_be, "day": first_of_january(year_be)}
    with connection.cursor(row_factory=dict_row) as reader:
        rows = reader.execute(sql, values).fetchall()
    return [
        {"state": row["state"], "count": row["count"], "tax": baht_text(row["satang"])}
        for row in rows
    ]


def lease_totals(connection: Connection[Any]) -> list[Row]:
    """Count leases and the rent of a year by state; ``state, count, rent``."""
    sql = (
        "SELECT state, count(*) AS count, sum(satang)::bigint AS satang FROM"
        f" (SELECT {LEASE_STATE} AS state, t.rent_satang"
        "   * CASE t.rent_period WHEN 'month' THEN 12 ELSE 1 END AS satang"
        "   FROM register.lease t) s GROUP BY state ORDER BY state"
    )
    with connection.cursor(row_factory=dict_row) as reader:
        rows = reader.execute(sql, {"today": today()}).fetchall()
    return [
        {
            "state": row["state"],
            "count": row["count"],
            "rent": baht_text(row["satang"]),
        }
        for row in rows
    ]


_LEVY: LiteralString = """
SELECT r.tax, l.kind, l.use, l.rate_group, count(*) AS lines,
       sum(l.base_satang)::bigint AS base, sum(l.exempt_satang)::bigint AS exempt,
       sum(l.taxable_satang)::bigint AS taxable, sum(l.tax_satang)::bigint AS satang
FROM tax.current_run r JOIN tax.line l ON l.run_id = r.id
WHERE r.tax_year_be = %(year)s
GROUP BY r.tax, l.kind, l.use, l.rate_group
ORDER BY r.tax, array_position(ARRAY['land', 'building', 'unit', 'sign'],
    l.kind::text), array_position(ARRAY['agriculture', 'home', 'home_building_only',
    'residential', 'other', 'vacant', 'thai', 'mixed', 'foreign', 'exempt'],
    l.rate_group::text), l.use"""


def levy(connection: Connection[Any], year_be: int) -> list[Row]:
    """Add up the lines of the year's runs by tax, kind of object and rate group.

    Returns
    -------
    list of dict
        ``tax, kind, use, rate_group, lines, base, exempt, taxable, amount``; money
        as decimal strings. The amounts of a tax add up to its run's total.
    """
    with connection.cursor(row_factory=dict_row) as reader:
        rows = reader.execute(_LEVY, {"year": year_be}).fetchall()
    return [
        {
            **{name: row[name] for name in ("tax", "kind", "use", "rate_group")},
            "lines": row["lines"],
            "base": baht_text(row["base"]),
            "exempt": baht_text(row["exempt"]),
            "taxable": baht_text(row["taxable"]),
            "amount": baht_text(row["satang"]),
        }
        for row in rows
    ]


def runs_by_year(connection: Connection[Any]) -> list[Row]:
    """List the totals of every assessed year, newest first."""
    with connection.cursor(row_factory=dict_row) as reader:
        rows = reader.execute(
            "SELECT tax_year_be AS year, tax, total_satang, line_count,"
            " set_aside_count FROM tax.current_run ORDER BY tax_year_be DESC, tax"
        ).fetchall()
    return [row | {"total": baht_text(row["total_satang"])} for row in rows]
