"""Accounts, settings and conventions for the administrator."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel, Field
from starlette.responses import RedirectResponse, Response

from api.database import ConnectionDep
from api.law_words import conventions
from api.parameters import FrameDep
from api.permissions import OF_ROLE, PERMISSIONS
from api.routes.law_page import law_frame, law_to_show
from api.state import state_of
from api.templating import render
from api.visitor import VisitorDep, require
from kkmgis import __version__
from kkmgis.accounts import add_account, deactivate, list_accounts, set_password
from kkmgis.model.account import ROLES

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


@router.get("/admin", dependencies=ADMIN)
def show_admin(
    request: Request,
    connection: ConnectionDep,
    visitor: VisitorDep,
    frame: FrameDep,
) -> Response:
    """Show accounts, rights, settings and conventions."""
    state = state_of(request)
    year = law_frame(frame, None).year
    law, _ = law_to_show(connection, year, visitor.language)
    return render(
        request,
        visitor,
        "admin.html",
        frame=frame,
        accounts=list_accounts(connection),
        roles=ROLES,
        permissions=PERMISSIONS,
        rights=OF_ROLE,
        conventions=conventions(law, visitor.language),
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
