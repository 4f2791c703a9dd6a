"""Pages: Jinja2 with everything escaped, in the language of the visitor."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from api.language import request_language
from api.navigation import links
from api.state import state_of
from api.visitor import Visitor
from api.words import page_words
from kkmgis.i18n import Language, text
from kkmgis.registry.frame import Frame


def make_environment() -> Environment:
    """Make the environment of all templates; a name that is not there is an error."""
    environment = Environment(
        loader=PackageLoader("api", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment


def render(
    request: Request,
    visitor: Visitor,
    template: str,
    *,
    frame: Frame,
    status: int = 200,
    **values: object,
) -> HTMLResponse:
    """Render a page in the frame of a signed-in visitor.

    Parameters
    ----------
    **values
        What the template shows.
    """
    shown = {"visitor": visitor, "frame": frame} | values
    shown["links"] = links(visitor, request.url.path, frame)
    return _respond(request, visitor.language, template, status, shown)


def render_bare(
    request: Request,
    template: str,
    *,
    language: Language | None = None,
    status: int = 200,
    **values: object,
) -> HTMLResponse:
    """Render a page without header search and rail, for those not signed in."""
    chosen = language or request_language(request)
    shown = {"visitor": None, "frame": None} | values
    return _respond(request, chosen, template, status, shown)


def render_part(
    request: Request, visitor: Visitor, template: str, **values: object
) -> HTMLResponse:
    """Render a part of a page, for a script that puts it there."""
    shown = {"visitor": visitor, "frame": None} | values
    return _respond(request, visitor.language, template, 200, shown)


def _respond(
    request: Request,
    language: Language,
    template: str,
    status: int,
    shown: dict[str, Any],
) -> HTMLResponse:
    page = state_of(request).templates.get_template(template)
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    visitor: Visitor | None = shown["visitor"]
    frame: Frame | None = shown["frame"]
    name = None
    if frame is not None:
        name = frame.name_th if language == "th" else frame.name_en or frame.name_th
    shared = {
        **page_words(language),
        "language": language,
        "here": here,
        "municipality": name or text("web.product", language),
        "language_link": partial(_language_link, here),
        "csrf_token": visitor.csrf_token or "" if visitor else "",
    }
    return HTMLResponse(page.render(shared | shown), status_code=status)


def _language_link(here: str, language: Language) -> str:
    return f"/language/{language}?{urlencode({'next': here})}"
