"""Each change of a tax has one cause; the figures were worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kkmgis.errors import TaxError
from kkmgis.tax.amend import Change, amended_rule_book
from kkmgis.tax.difference import compare_rolls
from kkmgis.tax.difference_roll import Aspect
from kkmgis.tax.rulebook import rule_book
from tests.tax.rolls import YEAR, Holder, Part, Thing, causes, changed, roll

LAST = YEAR - 1
SHOP = Thing(1)
"""1,000,000 baht in business: 0.3 %, 3,000 baht of tax."""
HOUSE = Thing(2, kind="building", price=8_000, age=9)
"""800,000 baht less 9 %: 728,000 baht, 2,184 baht of tax."""
COMPANY = {1: Holder(natural=False, resident=False)}
HOME = (Part("residential", principal=True),)
DWELLING = (Part("residential"),)


def compared(
    before: list[Thing], after: list[Thing], years: tuple[int, int] = (LAST, YEAR)
) -> dict[int, dict[str, int]]:
    """Compare a year with the next."""
    return causes(compare_rolls(roll(before, years[0]), roll(after, years[1])))


def test_nothing_changes_in_a_year_in_which_nothing_happened() -> None:
    assert compared([SHOP], [SHOP]) == {}


def test_a_dearer_price() -> None:
    dearer = replace(SHOP, price=12_000)  # 1,200,000 at 0.3 %: 3,600
    assert compared([SHOP], [dearer]) == {1: {"price": 600_00}}


def test_a_larger_area() -> None:
    larger = replace(SHOP, area=110)  # 1,100,000 at 0.3 %: 3,300
    assert compared([SHOP], [larger]) == {1: {"area": 300_00}}


def test_of_price_and_area_the_price_comes_first() -> None:
    both = replace(SHOP, price=12_000, area=110)  # 1,320,000 at 0.3 %: 3,960
    # 100 wa at the new price: + 600; 10 more wa at the new price: + 360.
    assert compared([SHOP], [both]) == {1: {"price": 600_00, "area": 360_00}}


def test_a_stated_value_in_place_of_a_price_is_all_of_it_price() -> None:
    stated = replace(SHOP, value=700_000, area=0, price=0)  # 2,100
    assert compared([SHOP], [stated]) == {1: {"price": -900_00}}
    assert compared([stated], [SHOP]) == {1: {"price": 900_00}}


def test_a_stated_value_in_place_of_a_house_is_price_too() -> None:
    stated = replace(HOUSE, value=728_000, area=0, price=0, age=0, material="wood")
    worth = replace(HOUSE, age=9)
    assert compared([stated], [worth]) == {}
    older = replace(HOUSE, age=10)  # 720,000 at 0.3 %: 2,160
    assert compared([stated], [older]) == {2: {"price": -24_00}}


def test_a_house_grows_older() -> None:
    older = replace(HOUSE, age=10)  # 800,000 less 10 %: 720,000, 2,160
    assert compared([HOUSE], [older]) == {2: {"building": -24_00}}


def test_a_house_is_extended() -> None:
    larger = replace(HOUSE, age=10, area=150)  # 1,200,000 less 10 %: 3,240
    assert compared([HOUSE], [larger]) == {2: {"building": 1_056_00}}


def test_a_house_ages_by_the_years_between_anything_else_mends_a_mistake() -> None:
    other = replace(HOUSE, age=15)  # less 20 %: 640,000, 1,920 instead of 2,160
    found = compared([HOUSE], [other])
    assert found == {2: {"building": -24_00, "correction": -240_00}}


def test_a_longer_vacancy_is_the_law_at_work() -> None:
    empty = replace(SHOP, uses=(Part("vacant", since=2566),))
    # The fourth year in a row: 0.6 instead of 0.3 % (s.43).
    assert compared([empty], [empty]) == {1: {"law": 3_000_00}}


def test_a_general_reduction_is_law() -> None:
    half = amended_rule_book(
        rule_book(YEAR),
        [Change("land_building.reduction.general", "50", "proposal", {"act": "test"})],
    )
    found = compare_rolls(roll([SHOP]), roll([SHOP], rules=half))
    assert causes(found) == {1: {"law": -1_500_00}}


def test_the_transition_of_the_first_years_is_law() -> None:
    farm = Thing(1, area=1000, price=60_000, uses=(Part("agriculture"),))
    # 60,000,000: wholly exempt in 2565 (s.96), then 10,000,000 at 0.01 %; a general
    # reduction of 15 % was decreed for 2566.
    found = compared([farm], [farm], (2565, 2566))
    assert found == {1: {"law": 850_00}}


def test_the_relief_of_a_rise_is_law() -> None:
    known = replace(SHOP, old_tax=1_000_00)
    # 2564 also had 90 % off: 300 is less than the former 1,000.
    assert compared([known], [known], (2564, 2565)) == {1: {"law": 2_200_00}}
    # 1,000 and three quarters of the rise of 2,000 in 2565.


def test_another_use() -> None:
    lived_in = replace(SHOP, uses=DWELLING)  # 0.02 %: 200
    assert compared([SHOP], [lived_in]) == {1: {"use": -2_800_00}}


def test_other_shares_of_the_same_uses() -> None:
    mixed = replace(SHOP, uses=(Part("other", 3), Part("residential", 1)))
    half = replace(SHOP, uses=(Part("other", 1), Part("residential", 1)))
    # 750,000 at 0.3 and 250,000 at 0.02 %: 2,300; half and half: 1,600.
    assert compared([mixed], [half]) == {1: {"use": -700_00}}


def test_a_vacancy_that_begins_anew_is_a_use() -> None:
    long = replace(SHOP, uses=(Part("vacant", since=2563),))
    # 2568 was the sixth year, 0.6 %; 2569 would be the seventh, but is the first: 0.3 %.
    anew = replace(SHOP, uses=(Part("vacant", since=YEAR),))
    assert compared([long], [anew]) == {1: {"use": -3_000_00}}


def test_a_vacancy_that_ends_bears_no_step_up_on_the_way() -> None:
    long = replace(SHOP, uses=(Part("vacant", since=2555),))
    assert compared([long], [SHOP]) == {1: {"use": -3_000_00}}


def test_a_vacancy_that_is_said_to_have_begun_otherwise_mends_a_mistake() -> None:
    long = replace(SHOP, uses=(Part("vacant", since=2563),))
    short = replace(SHOP, uses=(Part("vacant", since=2566),))  # fourth year: 0.6 %
    found = compared([long], [short])
    assert found == {1: {"law": 3_000_00, "correction": -3_000_00}}


def test_a_home_is_an_exemption() -> None:
    lived_in, home = replace(SHOP, uses=DWELLING), replace(SHOP, uses=HOME)
    assert compared([lived_in], [home]) == {1: {"exemption": -200_00}}


def test_a_home_that_is_sold_is_no_exemption_that_was_lost() -> None:
    home, let = replace(SHOP, uses=HOME), replace(SHOP, holder=2, uses=DWELLING)
    assert compared([home], [let]) == {1: {"owner": 200_00}}
    assert compared([let], [home]) == {1: {"owner": -200_00}}


def test_a_home_that_is_sold_for_a_shop_changes_its_use_first() -> None:
    home, shop = replace(SHOP, uses=HOME), replace(SHOP, holder=2)
    assert compared([home], [shop]) == {1: {"use": 3_000_00}}


def test_a_reduction_that_comes_with_a_sale_stays_an_exemption() -> None:
    listed = replace(SHOP, holder=2, uses=(Part(reduction=90),))
    assert compared([SHOP], [listed]) == {1: {"exemption": -2_700_00}}


def test_a_shop_that_becomes_a_home_changes_its_use_and_then_is_exempt() -> None:
    home = replace(SHOP, uses=HOME)
    found = compared([SHOP], [home])
    assert found == {1: {"use": -2_800_00, "exemption": -200_00}}


def test_a_home_that_becomes_a_shop_changes_its_use() -> None:
    home = replace(SHOP, uses=HOME)
    assert compared([home], [SHOP]) == {1: {"use": 3_000_00}}


def test_a_part_of_a_home_that_becomes_a_shop_changes_its_use() -> None:
    home = replace(SHOP, uses=HOME)
    corner = replace(SHOP, uses=(*HOME, Part("other")))  # 500,000 at 0.3 %
    assert compared([home], [corner]) == {1: {"use": 1_500_00}}


def test_a_listed_reduction_is_an_exemption() -> None:
    listed = replace(SHOP, uses=(Part(reduction=90),))
    assert compared([SHOP], [listed]) == {1: {"exemption": -2_700_00}}


def test_property_that_becomes_exempt_by_law() -> None:
    exempt = replace(SHOP, uses=(Part("exempt"),))
    assert compared([SHOP], [exempt]) == {1: {"exemption": -3_000_00}}
    assert compared([exempt], [SHOP]) == {1: {"exemption": 3_000_00}}


def test_another_use_beside_an_exempt_part_is_a_use() -> None:
    half = replace(SHOP, uses=(Part("exempt"), Part("other")))
    lived_in = replace(SHOP, uses=(Part("exempt", 2), Part("residential", 2)))
    # 500,000 at 0.3 %, then at 0.02 %.
    assert compared([half], [lived_in]) == {1: {"use": -1_400_00}}


def test_house_and_land_that_become_one_home_share_its_exemption() -> None:
    land = Thing(1, area=1000, price=40_000, uses=DWELLING)
    house = Thing(3, area=1000, price=20_000, uses=DWELLING)
    # 40 and 20 million at 0.02 %: 8,000 and 4,000. Exempt are 40 and 10 million, the
    # other 10 million of a home bear 0.03 %: 3,000.
    home = [replace(one, uses=HOME, home=7) for one in (land, house)]
    found = compared([land, house], home)
    assert found == {1: {"exemption": -8_000_00}, 3: {"exemption": -1_000_00}}


def test_a_former_tax_that_is_found_is_an_exemption() -> None:
    known = replace(SHOP, old_tax=1_000_00)  # 1,000 and half of the rise of 2,000
    found = compare_rolls(roll([SHOP], 2565), roll([known], 2565))
    assert found.by_aspect()["exemption"].tolist() == [-500_00]


FIELDS = [
    Thing(n, area=1000, price=40_000, uses=(Part("agriculture"),)) for n in (1, 2)
]
"""40 million each: exempt are 50 million, 30 million at 0.01 % are 3,000."""


def test_what_an_exemption_used_up_costs_others_has_the_same_cause() -> None:
    after = changed(FIELDS, 1, price=45_000)  # only 5 million left for the second
    assert compared(FIELDS, after) == {2: {"price": 500_00}}


def test_a_field_that_is_sold_takes_its_part_of_the_exemption_along() -> None:
    after = changed(FIELDS, 1, holder=2)
    assert compared(FIELDS, after) == {2: {"owner": -3_000_00}}


ESTATE = [Thing(n, area=1000, price=30_000, pool=1) for n in (1, 2)]
"""60 million in one pool: 50 at 0.3 and 10 at 0.4 %, 95,000 each."""


def test_a_pool_that_is_parted_by_a_sale() -> None:
    after = changed(ESTATE, 2, holder=2)  # 30 million at 0.3 % each: 90,000
    found = compared(ESTATE, after)
    assert found == {1: {"owner": -5_000_00}, 2: {"owner": -5_000_00}}


def test_a_pool_that_is_parted_by_the_map() -> None:
    after = changed(ESTATE, 2, pool=2)
    found = compared(ESTATE, after)
    assert found == {1: {"area": -5_000_00}, 2: {"area": -5_000_00}}


def test_a_dearer_parcel_raises_the_rate_of_its_pool() -> None:
    after = changed(ESTATE, 1, price=40_000)
    # 70 million: 150,000 and 80,000; 4/7 and 3/7 of it.
    found = compared(ESTATE, after)
    assert found == {1: {"price": 36_428_57}, 2: {"price": 3_571_43}}


def test_land_that_is_split_goes_and_comes_by_area() -> None:
    parts = [Thing(8, area=40), Thing(9, area=60)]
    assert compared([SHOP], parts) == {
        1: {"area": -3_000_00},
        8: {"area": 1_200_00},
        9: {"area": 1_800_00},
    }


def test_land_that_leaves_a_pool_changes_the_rest_by_area() -> None:
    assert compared(ESTATE, ESTATE[:1]) == {
        1: {"area": -5_000_00},
        2: {"area": -95_000_00},
    }


def test_a_house_that_is_built_or_torn_down_is_building() -> None:
    assert compared([], [HOUSE]) == {2: {"building": 2_184_00}}
    assert compared([HOUSE], []) == {2: {"building": -2_184_00}}


@pytest.mark.parametrize("aspect", [Aspect.PRICE, Aspect.OWNER])
def test_what_was_set_aside_for_lack_of_something_mends_a_mistake(
    aspect: Aspect,
) -> None:
    found = compare_rolls(roll([], LAST), roll([replace(SHOP, lacking=aspect)]))
    assert causes(found) == {1: {"correction": 3_000_00}}
    assert found.by_aspect()[aspect.name.lower()].tolist() == [3_000_00]


def test_an_entry_of_a_price_list_that_was_overwritten_mends_a_mistake() -> None:
    before = replace(SHOP, entry=(7, 1))
    mended = replace(SHOP, price=12_000, entry=(7, 2))
    anew = replace(SHOP, price=12_000, entry=(8, 2))
    assert compared([before], [mended]) == {1: {"correction": 600_00}}
    assert compared([before], [anew]) == {1: {"price": 600_00}}


def test_a_recorded_use_that_was_overwritten_mends_a_mistake() -> None:
    before = replace(SHOP, use_entry=(7, 1))
    mended = replace(SHOP, uses=DWELLING, use_entry=(7, 2))
    exempt = replace(SHOP, uses=(Part("exempt"),), use_entry=(7, 2))
    anew = replace(SHOP, uses=DWELLING, use_entry=(8, 1))
    assert compared([before], [mended]) == {1: {"correction": -2_800_00}}
    assert compared([before], [exempt]) == {1: {"correction": -3_000_00}}
    assert compared([before], [anew]) == {1: {"use": -2_800_00}}


def test_a_listed_reduction_that_was_overwritten_mends_a_mistake() -> None:
    """It is recorded with the use: 1,000,000 at 0.3 %, less 90 %."""
    listed = (Part(reduction=90),)
    before = replace(SHOP, use_entry=(7, 1))
    mended = replace(SHOP, uses=listed, use_entry=(7, 2))
    assert compared([before], [mended]) == {1: {"correction": -2_700_00}}
    followed = replace(SHOP, uses=listed, use_entry=(8, 1))
    assert compared([before], [followed]) == {1: {"exemption": -2_700_00}}


def test_in_one_tax_year_only_mistakes_can_be_mended() -> None:
    """The tax looks at one 1 January (s.9); what was mended is told apart."""
    after = [
        replace(SHOP, price=12_000, area=110, uses=DWELLING),
        replace(HOUSE, age=15),
        Thing(3),
    ]
    found = compare_rolls(roll([SHOP, HOUSE]), roll(after))
    assert causes(found) == {
        1: {"correction": -2_736_00},  # 1,320,000 at 0.02 %: 264
        2: {"correction": -264_00},
        3: {"correction": 3_000_00},
    }
    aspects = {name: column.tolist() for name, column in found.by_aspect().items()}
    assert aspects["price"] == [600_00, 0, 0]
    assert aspects["area"] == [360_00, 0, 3_000_00]
    assert aspects["use"] == [-3_696_00, 0, 0]
    assert aspects["building"] == [0, -264_00, 0]


def test_whether_holders_can_have_a_home_does_not_seem_to_change_with_it() -> None:
    """Facts of stored lines know it only of those who have one (C12)."""
    lived_in, home = replace(SHOP, uses=DWELLING), replace(SHOP, uses=HOME)
    before = roll([lived_in], LAST, holders=COMPANY)
    after = roll([home], holders={1: Holder(natural=False)})
    assert causes(compare_rolls(before, after)) == {1: {"exemption": -200_00}}


def test_years_can_be_compared_backwards() -> None:
    empty = replace(SHOP, uses=(Part("vacant", since=YEAR),))
    found = compared([empty], [SHOP], (YEAR, LAST))
    assert found == {}  # 0.3 % both


def test_a_roll_that_its_facts_do_not_give_is_refused() -> None:
    wrong = replace(roll([SHOP]), tax=np.array([3_000_01]))
    with pytest.raises(TaxError, match="line 1 of the roll of 2569"):
        compare_rolls(roll([SHOP], LAST), wrong)
    with pytest.raises(TaxError, match="300000 satang, stored are 300001"):
        compare_rolls(wrong, roll([SHOP], LAST))
