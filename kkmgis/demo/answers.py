"""The answer key: what was planted, where, and how it can be recognised."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

ANSWER_KEY = "answer_key.json"

KINDS = (
    "uncovered_area",
    "parcel_overlap",
    "parcel_without_owner",
    "parcel_without_price",
    "parcel_without_use",
    "area_mismatch",
    "building_without_parcel",
    "building_unregistered",
    "building_gone",
    "use_contradicted",
    "sign_without_parcel",
    "sign_untaxed",
    "permit_overdue",
    "lease_expired",
    "unassessed",
    "deed_without_parcel",
    "parcel_without_deed",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """One planted gap.

    Attributes
    ----------
    codes : tuple of str
        Codes of the objects that the gap is about, sorted.
    place : (float, float) or None
        A point inside the gap, EPSG:32648, where no object bears it.
    evidence : mapping
        What makes it a gap.
    """

    codes: tuple[str, ...]
    place: tuple[float, float] | None = None
    evidence: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Give it as plain data."""
        found: dict[str, Any] = {"codes": list(self.codes)}
        if self.place is not None:
            found["place"] = list(self.place)
        return {**found, "evidence": self.evidence}


Answers = dict[str, list[Answer]]
