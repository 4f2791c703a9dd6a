"""Every published case of the contract."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import Any

import pytest

from kkmgis.tax.case import compute_case
from tests.paths import SHARED
from tests.tax.columns import Json

FILES = ("land_cases.json", "sign_cases.json")
CASES = [
    pytest.param(entry["case"], entry["expected"], id=entry["id"])
    for name in FILES
    for entry in json.loads((SHARED / "contract" / name).read_text(encoding="utf-8"))
]


def number(value: object) -> object:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return value


def picked(expected: Json, answer: Json) -> Json:
    """Of an answer, what the case names; numbers by value."""
    if isinstance(expected, dict):
        return {name: picked(part, answer[name]) for name, part in expected.items()}
    if isinstance(expected, list):
        return [picked(*pair) for pair in zip(expected, answer, strict=True)]
    return number(answer)


def by_value(expected: Json) -> Json:
    return picked(expected, expected)


@pytest.mark.parametrize(("case", "expected"), CASES)
def test_published_case(case: dict[str, Any], expected: dict[str, Any]) -> None:
    assert picked(expected, compute_case(case)) == by_value(expected)


def test_there_are_cases() -> None:
    assert len(CASES) >= 96
