"""The tax year that a workbook is about: the file itself does not say it."""

from __future__ import annotations

from typing import Any

from psycopg import Connection

from importers.work import Work

SETTING = "kkmgis.tax_year"


def say_year(connection: Connection[Any], year_be: int) -> None:
    """Tell the year to all imports of the running transaction."""
    connection.execute("SELECT set_config(%s, %s, true)", (SETTING, str(int(year_be))))


def tax_year(work: Work) -> int:
    """Give the year that the rows tell, that was told, or the running one (BE)."""
    ((year,),) = work.fetch(
        "SELECT coalesce((SELECT max(year_be) FROM incoming),"
        " nullif(current_setting('kkmgis.tax_year', true), '')::integer,"
        " extract(year FROM now() AT TIME ZONE 'Asia/Bangkok')::integer + 543)"
    )
    return int(year)
