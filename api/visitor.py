"""The person or machine behind a request, and what they may do."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import wraps
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.params import Depends as DependsParam
from starlette.responses import Response

from api.errors import CSRFError, ForbiddenError, SignInNeededError
from api.language import request_language
from api.permissions import Permission, permitted
from api.state import request_pulse, state_of
from kkmgis.i18n import Language

COOKIE = "kkmgis_session"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who has signed in."""

    username: str
    display_name: str
    role: str
    language: Language
    csrf_token: str | None

    def may(self, permission: Permission) -> bool:
        """Tell whether the role has a permission."""
        return permitted(self.role, permission)

    def check_token(self, given: str) -> None:
        """Refuse a change from a page that is not of this session.

        Raises
        ------
        CSRFError
            The token is another one; a bearer needs none.
        """
        if self.csrf_token is None:
            return
        if not secrets.compare_digest(given.encode(), self.csrf_token.encode()):
            raise CSRFError

    @property
    def sees_names(self) -> bool:
        """Whether names of persons are shown unmasked."""
        return self.may("party.names")


async def find_visitor(request: Request) -> Visitor | None:
    """Find who asks, None when nobody we know."""
    if "visitor" not in request.scope:
        request.scope["visitor"] = await _look_up(request)
    found: Visitor | None = request.scope["visitor"]
    return found


async def _look_up(request: Request) -> Visitor | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    bearer = scheme.lower() == "bearer"
    secret = token.strip() if bearer else request.cookies.get(COOKIE, "")
    if not secret:
        return None
    credential = await state_of(request).gate.credential(
        secret, bearer=bearer, pulse=await request_pulse(request)
    )
    if credential is None:
        return None
    account = credential.account
    return Visitor(
        account.username,
        account.display_name,
        account.role,
        request_language(request, account.language),
        credential.csrf_token,
    )


async def visitor(request: Request) -> Visitor:
    """Ask for somebody who has signed in, and guard what changes something.

    A request with a cookie that changes something must also bring the CSRF token
    of its session, in the header ``X-CSRF-Token`` or the form field ``csrf_token``.

    Raises
    ------
    SignInNeededError
        Nobody we know.
    CSRFError
        The token is missing or wrong.
    """
    found = await find_visitor(request)
    if found is None:
        raise SignInNeededError
    if request.method not in SAFE_METHODS and found.csrf_token is not None:
        found.check_token(
            request.headers.get("x-csrf-token") or await _form_token(request)
        )
    return found


async def _form_token(request: Request) -> str:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return ""
    value = (await request.form()).get("csrf_token")
    return value if isinstance(value, str) else ""


VisitorDep = Annotated[Visitor, Depends(visitor)]


def require(permission: Permission) -> DependsParam:
    """Make a router dependency: only roles with this permission come through."""

    async def check(found: VisitorDep) -> None:
        if not found.may(permission):
            raise ForbiddenError(permission)

    guard: Callable[..., Awaitable[Any]] = check
    made: DependsParam = Depends(guard)
    return made


Guarded = Callable[[Request, Visitor], Awaitable[Response]]


def guarded(
    permission: Permission,
) -> Callable[[Guarded], Callable[[Request], Awaitable[Response]]]:
    """Put the guard of `require` before the endpoint of a plain route."""

    def guard(endpoint: Guarded) -> Callable[[Request], Awaitable[Response]]:
        @wraps(endpoint)
        async def answer(request: Request) -> Response:
            found = await visitor(request)
            if not found.may(permission):
                raise ForbiddenError(permission)
            return await endpoint(request, found)

        return answer

    return guard
