"""The overview: how complete the map is, and what that is worth."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.database import ConnectionDep
from api.gap_words import kind_title
from api.parameters import FrameDep
from api.state import state_of
from api.templating import render
from api.visitor import VisitorDep, require
from kkmgis.registry.assessments import current_runs
from kkmgis.registry.gaps import GapQuery, gap_totals
from kkmgis.registry.totals import register_totals
from layers.coverage_table import BlockCoverage, coverage_by_block

router = APIRouter(include_in_schema=False, dependencies=[require("register.read")])

Order = Literal[
    "block",
    "covered",
    "parcels",
    "with_owner",
    "with_price",
    "with_use",
    "assessed",
    "tax_satang",
    "gaps",
    "stake_satang",
]
COLUMNS: tuple[Order, ...] = Order.__args__  # type: ignore[attr-defined]


@router.get("/dashboard")
def show_dashboard(
    *,
    request: Request,
    connection: ConnectionDep,
    visitor: VisitorDep,
    frame: FrameDep,
    sort: Order = "block",
    down: Annotated[bool, Query()] = False,
) -> Response:
    """Show totals of the register and coverage block by block."""
    year = frame.year
    rows = state_of(request).memo.get(
        connection,
        f"coverage of {year}",
        lambda: coverage_by_block(connection, year),
    )
    shows_gaps = visitor.may("gap.read")
    totals = gap_totals(connection, GapQuery()) if shows_gaps else None
    return render(
        request,
        visitor,
        "dashboard.html",
        frame=frame,
        register=register_totals(connection),
        runs=current_runs(connection, year),
        rows=_sorted(rows, sort, down),
        whole=_whole(rows),
        totals=totals,
        kind_title=lambda name: kind_title(name, visitor.language),
        columns=[c for c in COLUMNS if shows_gaps or c not in ("gaps", "stake_satang")],
        sort=sort,
        down=down,
    )


def _sorted(rows: list[BlockCoverage], by: Order, down: bool) -> list[BlockCoverage]:
    known = [row for row in rows if getattr(row, by) is not None]
    unknown = [row for row in rows if getattr(row, by) is None]
    return sorted(known, key=lambda row: getattr(row, by), reverse=down) + unknown


def _whole(rows: list[BlockCoverage]) -> dict[str, Any]:
    """Add the blocks up; the ground covered counts blocks with ground only."""
    names = ("parcels", "with_owner", "with_price", "with_use", "assessed")
    whole: dict[str, Any] = {
        name: sum(getattr(r, name) for r in rows) for name in names
    }
    for name in ("tax_satang", "gaps", "stake_satang"):
        whole[name] = sum(getattr(row, name) for row in rows)
    ground = [row for row in rows if row.covered is not None]
    area = sum(row.ground_m2 or 0 for row in ground)
    covered = sum((row.ground_m2 or 0) * (row.covered or 0) for row in ground)
    whole["covered"] = covered / area if area else None
    return whole
