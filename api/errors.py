"""From error to answer: one table, problem+json for machines, a page for people.

::

    KkmgisError
    └── WebError               what the web layer itself refuses
        ├── SignInNeededError  nobody we know
        ├── ForbiddenError     the role may not
        ├── CSRFError          a change without the token of its session
        ├── NotFoundError      no such thing
        ├── BadRequestError    a parameter that cannot be meant
        ├── TooLargeError      more was sent than may be
        ├── BusyError          too many long answers at once
        └── StaleError         the object changed since it was read (If-Match)

An error that is not in the table is logged under an id; the answer shows the id
and never the message, which may hold data.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg_pool import PoolTimeout

from kkmgis.accounts import AccountError
from kkmgis.assess.reform import NoRunError
from kkmgis.assess.run_choice import UnknownRunError
from kkmgis.assess.stored import UnknownParcelError
from kkmgis.coverage import GapError
from kkmgis.errors import (
    ConflictError,
    DatabaseError,
    GeometryError,
    KkmgisError,
    SourceError,
    TaxError,
)
from kkmgis.registry.page import CursorError
from kkmgis.tax.case_error import CaseError


class WebError(KkmgisError):
    """Something that the web layer refuses."""


class SignInNeededError(WebError):
    """Nobody we know asks for something that needs a sign-in."""


class ForbiddenError(WebError):
    """The role lacks a permission."""


class CSRFError(WebError):
    """A change came without the CSRF token of its session."""


class NotFoundError(WebError):
    """There is no such thing."""


class BadRequestError(WebError):
    """A parameter cannot be meant; the message names it."""


class TooLargeError(WebError):
    """More was sent than may be; the message says how much may."""


class BusyError(WebError):
    """Others keep the service at work; later it will do."""


class StaleError(WebError):
    """The object changed since it was read."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How an error class is answered.

    ``shows_message``: the message was written for the person who asks.
    """

    status: int
    code: str
    shows_message: bool = False


ANSWERS: dict[type[Exception], Answer] = {
    SignInNeededError: Answer(401, "sign_in_needed"),
    ForbiddenError: Answer(403, "forbidden"),
    CSRFError: Answer(403, "csrf"),
    NotFoundError: Answer(404, "not_found"),
    BadRequestError: Answer(422, "bad_request", shows_message=True),
    StaleError: Answer(412, "stale"),
    UnknownParcelError: Answer(404, "not_found"),
    UnknownRunError: Answer(404, "not_found", shows_message=True),
    CursorError: Answer(422, "bad_request", shows_message=True),
    AccountError: Answer(422, "bad_request", shows_message=True),
    GapError: Answer(422, "bad_request", shows_message=True),
    ConflictError: Answer(409, "conflict", shows_message=True),
    CaseError: Answer(422, "wrong_case"),
    NoRunError: Answer(422, "no_run", shows_message=True),
    TaxError: Answer(422, "tax", shows_message=True),
    GeometryError: Answer(422, "geometry", shows_message=True),
    SourceError: Answer(422, "source", shows_message=True),
    TooLargeError: Answer(413, "too_large", shows_message=True),
    BusyError: Answer(503, "busy"),
    DatabaseError: Answer(503, "database"),
    PoolTimeout: Answer(503, "busy"),
    psycopg.OperationalError: Answer(503, "database"),
    psycopg.DataError: Answer(422, "bad_value"),
}

OF_STATUS = {
    400: "bad_request",
    401: "sign_in_needed",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "media_type",
    422: "bad_request",
}
"""Codes of errors that the framework raises by status alone."""

UNKNOWN = Answer(500, "internal")


def answer_for(error: Exception) -> Answer:
    """Find the answer for an error by its class or the nearest one above it."""
    for kind in type(error).__mro__:
        if kind in ANSWERS:
            return ANSWERS[kind]
    return UNKNOWN


def problem(
    answer: Answer,
    title: str,
    detail: str | None = None,
    *,
    issues: list[dict[str, Any]] | None = None,
    reference: str | None = None,
) -> dict[str, Any]:
    """Make the body of RFC 9457.

    Parameters
    ----------
    issues : list of dict, optional
        What is wrong with the request, one entry each.
    reference : str, optional
        Id under which an unknown error was logged.
    """
    body: dict[str, Any] = {
        "type": f"urn:kkmgis:problem:{answer.code}",
        "title": title,
        "status": answer.status,
        "detail": detail or title,
        "code": answer.code,
    }
    if issues is not None:
        body["issues"] = issues
    if reference is not None:
        body["reference"] = reference
    return body
