"""The kinds of gap: each is a named query, and needs one thing or another."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from kkmgis.errors import SettingsError
from kkmgis.i18n import Language, both, text

Need = Literal["ground", "land_run", "sign_run", "footprints", "deeds", "payments"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of gap.

    Attributes
    ----------
    name : str
        Also of its query ``sql/<name>.sql``.
    need : {"ground", "land_run", "sign_run", "footprints", "deeds", "payments"} or None
        Without it the kind cannot be told: a boundary or blocks, a finished run of
        the tax year, something seen from above, the land office's list, or a payment
        of the year. It is then left alone, not declared mended.
    """

    name: str
    need: Need | None = None

    def title(self, language: Language = "th") -> str:
        """Name the kind for people."""
        return text(f"coverage.kind.{self.name}", language)

    def remedy(self, language: Language = "th") -> str:
        """Say what mends a gap of the kind."""
        return text(f"coverage.remedy.{self.name}", language)


KINDS = (
    Kind("uncovered_area", need="ground"),
    Kind("parcel_overlap"),
    Kind("parcel_without_owner"),
    Kind("parcel_without_price"),
    Kind("parcel_without_use"),
    Kind("area_mismatch"),
    Kind("building_without_parcel"),
    Kind("building_unregistered", need="footprints"),
    Kind("building_gone", need="footprints"),
    Kind("use_contradicted"),
    Kind("sign_without_parcel"),
    Kind("sign_untaxed", need="sign_run"),
    Kind("permit_overdue"),
    Kind("lease_expired"),
    Kind("unassessed", need="land_run"),
    Kind("unpaid", need="payments"),
    Kind("deed_without_parcel", need="deeds"),
    Kind("parcel_without_deed", need="deeds"),
)
"""All kinds, in the order of lists."""

KIND_NAMES = tuple(kind.name for kind in KINDS)


def kinds_named(names: tuple[str, ...] | None) -> tuple[Kind, ...]:
    """Pick kinds by name; all of them when none is named.

    Raises
    ------
    SettingsError
        There is no such kind.
    """
    if names is None:
        return KINDS
    for name in names:
        if name not in KIND_NAMES:
            known = ", ".join(KIND_NAMES)
            raise SettingsError(both("coverage.error.kind", kind=name, known=known))
    return tuple(kind for kind in KINDS if kind.name in names)


@cache
def query(name: str) -> str:
    """Read the query of a kind.

    Its parameters are ``year``, ``first`` (1 January), ``seen`` (today, or the
    year's last day), ``land_run``, ``sign_run``, ``pay_by`` and ``last_part_by`` (days
    of payment in the law's calendar) and the thresholds; it gives key,
    severity, subject_kind, subject_id, subject_code, parcel_id, evidence, facts
    and geom of each gap.
    """
    path = files("kkmgis.coverage") / "sql" / f"{name}.sql"
    return path.read_text(encoding="utf-8")
