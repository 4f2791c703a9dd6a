"""The language of a request: its cookie, else the person's, else Thai."""

from __future__ import annotations

from fastapi import Request

from kkmgis.i18n import LANGUAGES, Language

COOKIE = "kkmgis_language"


def request_language(request: Request, preferred: str | None = None) -> Language:
    """Tell the language in which to answer.

    Parameters
    ----------
    preferred : str, optional
        Language of the account, when somebody is signed in.
    """
    for chosen in (request.cookies.get(COOKIE), preferred):
        if chosen in LANGUAGES:
            return chosen
    return "th"


def local_path(target: str | None, default: str = "/map") -> str:
    """Let a redirect stay on this host.

    >>> local_path("/gaps?kind=unassessed")
    '/gaps?kind=unassessed'
    >>> local_path("//example.org/"), local_path("https://example.org")
    ('/map', '/map')
    """
    if not target or not target.startswith("/") or target.startswith("//"):
        return default
    if any(character < " " or character == "\\" for character in target):
        return default
    return target
