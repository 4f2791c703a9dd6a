"""The rule book of a year, to read, to print, and to set what the authority may."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from psycopg import Connection
from starlette.responses import RedirectResponse, Response

from api.database import ConnectionDep
from api.law_form import LocalRuleForm, RemovalForm, new_rule, shown_days
from api.law_words import section_label, shown_law
from api.parameters import FrameDep
from api.templating import render
from api.visitor import VisitorDep, require
from kkmgis.assess.law import local_rules, rule_book_in_force
from kkmgis.assess.local_rules import add_local_rule, remove_local_rule
from kkmgis.i18n import Language
from kkmgis.registry.amounts import today
from kkmgis.registry.frame import Frame
from kkmgis.tax.law_check import FIRST_YEAR
from kkmgis.tax.local import LocalRuleError
from kkmgis.tax.rulebook import RuleBook, last_year, rule_book

router = APIRouter(include_in_schema=False)

MODES = ("half_up", "down", "up")
PLACES = (2, 1, 0)
MATERIALS = ("masonry", "half", "wood")
CHANGE = [require("law.change")]


@router.get("/law", dependencies=[require("assessment.read")])
def show_law(
    request: Request,
    connection: ConnectionDep,
    visitor: VisitorDep,
    frame: FrameDep,
) -> Response:
    """Show the whole rule book of a year, assessed or not."""
    chosen = law_frame(frame, request.query_params.get("year"))
    rules, problem = law_to_show(connection, chosen.year, visitor.language)
    return render(
        request,
        visitor,
        "law.html",
        frame=chosen,
        rules=rules,
        problem=problem,
        law=shown_law(rules, visitor.language),
        own_rules=local_rules(connection, chosen.year),
        label=lambda anchor: section_label(anchor, visitor.language),
        days=shown_days,
        modes=MODES,
        places=PLACES,
        materials=MATERIALS,
        printed_on=today(),
    )


@router.post("/law/local", dependencies=CHANGE)
def set_local_rule(
    form: Annotated[LocalRuleForm, Form()],
    connection: ConnectionDep,
    visitor: VisitorDep,
) -> Response:
    """Set a value of the authority's own."""
    add_local_rule(connection, new_rule(form), actor=visitor.username)
    return RedirectResponse(f"/law?year={form.from_year}#{quote(form.key)}", 303)


@router.post("/law/local/{rule_id}/remove", dependencies=CHANGE)
def take_back_local_rule(
    rule_id: int,
    form: Annotated[RemovalForm, Form()],
    connection: ConnectionDep,
    visitor: VisitorDep,
) -> Response:
    """Take a value of the authority's own back."""
    gone = remove_local_rule(
        connection, rule_id, reason=form.reason, actor=visitor.username
    )
    address = f"/law?year={gone.from_year_be}#{quote(gone.parameter_key)}"
    return RedirectResponse(address, 303)


def law_to_show(
    connection: Connection[Any], year: int, language: Language
) -> tuple[RuleBook, str | None]:
    """Give the law in force, or the national one and why nothing can be taxed now.

    A rule of the authority that a later decree overtook must still be seen, so that
    it can be taken back.
    """
    try:
        return rule_book_in_force(connection, year), None
    except LocalRuleError as error:
        return rule_book(year), error.words(language)


def law_frame(frame: Frame, asked: str | None) -> Frame:
    """Give the frame the years of the law in place of the assessed ones.

    Examples
    --------
    >>> frame = Frame(None, None, 2569, 2569, (2569, 2568))
    >>> law_frame(frame, "2563").year, law_frame(frame, "2562").year
    (2563, 2569)
    >>> law_frame(frame, None).years[0]
    2570
    """
    years = tuple(range(last_year(), FIRST_YEAR - 1, -1))
    year = min(max(frame.year, FIRST_YEAR), last_year())
    wanted = [known for known in years if str(known) == asked]
    if wanted:
        year = wanted[0]
    return replace(frame, year=year, years=years)
