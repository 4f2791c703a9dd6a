"""Accounts, settings and conventions for the administrator; conventions for all."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel, Field
from starlette.responses import RedirectResponse, Response

from api.database import ConnectionDep
from api.parameters import FrameDep
from api.permissions import OF_ROLE, PERMISSIONS
from api.state import state_of
from api.templating import render
from api.visitor import VisitorDep, require
from kkmgis import __version__
from kkmgis.accounts import add_account, deactivate, list_accounts, set_password
from kkmgis.i18n import Language
from kkmgis.model.account import ROLES
from kkmgis.tax.rulebook import RuleBook, rule_book

router = APIRouter(include_in_schema=False)

ADMIN = [require("account.manage")]


class NewAccount(BaseModel):
    """The fields of a new account."""

    username: str = Field(max_length=100)
    display_name: str = Field("", max_length=200)
    role: str = Field(max_length=20)
    password: str = Field(max_length=1000)


class NewPassword(BaseModel):
    """The field of a new password."""

    password: str = Field(max_length=1000)


@router.get("/law", dependencies=[require("assessment.read")])
def show_law(
    request: Request,
    connection: ConnectionDep,
    visitor: VisitorDep,
    frame: FrameDep,
) -> Response:
    """Show the conventions and parameters of the year's law, to read and confirm."""
    rules = rule_book(frame.year)
    return render(
        request,
        visitor,
        "law.html",
        frame=frame,
        rules=rules,
        conventions=conventions(rules, visitor.language),
        parameters=parameters(rules, visitor.language),
    )


@router.get("/admin", dependencies=ADMIN)
def show_admin(
    request: Request,
    connection: ConnectionDep,
    visitor: VisitorDep,
    frame: FrameDep,
) -> Response:
    """Show accounts, rights, settings and conventions."""
    state = state_of(request)
    return render(
        request,
        visitor,
        "admin.html",
        frame=frame,
        accounts=list_accounts(connection),
        roles=ROLES,
        permissions=PERMISSIONS,
        rights=OF_ROLE,
        conventions=conventions(rule_book(frame.year), visitor.language),
        settings={
            "version": __version__,
            "srid": f"EPSG:{state.srid}",
            "basemap": state.settings.basemap_url or "–",
            "database": "KKMGIS_DATABASE_URL"
            if state.settings.database_url
            else str(state.settings.home),
        },
    )


@router.post("/admin/accounts", dependencies=ADMIN)
def make_account(
    form: Annotated[NewAccount, Form()],
    connection: ConnectionDep,
    visitor: VisitorDep,
) -> Response:
    """Make an account."""
    add_account(
        connection,
        form.username,
        form.password,
        form.display_name,
        form.role,
        actor=visitor.username,
    )
    return RedirectResponse("/admin#accounts", 303)


@router.post("/admin/accounts/{username}/password", dependencies=ADMIN)
def change_password(
    username: str,
    form: Annotated[NewPassword, Form()],
    connection: ConnectionDep,
    visitor: VisitorDep,
) -> Response:
    """Give an account another password."""
    set_password(connection, username, form.password, actor=visitor.username)
    return RedirectResponse("/admin#accounts", 303)


@router.post("/admin/accounts/{username}/deactivate", dependencies=ADMIN)
def close_account(
    username: str, connection: ConnectionDep, visitor: VisitorDep
) -> Response:
    """Close an account."""
    deactivate(connection, username, actor=visitor.username)
    return RedirectResponse("/admin#accounts", 303)


def conventions(rules: RuleBook, language: Language) -> list[dict[str, Any]]:
    """List the conventions in the order of their numbers, words in a language."""
    found = [
        {
            "id": key.partition(".")[2],
            "title": entry.title[language],
            "text": (entry.text or {}).get(language, ""),
            "value": entry.value,
            "years": (entry.first_year, entry.last_year),
            "verified": entry.verified,
        }
        for key, entry in rules.entries.items()
        if key.startswith("convention.")
    ]
    return sorted(found, key=lambda one: (one["id"][0], int(one["id"][1:])))


def parameters(rules: RuleBook, language: Language) -> list[dict[str, Any]]:
    """List the parameters of the law in force, with their source."""
    return [
        {
            "key": key,
            "title": entry.title[language],
            "years": (entry.first_year, entry.last_year),
            "verified": entry.verified,
            "source": " · ".join(
                entry.source[name]
                for name in ("instrument", "section", "gazette")
                if entry.source.get(name)
            ),
        }
        for key, entry in rules.entries.items()
        if not key.startswith("convention.")
    ]
