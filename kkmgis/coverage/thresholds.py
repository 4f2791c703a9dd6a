"""Where the kinds of gap begin: dated numbers in one place.

They are the municipality's working rules, not law. A change is a new entry with
the first tax year it holds for; old entries stay, so that a search for an older
year goes by the rules of that year. ``docs/gaps.md`` gives the reasons.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Limits of one period.

    Attributes
    ----------
    from_year_be : int
        First tax year, Buddhist Era.
    overlap_share, overlap_error_share : Decimal
        Overlap as a part of the smaller parcel: above the first it is a gap,
        above the second an error.
    area_share, area_error_share : Decimal
        Difference of map and deed as a part of the deed: gap, and error.
    area_wa : Decimal, square wa
        Smaller differences are no gap, whatever their share.
    strip_half_width_m : Decimal
        Bare ground narrower than twice this is taken for a ditch, a footpath or
        a slip of the pen, inside blocks or where public areas are mapped.
    street_half_width_m : Decimal
        The same where neither blocks nor public areas are known: streets are
        bare there and must not be reported.
    least_ground_m2 : Decimal
        Smaller pieces of bare ground are left out (10 square wa).
    cell_m : Decimal
        Side of the squares in which a municipality without blocks is searched.
    built_on_share : Decimal
        Part of a building that must stand on a parcel to speak about its use.
    business_share : Decimal
        Part of a home that counts as business where a business sign hangs, until
        somebody has measured it.
    big_bytes : int
        Stored size from which a parcel is compared in pieces; only about speed.
    neighbours : int
        Parcels nearest to bare ground that tell its price and use.
    permit_grace_days : int
        Days after a permit within which the applicant undertakes to remove his signs.
    footprint_m2 : Decimal
        Smaller footprints and buildings are not held against each other.
    footprint_confidence : Decimal
        Footprints of which their source is less sure are left out.
    footprint_share : Decimal
        Common ground, as a part of the smaller one, from which a footprint is a
        registered building.
    footprint_square_m : Decimal
        Side of the squares in which it is judged whether a source shows most
        buildings.
    footprint_neighbours : int
        Other buildings that must stand in the square.
    footprint_shown : Decimal
        Part of them that the source must show.
    """

    from_year_be: int
    overlap_share: Decimal
    overlap_error_share: Decimal
    area_share: Decimal
    area_error_share: Decimal
    area_wa: Decimal
    strip_half_width_m: Decimal
    street_half_width_m: Decimal
    least_ground_m2: Decimal
    cell_m: Decimal
    built_on_share: Decimal
    business_share: Decimal
    big_bytes: int
    neighbours: int
    permit_grace_days: int
    footprint_m2: Decimal
    footprint_confidence: Decimal
    footprint_share: Decimal
    footprint_square_m: Decimal
    footprint_neighbours: int
    footprint_shown: Decimal


THRESHOLDS = (
    Thresholds(
        from_year_be=2563,
        overlap_share=Decimal("0.001"),
        overlap_error_share=Decimal("0.05"),
        area_share=Decimal("0.05"),
        area_error_share=Decimal("0.20"),
        area_wa=Decimal(2),
        strip_half_width_m=Decimal("2.0"),
        street_half_width_m=Decimal("12.0"),
        least_ground_m2=Decimal(40),
        cell_m=Decimal(500),
        built_on_share=Decimal("0.10"),
        business_share=Decimal("0.5"),
        big_bytes=4_000,
        neighbours=9,
        permit_grace_days=3,
        footprint_m2=Decimal(15),
        footprint_confidence=Decimal("0.65"),
        footprint_share=Decimal("0.1"),
        footprint_square_m=Decimal(100),
        footprint_neighbours=4,
        footprint_shown=Decimal("0.8"),
    ),
)
"""By first tax year, ascending."""


def thresholds_of(year_be: int) -> Thresholds:
    """Give the limits that hold for a tax year.

    Examples
    --------
    >>> thresholds_of(2569).overlap_share
    Decimal('0.001')
    """
    held = [entry for entry in THRESHOLDS if entry.from_year_be <= year_be]
    return held[-1] if held else THRESHOLDS[0]
