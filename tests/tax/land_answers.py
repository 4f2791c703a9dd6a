"""Short ways to ask for the tax of land and buildings."""

from __future__ import annotations

from typing import Any

from kkmgis.tax.case import compute_case
from tests.tax.columns import Json, land, land_case

M = 1_000_000
HOME: dict[str, Any] = {"use": "residential", "principal": True}
FARM: dict[str, Any] = {"use": "agriculture"}
OTHER: dict[str, Any] = {"use": "other"}
LET: dict[str, Any] = {"use": "residential"}


def building(
    value: object, *uses: dict[str, Any], on: str | None = None
) -> dict[str, Any]:
    return {**land(value, *uses), "kind": "building", "on": on}


def condo(value: object, *uses: dict[str, Any]) -> dict[str, Any]:
    return {**land(value, *uses), "kind": "condo"}


def vacant(since: int, share: str = "1") -> dict[str, Any]:
    return {"use": "vacant", "vacant_since": since, "share": share}


def answer(
    *assets: dict[str, Any], tax_year: int = 2569, kind: str = "natural"
) -> dict[str, Any]:
    found = compute_case(land_case(*assets, tax_year=tax_year, kind=kind))
    assert "error" not in found, found
    return found


def column(name: str, *assets: dict[str, Any], **more: Json) -> list[str]:
    return [line[name] for line in answer(*assets, **more)["lines"]]


def total(*assets: dict[str, Any], **more: Json) -> str:
    return str(answer(*assets, **more)["total_tax"])
