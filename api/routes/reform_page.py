"""Reforms as pages: what is proposed, and who would pay more or less."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from psycopg import Connection
from starlette.responses import Response

from api.database import ConnectionDep
from api.errors import NotFoundError
from api.parameters import FrameDep
from api.reform_words import levers, proposed_changes
from api.templating import render
from api.visitor import VisitorDep, require
from kkmgis.assess.kept_reforms import list_reforms, read_kept_reform
from kkmgis.assess.reform import NoRunError, roll_of
from kkmgis.assess.stored import stored_rule_book

router = APIRouter(include_in_schema=False, dependencies=[require("reform.read")])

FILES = ("csv", "xlsx", "parquet")
_BLOCKS = 'SELECT code FROM register.block ORDER BY code COLLATE "C"'
_PRICE_YEARS = """
SELECT DISTINCT y
FROM (SELECT DISTINCT from_year_be, to_year_be FROM register.land_price) p,
     generate_series(
    p.from_year_be, least(coalesce(p.to_year_be, %(year)s + 1), %(year)s + 4)) y
WHERE y >= 2563 ORDER BY y DESC
"""


@router.get("/reforms")
def show_reforms(
    request: Request, connection: ConnectionDep, visitor: VisitorDep, frame: FrameDep
) -> Response:
    """Show the form, filled with the law in force, and the reforms so far."""
    try:
        run, rules = roll_of(connection, frame.year)
    except NoRunError:
        run, rules = None, None
    return render(
        request,
        visitor,
        "reforms/list.html",
        frame=frame,
        run=run,
        levers=None if rules is None else levers(rules, visitor.language),
        blocks=_column(connection, _BLOCKS, frame.year),
        price_years=_column(connection, _PRICE_YEARS, frame.year),
        reforms=list_reforms(connection),
    )


@router.get("/reforms/{reform_id}")
def show_reform(
    reform_id: Annotated[int, Path(ge=1, lt=2**63)],
    request: Request,
    connection: ConnectionDep,
    visitor: VisitorDep,
    frame: FrameDep,
) -> Response:
    """Show what a reform comes to."""
    found = read_kept_reform(connection, reform_id)
    if found is None:
        raise NotFoundError
    rules = stored_rule_book(connection, found["rule_book"])
    own = found["actor"] == visitor.username
    return render(
        request,
        visitor,
        "reforms/one.html",
        frame=frame,
        reform=found,
        changes=proposed_changes(found["spec"], rules, visitor.language),
        files=FILES,
        widest=_widest,
        may_delete=visitor.may("reform.run") and (own or visitor.may("account.manage")),
    )


def _column(connection: Connection[Any], sql: str, year: int) -> list[Any]:
    return [row[0] for row in connection.execute(sql.encode(), {"year": year})]


def _widest(rows: list[dict[str, Any]], name: str = "difference") -> Decimal:
    """Give the largest amount of some rows, never 0: the scale of their bars."""
    return max((abs(Decimal(row[name])) for row in rows), default=Decimal(0)) or (
        Decimal(1)
    )
