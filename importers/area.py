"""Rows of a national or provincial list that cannot concern the authority.

Such lists have a million rows of which a town needs a few per cent. The others are no
mistake of anybody: they are counted in one issue (`file.out_of_area`), change nothing,
and take up no place in the register.
"""

from __future__ import annotations

import shapely

from importers.deed_key import same_key
from importers.work import Work
from kkmgis.rules.registry import severity_of
from kkmgis.sheets import sheets_over

EDGE_M = 250.0
"""Half a boundary's width: what lies so near outside is still looked at."""

DECODABLE = (
    r"i.utm_map1 ~ '^\d{4}$' AND i.utm_map2 ~ '^[1-4]$' AND i.utm_map3 ~ '^\d{4}$'"
)
"""A sheet of the system in force; older ones have names that tell no place."""


def leave_out(work: Work, where: str, values: tuple[object, ...] = ()) -> int:
    """Let the rows of which a condition is true change nothing; say how many.

    Parameters
    ----------
    work : Work
    where : str
        SQL condition on ``i``.
    values : tuple
        Bound to it.
    """
    count = work.run(
        "UPDATE incoming i SET outcome = 'unchanged'"
        f" WHERE i.outcome IS NULL AND {where}",
        values,
    )
    if count:
        work.run(
            "INSERT INTO problem (code, severity, details)"
            " VALUES ('file.out_of_area', %s, jsonb_build_object('count', %s::int))",
            (severity_of("file.out_of_area"), count),
        )
    return count


def leave_out_outside(work: Work) -> int:
    """Leave out rows whose shape lies wholly outside the authority.

    Without a boundary in the register everything stays.
    """
    return leave_out(
        work,
        "i.geom IS NOT NULL AND EXISTS (SELECT FROM register.authority)"
        " AND NOT EXISTS (SELECT FROM register.authority a"
        " WHERE ST_Intersects(a.geom, i.geom))",
    )


def leave_out_other_sheets(work: Work) -> int:
    """Leave out rows by deed key whose sheet the authority's boundary does not touch.

    A deed that a parcel or the land office's list names stays, wherever its sheet
    lies. Without a boundary in the register everything stays.
    """
    boundary = work.fetch(
        "SELECT ST_AsBinary(ST_Buffer(ST_Union(geom), %s)) FROM register.authority",
        (EDGE_M,),
    )[0][0]
    if boundary is None:
        return 0
    sheets = sheets_over(shapely.from_wkb(bytes(boundary)), work.srid)
    if not sheets:
        return 0
    known = " AND ".join(
        f"NOT EXISTS (SELECT FROM register.{table} t WHERE t.utm_map1 IS NOT NULL"
        f" AND {same_key('t', 'i')})"
        for table in ("parcel", "deed")
    )
    return leave_out(
        work,
        f"{DECODABLE} AND concat_ws(' ', i.utm_map1, i.utm_map2, i.utm_map3)"
        f" <> ALL(%s) AND {known}",
        ([" ".join(sheet) for sheet in sheets],),
    )
