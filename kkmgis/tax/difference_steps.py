"""The steps from one roll to another, aspect by aspect over all objects at once.

The order is fixed, because it decides on whom the product of two changes falls
(a dearer price times a larger area counts as area):

1.  objects that only the roll before has go, while all else is as before;
2.  law: rates, exemptions, reductions, the step-up of property that stays vacant
    (s.43), the transition of s.96 and s.97;
3.  price: price or stated value; when a stated value comes or goes, all of it;
4.  area of land and units, and pools that changed among the same holders;
5.  building: floor area, material, age;
6.  use: uses, shares, begin of a vacancy;
7.  exemption: home, listed reduction, what is exempt by s.8, former tax (s.97);
8.  owner: who is taxed, the home that it is to him or no longer to who sold it,
    pools that go with it, listed order;
9.  objects that only the roll after has come, while all else is as after.

Within a step mistakes that were mended come last and are booked apart. They show
in an entry of the price list or a recorded use that was overwritten, instead of
followed by another one; in a building's age that the years between do not make; in
a vacancy of which two rolls say that it began in different years. Two rolls
of one tax year look at the same 1 January (s.9), on which nothing can have changed
since: there all but the law is a mistake that was mended.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from kkmgis.tax.difference_draft import Draft
from kkmgis.tax.difference_roll import NOT_LACKING, Aspect, Roll, Step
from kkmgis.tax.facts import AssetKind, Facts

Flags = npt.NDArray[np.bool_]

_OF_TAXPAYERS = ("natural", "resident", "co_owned")
_OF_LINES = (
    "use",
    "share_part",
    "principal",
    "vacant_since",
    "exempt_under",
    "listed_reduction",
)
_SCALARS = ("tax_year", "area_decimals", "price_decimals")


def steps_between(before: Roll, after: Roll) -> Iterator[Step]:
    """Give the roll after each step that may change a tax.

    Parameters
    ----------
    before, after : Roll

    Yields
    ------
    Step
        The last one has the facts and the law of ``after``.
    """
    same_year = before.facts.tax_year == after.facts.tax_year
    yield from _going(before, np.isin(before.key, after.key), same_year)
    draft = Draft(before, after)
    for aspect, corrected, changed in _exchanges(draft, same_year):
        if changed and len(draft):
            yield draft.step(aspect, corrected)
    yield from _coming(after, np.isin(after.key, before.key), same_year)


def _exchanges(draft: Draft, same_year: bool) -> Iterator[tuple[Aspect, bool, bool]]:
    """Exchange aspect after aspect; tell each, and whether anything changed."""
    everything = np.ones(len(draft), dtype=np.bool_)

    def parted(mended: Flags) -> Iterator[tuple[bool, Flags]]:
        if same_year:
            yield True, everything
            return
        yield False, ~mended
        yield True, mended

    yield Aspect.LAW, False, draft.take_law()
    for corrected, rows in parted(draft.price_mended):
        yield Aspect.PRICE, corrected, draft.take_price(rows)
    yield Aspect.AREA, same_year, draft.take_area(everything)
    yield Aspect.BUILDING, same_year, draft.take_building(everything)
    yield Aspect.BUILDING, True, draft.take_built_year()
    for corrected, rows in parted(draft.use_mended):
        yield Aspect.USE, corrected, draft.take_use(rows)
    for corrected, rows in parted(draft.exemption_mended):
        yield Aspect.EXEMPTION, corrected, draft.take_exemption(rows)
    yield Aspect.OWNER, same_year, draft.take_owner()


def _going(roll: Roll, kept: Flags, same_year: bool) -> Iterator[Step]:
    here = np.ones(len(kept), dtype=np.bool_)
    for aspect, corrected, group in _alone(roll, ~kept, same_year):
        here = here & ~group
        yield _part(roll, here, aspect, corrected)


def _coming(roll: Roll, known: Flags, same_year: bool) -> Iterator[Step]:
    here = known
    for aspect, corrected, group in _alone(roll, ~known, same_year):
        here = here | group
        yield _part(roll, here, aspect, corrected)


def _alone(
    roll: Roll, alone: Flags, same_year: bool
) -> Iterator[tuple[Aspect, bool, Flags]]:
    """Group the objects that the other roll has not, by cause.

    What the other roll set aside for lack of something is here because that was
    mended, or there because it was lost. All else was built or torn down, or is
    land that was split, merged, first registered or retired.
    """
    lacked = roll.lacking != NOT_LACKING
    new = np.where(roll.facts.kind == AssetKind.LAND, Aspect.AREA, Aspect.BUILDING)
    aspect = np.where(lacked, roll.lacking, new)
    corrected = lacked | same_year
    for number in Aspect:
        for mended in (False, True):
            group = alone & (aspect == number) & (corrected == mended)
            if np.any(group):
                yield number, mended, group


def _part(roll: Roll, here: Flags, aspect: Aspect, corrected: bool) -> Step:
    facts = some_assets(roll.facts, here)
    return Step(aspect, corrected, facts, roll.rules, roll.key[here])


def some_assets(facts: Facts, here: Flags) -> Facts:
    """Leave assets out, with their lines.

    Parameters
    ----------
    facts : Facts
    here : ndarray of bool, shape (assets,)
        Which assets stay.
    """
    lines = here[facts.asset]
    changed: dict[str, Any] = {}
    for field in fields(Facts):
        name, column = field.name, getattr(facts, field.name)
        if name in (*_SCALARS, *_OF_TAXPAYERS, "asset") or column is None:
            continue
        changed[name] = column[lines] if name in _OF_LINES else column[here]
    changed["asset"] = (np.cumsum(here) - 1)[facts.asset[lines]]
    return replace(facts, **changed)
