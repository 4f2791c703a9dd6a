"""Answers of `kkmgis.tax.case.compute_case` that must not be errors."""

from __future__ import annotations

from typing import Any

from kkmgis.tax.case import compute_case


def answered(case: dict[str, Any]) -> dict[str, Any]:
    """Answer a case that is right."""
    answer = compute_case(case)
    assert "error" not in answer, answer
    return answer


def step(answer: dict[str, Any], key: str) -> dict[str, Any]:
    """Give the first step of that name."""
    return next(one for one in answer["steps"] if one["key"] == key)


def keys(answer: dict[str, Any]) -> list[str]:
    """Give the names of the steps, in order."""
    return [one["key"] for one in answer["steps"]]


def satang(baht: str) -> int:
    """Read an amount of an answer."""
    return int(baht.replace(".", ""))
