"""Whatever changes between two rolls: the causes add up, and none is made up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kkmgis.tax.difference import compare_rolls
from kkmgis.tax.difference_roll import NOT_LACKING, Aspect, Difference, Roll, sum_of
from tests.tax.rolls import Holder, Part, Thing, roll

YEARS = st.integers(2563, 2570)
SEEDS = st.integers(0, 2**32)
USES = ("agriculture", "residential", "other", "vacant", "exempt")
EVERYBODY = {n: Holder(natural=n < 4, resident=n != 5) for n in range(1, 7)}
EXAMPLES = 120


def chance(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - invented property, not secrets


def parts(rng: Random, *, may_be_exempt: bool = True) -> tuple[Part, ...]:
    """Draw up to three uses; the vacancies began before any year that is compared."""
    return tuple(
        Part(
            rng.choice(USES if may_be_exempt else USES[:4]),
            part=rng.randint(1, 4),
            principal=rng.randrange(2) == 0,
            since=rng.randint(2555, 2563),
            reduction=rng.choice((0, 0, 50, 90)),
        )
        for _ in range(rng.choice((1, 1, 2, 3)))
    )


def thing(rng: Random, key: int) -> Thing:
    kind = rng.choice(("land", "land", "building", "condo"))
    pool = rng.choice((None, 1, 2)) if kind != "condo" else None
    return Thing(
        key,
        holder=rng.randint(1, 6),
        kind=kind,
        area=rng.randint(0, 9_000),
        price=rng.randint(0, 90_000),
        value=rng.choice((None, None, rng.randint(0, 10**9))),
        material=rng.choice(("masonry", "half", "wood")),
        age=rng.randint(0, 50) if kind == "building" else 0,
        uses=parts(rng),
        pool=pool,
        home=rng.choice((None, 1)),
        own_land=kind != "building" or pool is not None,
        entry=(rng.randint(0, 3), rng.randint(1, 2)),
        use_entry=(rng.randint(0, 3), rng.randint(1, 2)),
        old_tax=rng.choice((-1, -1, rng.randint(0, 10**7))),
    )


def town(rng: Random) -> list[Thing]:
    things = [thing(rng, key) for key in range(rng.randint(0, 9))]
    return sorted(things, key=lambda one: one.holder)


def edited(rng: Random, things: list[Thing]) -> list[Thing]:
    """Change some things at random, leave some out, add some, list them anew."""
    after = []
    for one in things:
        other = thing(rng, one.key)
        names = ("holder", "area", "price", "value", "age", "uses", "pool", "home")
        some = {name: getattr(other, name) for name in names if rng.randrange(4) == 0}
        if one.kind != "building":
            some.pop("age", None)
        if rng.randrange(6):
            after.append(replace(one, **some))
    after += [thing(rng, 100 + n) for n in range(rng.randint(0, 2))]
    after = [
        replace(one, lacking=rng.choice((NOT_LACKING, Aspect.PRICE, Aspect.USE)))
        for one in after
    ]
    rng.shuffle(after)
    return sorted(after, key=lambda one: one.holder)


def made(things: list[Thing], year: int) -> Roll:
    return roll(things, year, holders=EVERYBODY)


def of_keys(one: Roll, found: Difference) -> list[int]:
    total = np.zeros(len(found.key), dtype=np.int64)
    place = np.searchsorted(found.key, one.key)
    np.add.at(total, place[one.facts.asset], one.tax)
    amounts: list[int] = total.tolist()
    return amounts


@settings(max_examples=EXAMPLES, deadline=None)
@given(SEEDS, YEARS, YEARS)
def test_the_causes_of_each_object_add_up(seed: int, first: int, last: int) -> None:
    rng = chance(seed)
    things = town(rng)
    before, after = made(things, first), made(edited(rng, things), last)
    found = compare_rolls(before, after)
    assert found.before.tolist() == of_keys(before, found)
    assert found.after.tolist() == of_keys(after, found)
    change = (found.after - found.before).tolist()
    for causes in (found.by_cause(), found.by_aspect()):
        assert sum_of(tuple(causes.values())).tolist() == change
    back = compare_rolls(after, before)
    assert (back.after - back.before).tolist() == [-satang for satang in change]


@settings(max_examples=EXAMPLES, deadline=None)
@given(SEEDS, YEARS)
def test_a_roll_does_not_differ_from_itself(seed: int, year: int) -> None:
    one = made(town(chance(seed)), year)
    found = compare_rolls(one, one)
    assert not any(column.any() for column in found.by_cause().values())


def other_price(rng: Random, one: Thing) -> Thing:
    return replace(one, price=rng.randint(0, 90_000), value=rng.randint(0, 10**9))


def other_area(rng: Random, one: Thing) -> Thing:
    land = one.kind != "building"
    return replace(one, area=rng.randint(0, 9_000) if land else one.area)


def other_building(rng: Random, one: Thing) -> Thing:
    if one.kind != "building":
        return one
    return replace(one, area=rng.randint(0, 9_000), age=rng.randint(0, 50))


def other_use(rng: Random, one: Thing) -> Thing:
    """Use nothing of it as a home, on a list or exempt, neither before nor after."""
    return replace(one, uses=plain(parts(rng, may_be_exempt=False)))


def other_exemption(rng: Random, one: Thing) -> Thing:
    uses = tuple(
        replace(
            part,
            principal=rng.randrange(2) == 0,
            reduction=rng.choice((0, 50, 90)),
        )
        for part in one.uses
    )
    return replace(one, uses=uses)


def other_owner(rng: Random, one: Thing) -> Thing:
    return replace(one, holder=rng.randint(1, 6))


def plain(uses: tuple[Part, ...]) -> tuple[Part, ...]:
    return tuple(
        replace(
            part,
            use="other" if part.use == "exempt" else part.use,
            principal=False,
            reduction=0,
        )
        for part in uses
    )


EDITS: dict[str, Callable[[Random, Thing], Thing]] = {
    "price": other_price,
    "area": other_area,
    "building": other_building,
    "use": other_use,
    "exemption": other_exemption,
    "owner": other_owner,
}


@pytest.mark.parametrize("aspect", EDITS)
@settings(max_examples=EXAMPLES // 2, deadline=None)
@given(SEEDS, YEARS)
def test_what_only_one_aspect_changes_is_booked_on_it(
    aspect: str, seed: int, year: int
) -> None:
    """With all that it does to others by pools, ladders and used-up exemptions."""
    rng = chance(seed)
    before = town(rng)
    if aspect == "use":
        before = [replace(one, uses=plain(one.uses)) for one in before]
    after = [EDITS[aspect](rng, one) for one in before]
    found = compare_rolls(made(before, year), made(after, year)).by_aspect()
    assert {name for name, column in found.items() if column.any()} <= {aspect}
