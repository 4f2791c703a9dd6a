"""Who held each object on 1 January of the tax year, and where owners live.

Two temporary tables of the transaction:

``assess_holder``
    one row an object that somebody held (s.9): the sorted set of parties that is
    taxed for it (C12), whether they possess state property instead of owning it
    (s.5), and whether the row was taken over from the land below a building.
``assess_home``
    the objects that are the home of an owner by the register (s.41, C6).
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from psycopg import Connection

from kkmgis.assess.bulk import TEXT, WHOLE, read_table

BUDDHIST_ERA = 543

_HELD = """
CREATE TEMP TABLE assess_held ON COMMIT DROP AS
SELECT CASE WHEN r.parcel_id IS NOT NULL THEN 0
            WHEN r.building_id IS NOT NULL THEN 1 ELSE 2 END AS kind,
       coalesce(r.parcel_id, r.building_id, r.unit_id) AS object_id,
       r.party_id, r.kind = 'possessor' AS possesses,
       p.kind = 'person' AS natural_person, p.kind = 'government' AS is_state,
       r.home_from_year_be, r.home_to_year_be
FROM register.property_right r JOIN register.party p ON p.id = r.party_id
WHERE (r.start_on IS NULL OR r.start_on <= %(day)s)
  AND (r.end_on IS NULL OR r.end_on > %(day)s)
"""

# Somebody who possesses what belongs to a private owner is no taxpayer (s.5), so
# possession only counts where no owner other than the state is recorded. The sets
# are numbered once each: sorting them all would cost more than the rest.
_HOLDER = """
CREATE TEMP TABLE assess_holder ON COMMIT DROP AS
WITH judged AS (
    SELECT kind, object_id,
           bool_or(possesses) AND bool_and(possesses OR is_state) AS possessed,
           array_agg(DISTINCT party_id ORDER BY party_id)
               FILTER (WHERE possesses) AS users,
           array_agg(DISTINCT party_id ORDER BY party_id)
               FILTER (WHERE NOT possesses) AS owners,
           bool_and(natural_person) FILTER (WHERE NOT possesses) AS all_natural,
           bool_or(natural_person) FILTER (WHERE NOT possesses) AS any_natural
    FROM assess_held GROUP BY kind, object_id
), own AS MATERIALIZED (
    SELECT kind, object_id, possessed,
           CASE WHEN possessed THEN users ELSE owners END AS parties,
           CASE WHEN possessed THEN coalesce(owners, '{}') ELSE '{}' END AS owned_by,
           all_natural AND NOT possessed AS all_natural,
           any_natural AND NOT possessed AS any_natural
    FROM judged
), held AS MATERIALIZED (
    SELECT own.*, false AS with_land FROM own
    UNION ALL
    SELECT 1, b.id, land.possessed, land.parties, land.owned_by, land.all_natural,
           land.any_natural, true
    FROM register.building b
    JOIN register.parcel p ON p.id = b.parcel_id AND p.status = 'current'
    JOIN own land ON land.kind = 0 AND land.object_id = b.parcel_id
    WHERE NOT EXISTS (SELECT FROM own o WHERE o.kind = 1 AND o.object_id = b.id)
), numbered AS (
    SELECT *, dense_rank() OVER (ORDER BY parties) AS set_no,
           row_number() OVER (ORDER BY parties, possessed, owned_by) AS pool_set
    FROM (SELECT DISTINCT parties, possessed, owned_by FROM held) sets
)
SELECT * FROM held JOIN numbered USING (parties, possessed, owned_by)
"""

# One person has one home (C6): the one entered last, then the first by code.
_HOME = """
CREATE TEMP TABLE assess_home ON COMMIT DROP AS
WITH flagged AS (
    SELECT h.kind, h.object_id, h.party_id, h.home_from_year_be,
           coalesce(b.parcel_id, CASE h.kind WHEN 0 THEN h.object_id END) AS parcel_id,
           coalesce(p.code, b.code, u.code) AS code
    FROM assess_held h
    LEFT JOIN register.building b ON h.kind = 1 AND b.id = h.object_id
    LEFT JOIN register.unit u ON h.kind = 2 AND u.id = h.object_id
    LEFT JOIN register.parcel p ON p.id = CASE h.kind WHEN 0 THEN h.object_id
                                                      WHEN 1 THEN b.parcel_id END
    WHERE NOT h.possesses AND h.natural_person AND h.home_from_year_be <= %(year)s
      AND (h.home_to_year_be IS NULL OR h.home_to_year_be >= %(year)s)
), placed AS (
    SELECT *, CASE WHEN parcel_id IS NULL THEN kind ELSE 0 END AS home_kind,
           coalesce(parcel_id, object_id) AS home_id FROM flagged
), chosen AS (
    SELECT DISTINCT ON (party_id) party_id, home_kind, home_id FROM placed
    ORDER BY party_id, home_from_year_be DESC, code COLLATE "C", home_kind, home_id
)
SELECT p.kind, p.object_id, bool_or(c.party_id IS NOT NULL) AS lived_in
FROM placed p LEFT JOIN chosen c
  ON c.party_id = p.party_id AND c.home_kind = p.home_kind AND c.home_id = p.home_id
GROUP BY p.kind, p.object_id
"""

_TEMPORARY = ("assess_held", "assess_holder", "assess_home")


def find_holders(connection: Connection[Any], year_be: int) -> None:
    """Make the temporary tables of holders and homes for a tax year.

    Parameters
    ----------
    connection : Connection
        In a transaction; the tables go with it.
    year_be : int
        Buddhist Era.

    Notes
    -----
    Legal source: s.5 (possessors of state property), s.9 (1 January), s.41, C6,
    C12. A building without a right of its own belongs to the owner of its land
    (Civil and Commercial Code s.144).
    """
    day = dt.date(year_be - BUDDHIST_ERA, 1, 1)
    drop_holders(connection)
    connection.execute(_HELD, {"day": day})
    connection.execute("ANALYZE assess_held")
    connection.execute(_HOLDER)
    connection.execute("ANALYZE assess_holder")
    connection.execute(_HOME, {"year": year_be})
    connection.execute("ANALYZE assess_home")


def drop_holders(connection: Connection[Any]) -> None:
    """Drop the temporary tables when there are any."""
    for name in _TEMPORARY:
        connection.execute(f"DROP TABLE IF EXISTS pg_temp.{name}")


def owner_sets(connection: Connection[Any]) -> dict[int, str]:
    """List the sets of parties by number, each as a PostgreSQL array literal."""
    table = read_table(
        connection,
        "SELECT DISTINCT set_no, parties::text FROM assess_holder",
        {"set_no": WHOLE, "parties": TEXT},
    )
    numbers = table.column("set_no").to_pylist()
    return dict(zip(numbers, table.column("parties").to_pylist(), strict=True))
