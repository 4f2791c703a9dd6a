"""How the money at stake of each kind is estimated.

A recipe enters what the gap would pay, and for a difference also what the
register makes it pay. What a gap leaves unknown is taken as typical; exemptions
of a home or a farm count only where the register says whose it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np

from kkmgis.assess.objects import BUILDING, LAND, UNIT
from kkmgis.coverage.filling import Filling
from kkmgis.coverage.ledger import DECLARED, FOUND, Holder, Ledger, Part, Piece
from kkmgis.coverage.signs import SignRow
from kkmgis.coverage.thresholds import Thresholds
from kkmgis.tax.compile_sign import SignText
from kkmgis.tax.facts import Use
from kkmgis.tax.money import baht_text

_SUBJECT_KINDS = {"parcel": LAND, "building": BUILDING, "unit": UNIT}
_MONTHS = 12


class Gap(NamedTuple):
    """A found gap as an estimate needs it."""

    number: int
    kind: str
    subject_kind: str
    subject_id: int | None
    subject_code: str | None
    facts: Mapping[str, Any]
    evidence: Mapping[str, Any]


class Sum(NamedTuple):
    """Satang that need no tax kernel; the method says what they are."""

    method: str
    satang: int
    line: Mapping[str, Any]


@dataclass
class Desk:
    """What the recipes work with, and what they have entered so far.

    Attributes
    ----------
    ledger : Ledger
        Land, buildings and units.
    signs : dict of int to (SignRow, int)
        Sign of each gap that is about one, and how many there are of it.
    sums : dict of int to Sum
        What is known without any computation of tax.
    """

    filling: Filling
    thresholds: Thresholds
    sign_rows: Mapping[int, SignRow]
    ledger: Ledger = field(default_factory=Ledger)
    signs: dict[int, tuple[SignRow, int]] = field(default_factory=dict)
    sums: dict[int, Sum] = field(default_factory=dict)

    def enter(self, gap: Gap, row: int, side: int = FOUND) -> None:
        """Enter an object as the register holds it, typical where it does not."""
        piece = self.filling.piece(row)
        if not self.filling.uses_known(row):
            piece = piece._replace(assumed=(*piece.assumed, "use:typical"))
        holder = self.filling.holder(row)
        self.ledger.enter(gap.number, side, holder, piece, self.filling.parts(row))


def bare_ground(desk: Desk, gap: Gap) -> None:
    """Enter ground under no parcel at the price and use of its neighbours."""
    register, typical = desk.filling.register, desk.filling.typical
    ids = gap.facts.get("near") or []
    rows = np.array([register.row(LAND, near) for near in ids], dtype=np.int64)
    price, origin = typical.price_near(rows)
    use = typical.land_use_near(rows)
    piece = Piece(
        LAND,
        "ground",
        int(gap.facts["area"]),
        price or 0,
        assumed=(f"price:{origin if price else 'none'}", "use:near"),
    )
    desk.ledger.enter(
        gap.number, FOUND, Holder(), piece, [desk.filling.part_of_use(use)]
    )


def overlapped_ground(desk: Desk, gap: Gap) -> None:
    """Enter the common ground at the price and uses of the smaller parcel."""
    row = desk.filling.register.row(LAND, gap.subject_id or 0)
    piece = desk.filling.ground(row, int(gap.facts["area"]))
    parts = [part._replace(principal=False) for part in desk.filling.parts(row)]
    desk.ledger.enter(gap.number, FOUND, Holder(), piece, parts)


def ownerless(desk: Desk, gap: Gap) -> None:
    """Enter the parcel and the buildings on it that nobody holds either."""
    register = desk.filling.register
    row = register.row(LAND, gap.subject_id or 0)
    desk.enter(gap, row)
    for upper in register.standing_on.get(row, []):
        if register.objects.owner_set[upper] < 0:
            desk.enter(gap, upper)


def as_registered(desk: Desk, gap: Gap) -> None:
    """Enter the subject itself."""
    kind = _SUBJECT_KINDS[gap.subject_kind]
    desk.enter(gap, desk.filling.register.row(kind, gap.subject_id or 0))


def measured_area(desk: Desk, gap: Gap) -> None:
    """Enter the parcel with the map's area against the deed's."""
    filling = desk.filling
    row = filling.register.row(LAND, gap.subject_id or 0)
    desk.enter(gap, row, DECLARED)
    piece = filling.ground(row, int(gap.facts["area"]))
    desk.ledger.enter(gap.number, FOUND, filling.holder(row), piece, filling.parts(row))


def as_used(desk: Desk, gap: Gap) -> None:
    """Enter the parcel as it is built on, or partly a business, against its uses."""
    filling, register = desk.filling, desk.filling.register
    row = register.row(LAND, gap.subject_id or 0)
    rows = [row, *register.standing_on.get(row, [])]
    for one in rows:
        desk.enter(gap, one, DECLARED)
        piece, parts = filling.piece(one), filling.parts(one)
        if "buildings" in gap.evidence and one == row:
            parts = _uses_above(filling, rows[1:]) or parts
        if "signs" in gap.evidence:
            parts = _partly_business(parts, desk.thresholds.business_share)
            piece = piece._replace(assumed=(*piece.assumed, "share:business"))
        desk.ledger.enter(gap.number, FOUND, filling.holder(one), piece, parts)


def unregistered(desk: Desk, gap: Gap) -> None:
    """Enter the footprint as a typical building of whoever holds the parcel."""
    filling = desk.filling
    parcel = gap.facts["parcel"]
    row = None if parcel is None else filling.register.row(LAND, parcel)
    piece = filling.seen_building(
        gap.subject_code or "", int(gap.facts["area"]), gap.facts.get("storeys")
    )
    parts = [filling.part_of_use(filling.typical.building_use)]
    holder = Holder() if row is None else filling.holder(row)
    desk.ledger.enter(gap.number, FOUND, holder, piece, parts)


def gone(desk: Desk, gap: Gap) -> None:
    """Enter what the register makes a building pay that is no longer there."""
    register = desk.filling.register
    desk.enter(gap, register.row(BUILDING, gap.subject_id or 0), DECLARED)


def undrawn(desk: Desk, gap: Gap) -> None:
    """Enter the land of a deed at its own price, used as most of the town is."""
    typical = desk.filling.typical
    assumed: list[str] = []
    area, price = int(gap.facts["area"]), gap.facts.get("price")
    if gap.facts["no_area"]:
        assumed.append(f"area:{'city' if area else 'none'}")
    if not price:
        price = typical.city_land_price
        assumed.append(f"price:{'city' if price else 'none'}")
    piece = Piece(
        LAND,
        f"land:{gap.subject_code}",
        area,
        int(price or 0),
        assumed=(*assumed, "use:typical"),
    )
    part = desk.filling.part_of_use(typical.land_use)
    desk.ledger.enter(gap.number, FOUND, Holder(), piece, [part])


def sign(desk: Desk, gap: Gap) -> None:
    """Enter the sign by its size, or a typical one."""
    desk.signs[gap.number] = (desk.sign_rows[gap.subject_id or 0], 1)


def permit(desk: Desk, gap: Gap) -> None:
    """Enter commercial signs as taxed ones of a whole year, others with a new fee."""
    if gap.evidence["purpose"] != "commercial":
        satang = int(gap.evidence.get("fee_satang", 0))
        desk.sums[gap.number] = Sum("fee", satang, {"fee": baht_text(satang)})
        return
    text_class = gap.facts["text_class"]
    assumed = ("size:permits",) if gap.facts["no_size"] else ()
    if text_class is None:
        assumed = (*assumed, "text:mixed")
    row = SignRow(
        gap.subject_code or "",
        int(gap.facts["area"]),
        int(gap.facts["sides"]),
        SignText[(text_class or "mixed").upper()],
        moving=False,
        assumed=assumed,
    )
    desk.signs[gap.number] = (row, int(gap.evidence["quantity"]))


def rent(desk: Desk, gap: Gap) -> None:
    """Enter the rent of a year by the contract that ran out."""
    times = _MONTHS if gap.evidence["rent_period"] == "month" else 1
    satang = int(gap.evidence["rent_satang"]) * times
    desk.sums[gap.number] = Sum("rent", satang, {"rent": baht_text(satang)})


def owed(desk: Desk, gap: Gap) -> None:
    """Enter what is left of the assessment."""
    total, paid = int(gap.evidence["total_satang"]), int(gap.evidence["paid_satang"])
    line = {"total": baht_text(total), "paid": baht_text(paid)}
    desk.sums[gap.number] = Sum("unpaid", total - paid, line)


def _uses_above(filling: Filling, buildings: list[int]) -> list[Part]:
    """Give the uses of the largest building that says otherwise than idle ground."""
    busy = [
        row
        for row in buildings
        if any(p.use in (Use.RESIDENTIAL, Use.OTHER) for p in filling.parts(row))
    ]
    if not busy:
        return []
    area = filling.register.objects.area
    return filling.parts(max(busy, key=lambda row: (int(area[row]), -row)))


def _partly_business(parts: list[Part], share: Decimal) -> list[Part]:
    business, whole = share.as_integer_ratio()
    split: list[Part] = []
    for part in parts:
        split.append(part._replace(part=part.part * (whole - business)))
        split.append(Part(int(Use.OTHER), part.part * business))
    return [part for part in split if part.part]


RECIPES: Mapping[str, Callable[[Desk, Gap], None]] = {
    "uncovered_area": bare_ground,
    "parcel_overlap": overlapped_ground,
    "parcel_without_owner": ownerless,
    "parcel_without_price": as_registered,
    "parcel_without_use": as_registered,
    "area_mismatch": measured_area,
    "building_without_parcel": as_registered,
    "building_unregistered": unregistered,
    "building_gone": gone,
    "use_contradicted": as_used,
    "sign_without_parcel": sign,
    "sign_untaxed": sign,
    "permit_overdue": permit,
    "lease_expired": rent,
    "unassessed": as_registered,
    "unpaid": owed,
    "deed_without_parcel": undrawn,
    "parcel_without_deed": as_registered,
}
"""By kind of gap."""
