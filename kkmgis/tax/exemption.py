"""Rate group of each line, and what s.8, s.40, s.41 and s.96 take off its base."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kkmgis.tax.compile_land import LandRules
from kkmgis.tax.exact import running_sum_before
from kkmgis.tax.facts import AssetKind, Column, Facts, RateGroup, Use

_GROUP_OF_USE = np.array(
    [
        RateGroup.AGRICULTURE,
        RateGroup.RESIDENTIAL,
        RateGroup.OTHER,
        RateGroup.VACANT,
        RateGroup.EXEMPT,
    ],
    dtype=np.int8,
)


@dataclass(frozen=True, slots=True)
class Exemption:
    """What comes off the bases, satang, shape (lines,).

    Attributes
    ----------
    used_before : Column
        Of the farm or home exemption, by the lines listed above.
    exempt : Column
    """

    used_before: Column
    exempt: Column


def rate_groups(facts: Facts) -> npt.NDArray[np.int8]:
    """Tell the ladder that each line runs through.

    Parameters
    ----------
    facts : Facts

    Returns
    -------
    ndarray of int8, shape (lines,), RateGroup

    Notes
    -----
    Legal source: s.37, s.94 (1)-(6). A home needs an owner who is a natural
    person (C12); without him it is residence in any other case. A unit has its
    share of land, so it is a home with land.
    """
    group = _GROUP_OF_USE[facts.use]
    asset = facts.asset
    lived_in = facts.principal & (facts.use == Use.RESIDENTIAL)
    home = lived_in & facts.resident[facts.taxpayer[asset]]
    with_land = facts.own_land | (facts.kind != AssetKind.BUILDING)
    group[home] = np.where(
        with_land[asset[home]], RateGroup.HOME, RateGroup.HOME_BUILDING_ONLY
    )
    return group


def exemptions(
    facts: Facts, rules: LandRules, group: npt.NDArray[np.int8], base: Column
) -> Exemption:
    """Run the exemptions down the lines in listed order.

    Parameters
    ----------
    facts : Facts
    rules : LandRules
    group : ndarray of int8, shape (lines,), RateGroup
    base : Column, shape (lines,), satang

    Returns
    -------
    Exemption

    Notes
    -----
    Legal source: s.8 (all of it), s.40 with C7 (per taxpayer), s.96 (all farm
    property of natural persons in the first years), s.41 with C6 (per home).
    """
    used_before = np.zeros_like(base)
    exempt = np.where(group == RateGroup.EXEMPT, base, 0)
    taxpayer = facts.taxpayer[facts.asset]
    farm = (group == RateGroup.AGRICULTURE) & facts.natural[taxpayer]
    if rules.farm_wholly_exempt:
        exempt = np.where(farm, base, exempt)
    else:
        _use_up(
            farm,
            taxpayer,
            base,
            rules.farm_exemption,
            used_before=used_before,
            exempt=exempt,
        )
    home = facts.home[facts.asset]
    for kind, limit in (
        (RateGroup.HOME, rules.home_exemption),
        (RateGroup.HOME_BUILDING_ONLY, rules.building_only_exemption),
    ):
        _use_up(
            group == kind, home, base, limit, used_before=used_before, exempt=exempt
        )
    return Exemption(used_before, exempt)


def _use_up(
    rows: npt.NDArray[np.bool_],
    owner: npt.NDArray[np.int64],
    base: Column,
    limit: int,
    *,
    used_before: Column,
    exempt: Column,
) -> None:
    """Use a limit up over the chosen rows of each owner, in row order."""
    if not np.any(rows):
        return
    before, after = running_sum_before(base[rows], owner[rows])
    before, after = np.minimum(before, limit), np.minimum(after, limit)
    used_before[rows] = before
    exempt[rows] = after - before
