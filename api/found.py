"""What a search found, in words of the visitor's language."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from kkmgis.i18n import Language, catalogue, text
from kkmgis.registry.search import Found


def parcel_address(code: str) -> str:
    """Make the address of a parcel's page; a code may contain slashes.

    >>> parcel_address("01A001/2")
    '/parcels/01A001/2'
    """
    return f"/parcels/{quote(code)}"


def shown(found: Found, language: Language) -> dict[str, Any]:
    """Make the item of a result list."""
    return {
        "kind": found.kind,
        "kind_label": text(f"web.kind.{found.kind}", language),
        "code": found.code,
        "label": found.label,
        "detail": _detail(found, language),
        "parcel_code": found.parcel_code,
        "href": parcel_address(found.parcel_code) if found.parcel_code else None,
        "x": found.x,
        "y": found.y,
    }


def _detail(found: Found, language: Language) -> str:
    facts = found.facts
    parts: list[str] = []
    if found.kind == "parcel":
        if facts["deed_no"]:
            parts.append(f"{document(facts['doc_type'], language)} {facts['deed_no']}")
        parts.append(str(facts["address"] or ""))
    elif found.kind == "party":
        parts.append(text("web.search.parcels", language, count=facts["parcels"]))
    else:
        parts.append(str(facts.get("name") or ""))
        if found.code != found.label:
            parts.append(found.code)
        if found.parcel_code:
            parcel = text("web.kind.parcel", language)
            parts.append(f"{parcel} {found.parcel_code}")
    return " · ".join(part for part in parts if part)


def document(doc_type: object, language: Language) -> str:
    """Name a kind of title document."""
    key = f"web.doc_type.{doc_type or 'unknown'}"
    return catalogue(language).get(key, str(doc_type))
