"""Signing in and out, and the choice of language."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel, Field
from starlette.responses import RedirectResponse, Response

from api.database import ConnectionDep
from api.errors import CSRFError
from api.language import COOKIE as LANGUAGE_COOKIE
from api.language import local_path
from api.templating import render_bare
from api.visitor import COOKIE, VisitorDep, find_visitor
from kkmgis.sessions import SESSION_LIFE, SignInRefusedError, sign_in, sign_out

router = APIRouter(include_in_schema=False)

FORM_COOKIE = "kkmgis_sign_in"
ONE_YEAR = 365 * 24 * 3600


class SignInForm(BaseModel):
    """The fields of the sign-in form."""

    username: str = Field("", max_length=200)
    password: str = Field("", max_length=1000)
    csrf_token: str = Field("", max_length=200)
    next: str = Field("/map", max_length=2000)


@router.get("/")
async def home() -> RedirectResponse:
    """Lead to the map, the desk of this system."""
    return RedirectResponse("/map", 303)


@router.get("/login")
async def show_form(request: Request, next: str = "/map") -> Response:
    """Show the form; who is signed in already goes on."""
    if await find_visitor(request) is not None:
        return RedirectResponse(local_path(next), 303)
    return _form(request, next)


@router.post("/login")
def enter(
    request: Request,
    connection: ConnectionDep,
    form: Annotated[SignInForm, Form()],
) -> Response:
    """Open a session, or show the form again with the reason.

    Raises
    ------
    CSRFError
        The form was not ours: somebody else's page may not sign a person in.
    """
    expected = request.cookies.get(FORM_COOKIE, "")
    if not expected or not secrets.compare_digest(
        expected.encode(), form.csrf_token.encode()
    ):
        raise CSRFError
    try:
        session = sign_in(connection, form.username.replace("\0", ""), form.password)
    except SignInRefusedError as error:
        return _form(
            request,
            form.next,
            username=form.username,
            refused=True,
            locked_until=error.locked_until,
        )
    response = RedirectResponse(local_path(form.next), 303)
    _set_cookie(request, response, COOKIE, session.secret, SESSION_LIFE)
    response.delete_cookie(FORM_COOKIE)
    return response


@router.post("/logout")
def leave(
    request: Request, connection: ConnectionDep, _visitor: VisitorDep
) -> Response:
    """End the session."""
    sign_out(connection, request.cookies.get(COOKIE, ""))
    response = RedirectResponse("/login", 303)
    response.delete_cookie(COOKIE)
    return response


@router.get("/language/{language}")
async def choose_language(
    request: Request,
    language: Literal["th", "en"],
    next: str = "/map",
) -> Response:
    """Remember the language of this browser and go back."""
    response = RedirectResponse(local_path(next), 303)
    life = dt.timedelta(seconds=ONE_YEAR)
    _set_cookie(request, response, LANGUAGE_COOKIE, language, life)
    return response


def _form(
    request: Request,
    target: str,
    *,
    username: str = "",
    refused: bool = False,
    locked_until: dt.datetime | None = None,
) -> Response:
    token = secrets.token_urlsafe(24)
    minutes = 0
    if locked_until is not None:
        left = locked_until - dt.datetime.now(dt.UTC)
        minutes = max(1, -(-int(left.total_seconds()) // 60))
    response = render_bare(
        request,
        "login.html",
        status=401 if refused else 200,
        form_token=token,
        target=local_path(target),
        username=username,
        refused=refused,
        locked_minutes=minutes,
    )
    _set_cookie(request, response, FORM_COOKIE, token, dt.timedelta(hours=1))
    return response


def _set_cookie(
    request: Request, response: Response, name: str, value: str, life: dt.timedelta
) -> None:
    response.set_cookie(
        name,
        value,
        max_age=int(life.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
