"""Handlers of errors: the table of `api.errors`, spoken in the visitor's language."""

from __future__ import annotations

import logging
import secrets
from typing import Any

import psycopg
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from jinja2 import TemplateError
from psycopg_pool import PoolTimeout
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response

from api.errors import (
    ANSWERS,
    OF_STATUS,
    UNKNOWN,
    Answer,
    BadRequestError,
    SignInNeededError,
    answer_for,
    problem,
)
from api.language import local_path, request_language
from api.state import request_frame
from api.templating import render, render_bare
from api.visitor import Visitor, find_visitor
from kkmgis.i18n import Language, catalogue, text
from kkmgis.tax.case_error import CaseError

LOG = logging.getLogger("kkmgis.web")
MACHINE_PATHS = ("/api/", "/tiles/", "/ogc/", "/healthz", "/readyz", "/metrics")
PROBLEM_TYPE = "application/problem+json"


def wants_problem(request: Request) -> bool:
    """Tell whether a machine asks, which wants JSON and no page."""
    if request.url.path.startswith(MACHINE_PATHS):
        return True
    accepted = request.headers.get("accept", "*/*")
    return "text/html" not in accepted and "*/*" not in accepted


def install(app: FastAPI) -> None:
    """Let the application answer errors by the table."""
    for kind in ANSWERS:
        app.add_exception_handler(kind, _answer_known)
    app.add_exception_handler(HTTPException, _answer_status)
    app.add_exception_handler(RequestValidationError, _answer_invalid)


async def answer_unknown(request: Request, reference: str) -> Response:
    """Answer an error nobody expected: its id, never its message."""
    return await _answer(request, UNKNOWN, reference=reference)


async def _answer_known(request: Request, error: Exception) -> Response:
    if isinstance(error, SignInNeededError) and not wants_problem(request):
        here = request.url.path
        if request.method == "GET" and request.url.query:
            here += f"?{request.url.query}"
        target = request.url.replace(path="/login", query="", fragment="")
        target = target.include_query_params(next=local_path(here))
        return RedirectResponse(f"{target.path}?{target.query}", 303)
    answer = answer_for(error)
    reference = None
    if answer.status >= 500:
        reference = secrets.token_hex(6)
        LOG.error("error %s", reference, exc_info=error)
    if isinstance(error, CaseError):
        return await _answer_case(request, answer, error)
    detail = str(error) if answer.shows_message else None
    return await _answer(request, answer, detail, reference=reference)


async def _answer_case(request: Request, answer: Answer, error: CaseError) -> Response:
    """Say what is wrong with a case, and where, in both languages."""
    found = error.answer()["error"]
    visitor = await _visitor_or_none(request, answer)
    language = visitor.language if visitor else request_language(request)
    issue = {
        "code": found["code"],
        "field": found["path"],
        "message": found[f"message_{language}"],
        "message_th": found["message_th"],
        "message_en": found["message_en"],
    }
    return await _answer(request, answer, issue["message"], issues=[issue])


async def _answer_status(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it alone
    code = OF_STATUS.get(error.status_code, "bad_request")
    answer = Answer(error.status_code, code)
    response = await _answer(request, answer)
    for name, value in (error.headers or {}).items():
        response.headers[name] = value
    return response


async def _answer_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - as above
    # The value itself is left out: it may be what somebody searched for.
    issues = [
        {
            "code": f"request.{wrong['type']}",
            "field": ".".join(str(part) for part in wrong["loc"][1:]),
            "message": wrong["msg"],
        }
        for wrong in error.errors()
    ]
    return await _answer(request, ANSWERS[BadRequestError], issues=issues)


async def _answer(
    request: Request,
    answer: Answer,
    detail: str | None = None,
    *,
    issues: list[dict[str, Any]] | None = None,
    reference: str | None = None,
) -> Response:
    visitor = await _visitor_or_none(request, answer)
    language = visitor.language if visitor else request_language(request)
    title = text(f"web.error.{answer.code}", language)
    if wants_problem(request):
        body = problem(answer, title, detail, issues=issues, reference=reference)
        return JSONResponse(body, answer.status, media_type=PROBLEM_TYPE)
    values: dict[str, Any] = {
        "title": title,
        "remedy": _remedy(answer, language),
        "detail": detail,
        "status_code": answer.status,
        "reference": reference,
    }
    if visitor is not None:
        try:
            frame = await request_frame(request)
            return render(
                request,
                visitor,
                "error.html",
                frame=frame,
                status=answer.status,
                **values,
            )
        except (psycopg.Error, PoolTimeout, TemplateError):
            LOG.warning("the frame of an error page could not be read")
    return render_bare(
        request, "error.html", language=language, status=answer.status, **values
    )


async def _visitor_or_none(request: Request, answer: Answer) -> Visitor | None:
    # Where the database itself fails, nobody can be looked up.
    if answer.status == 503:
        return None
    if answer.status >= 500:
        found: Visitor | None = request.scope.get("visitor")
        return found
    return await find_visitor(request)


def _remedy(answer: Answer, language: Language) -> str | None:
    return catalogue(language).get(f"web.error.{answer.code}.remedy")
