"""Keep what a row tells beyond the register, and what had to be taken out."""

from __future__ import annotations

from importers.ltax.year import tax_year
from importers.promote import Target, upsert
from importers.work import Work
from kkmgis.ltax.layout import NUMBER, Sheet
from kkmgis.ltax.read import year_values

TARGET = Target(
    "register.ltax_row",
    ("sheet", "code", "owner", "position"),
    ("waiting", "cells", "was", "sealed"),
    at_first=("place",),
)


JOINED = (
    "incoming",
    "register.parcel (id, code, status, block_id)",
    "register.building (id, code, parcel_id)",
    "register.party (id, code)",
    "register.property_right (party_id, parcel_id, building_id)",
    "register.property_use (parcel_id, building_id)",
    "register.land_price (key)",
    "register.ltax_row (sheet, code, owner)",
)
"""What the sheets' queries join, much of it written in this very transaction."""


def look_at_tables(work: Work) -> None:
    """Tell the planner how large the tables are by now, or it goes row by row."""
    work.run(f"ANALYZE {', '.join(JOINED)}")


def keep_rows(work: Work, sheet: Sheet) -> None:
    """Keep the cells of the incoming rows that the register would write otherwise.

    Settles the outcome of each row: what is new as a row counts as loaded.
    """
    look_at_tables(work)
    year = tax_year(work)
    now = sheet.query.replace("%(year)s", str(year)).replace(
        "%(day)s", f"DATE '{year_values(year)['day']}'"
    )
    work.run(
        "CREATE TEMP TABLE ltax_now ON COMMIT DROP AS"
        f" SELECT DISTINCT ON (n.code, n.owner, n.position) n.* FROM ({now}) n"
        " WHERE n.code IN (SELECT code FROM incoming)"
    )
    work.run("ANALYZE ltax_now")
    number = sheet.headers.index(NUMBER) + 1 if NUMBER in sheet.headers else 0
    work.run_file("ltax_kept", sheet=sheet.name, number=number)
    remove_rows(
        work,
        "ltax_row",
        f"t.sheet = '{sheet.name}' AND t.waiting"
        " AND t.code IN (SELECT code FROM incoming)"
        " AND NOT EXISTS (SELECT FROM incoming i WHERE i.code = t.code"
        " AND i.owner = t.owner AND i.position = t.position)",
    )
    upsert(work, TARGET, "ltax_kept")
    work.run(
        "UPDATE incoming i SET target_id = k.target_id, outcome = CASE"
        " WHEN k.outcome = 'unchanged' AND i.outcome IN ('updated', 'loaded')"
        " THEN 'updated' ELSE k.outcome END FROM ltax_kept k WHERE k.row_no = i.row_no"
    )
    work.run("DROP TABLE ltax_kept, ltax_now")


def remove_rows(work: Work, table: str, condition: str) -> None:
    """Take rows out of the register; the batch remembers them for its undo.

    Parameters
    ----------
    table : str
        Of the register.
    condition : str
        SQL on ``t``.
    """
    work.run(
        "UPDATE staging.batch b SET details = b.details || jsonb_build_object("
        "'removed', coalesce(b.details -> 'removed', '{}') || jsonb_build_object("
        f"'{table}', coalesce(b.details #> '{{removed,{table}}}', '[]') || g.rows))"
        " FROM (SELECT jsonb_agg(to_jsonb(t)) AS rows"
        f" FROM register.{table} t WHERE {condition}) g"
        " WHERE b.id = history.batch() AND g.rows IS NOT NULL"
    )
    work.run(f"DELETE FROM register.{table} t WHERE {condition}")
