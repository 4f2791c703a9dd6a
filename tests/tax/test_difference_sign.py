"""Each change of a sign's tax has one cause; the figures were worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kkmgis.errors import TaxError
from kkmgis.tax.compile_sign import SignText
from kkmgis.tax.difference_roll import NOT_LACKING, Aspect, sum_of
from kkmgis.tax.difference_sign import SignRoll, compare_sign_rolls
from kkmgis.tax.rulebook import rule_book
from kkmgis.tax.sign import SignFacts, assess_signs
from tests.tax.rolls import causes

LAST, YEAR = 2568, 2569


@dataclass(frozen=True)
class Board:
    """A sign of 4 m², Thai with foreign letters: 80 units at 26 baht, 2,080 baht."""

    key: int = 1
    area: int = 40_000
    sides: int = 1
    text: str = "mixed"
    moving: bool = False
    quarter: int = 0
    exempt: bool = False
    lacking: int = NOT_LACKING


def roll(boards: Sequence[Board], year: int) -> SignRoll:
    taxed = [one for one in boards if not one.exempt]
    rules = rule_book(year)
    facts = SignFacts(
        tax_year=year,
        area_decimals=0,
        area=np.array([one.area for one in taxed], np.int64),
        sides=np.array([one.sides for one in taxed], np.int64),
        text=np.array([SignText[one.text.upper()] for one in taxed], np.int8),
        moving=np.array([one.moving for one in taxed], np.bool_),
        quarter=np.array([one.quarter for one in taxed], np.int8),
    )
    return SignRoll(
        facts=facts,
        rules=rules,
        tax=assess_signs(facts, rules).tax,
        key=np.array([one.key for one in taxed], np.int64),
        exempt=np.array([one.key for one in boards if one.exempt], np.int64),
        lacking=np.array([one.lacking for one in taxed], np.int8),
    )


def compared(
    before: list[Board], after: list[Board], years: tuple[int, int] = (LAST, YEAR)
) -> dict[int, dict[str, int]]:
    return causes(compare_sign_rolls(roll(before, years[0]), roll(after, years[1])))


BOARD = Board()
WHOLE = 2_080_00


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        pytest.param([BOARD], {}, id="nothing"),
        pytest.param([replace(BOARD, area=80_000)], {"area": WHOLE}, id="larger"),
        pytest.param([replace(BOARD, sides=2)], {"area": WHOLE}, id="two_sides"),
        pytest.param([replace(BOARD, text="thai")], {"use": -1_680_00}, id="thai"),
        pytest.param([replace(BOARD, moving=True)], {"use": 2_080_00}, id="moving"),
        pytest.param(
            [replace(BOARD, exempt=True)], {"exemption": -WHOLE}, id="became_exempt"
        ),
        pytest.param([], {"sign": -WHOLE}, id="taken_down"),
        pytest.param(
            [replace(BOARD, quarter=2)], {"correction": -520_00}, id="not_new_again"
        ),
    ],
)
def test_a_sign_changes(after: list[Board], expected: dict[str, int]) -> None:
    found = compared([BOARD], after)
    assert found == ({1: expected} if expected else {})


def test_the_first_year_is_a_share_by_law() -> None:
    new = replace(BOARD, quarter=3)  # half of the year
    assert compared([new], [BOARD]) == {1: {"law": 1_040_00}}


def test_a_sign_is_put_up() -> None:
    assert compared([], [replace(BOARD, quarter=4)]) == {1: {"sign": 520_00}}


def test_a_sign_that_was_exempt_is_taxed_at_its_size() -> None:
    exempt = replace(BOARD, exempt=True)
    assert compared([exempt], [BOARD]) == {1: {"exemption": WHOLE}}
    assert compared([exempt], [exempt]) == {}


def test_a_sign_that_was_set_aside_mends_a_mistake() -> None:
    lacked = replace(BOARD, lacking=Aspect.AREA)
    assert compared([], [lacked]) == {1: {"correction": WHOLE}}


def test_in_one_tax_year_only_mistakes_can_be_mended() -> None:
    after = [replace(BOARD, area=80_000, quarter=3), Board(2)]
    found = compare_sign_rolls(roll([BOARD], YEAR), roll(after, YEAR))
    # Twice as large, but for half of the year: what was mended cancels out.
    assert causes(found) == {2: {"correction": WHOLE}}
    aspects = found.by_aspect()
    assert aspects["area"].tolist() == [WHOLE, 0]
    assert aspects["sign"].tolist() == [-WHOLE, WHOLE]


def test_a_roll_that_its_facts_do_not_give_is_refused() -> None:
    wrong = replace(roll([BOARD], YEAR), tax=np.array([1]))
    with pytest.raises(TaxError, match="208000 satang, stored are 1"):
        compare_sign_rolls(roll([BOARD], LAST), wrong)


def board(rng: Random, key: int) -> Board:
    return Board(
        key,
        area=rng.randint(1, 500_000),
        sides=rng.randint(1, 3),
        text=rng.choice(("thai", "mixed", "foreign")),
        moving=rng.randrange(2) == 0,
        quarter=rng.randrange(5),
        exempt=rng.randrange(4) == 0,
        lacking=rng.choice((NOT_LACKING, NOT_LACKING, Aspect.OWNER, Aspect.USE)),
    )


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**32), st.integers(2563, 2570), st.integers(2563, 2570))
def test_the_causes_of_each_sign_add_up(seed: int, first: int, last: int) -> None:
    rng = Random(seed)  # noqa: S311 - invented signs, not secrets
    keys = range(rng.randint(0, 8))
    rolls = [
        roll([board(rng, key) for key in keys if rng.randrange(5)], year)
        for year in (first, last)
    ]
    found = compare_sign_rolls(*rolls)
    change = (found.after - found.before).tolist()
    for grouped in (found.by_cause(), found.by_aspect()):
        assert sum_of(tuple(grouped.values())).tolist() == change
    assert sum(change) == int(rolls[1].tax.sum()) - int(rolls[0].tax.sum())
    back = compare_sign_rolls(rolls[1], rolls[0])
    assert (back.after - back.before).tolist() == [-satang for satang in change]
