"""Money at stake, worked out by hand from the rates of B.E. 2569.

Residential 0.02 %, other and vacant 0.3 %, farm of a company 0.01 %, each in its
first slice; a plot of the town has 162.5 square wa at 30,000 baht.
"""

from __future__ import annotations

from typing import Any

import pytest
from psycopg import Connection

from kkmgis.coverage.words import estimate_steps, estimate_text, evidence_text
from tests.builders import make_parcel
from tests.coverage.town import Row, Town, assess, gaps, make_town, search

HOUSE = 100 * 8450 * 0.91
"""Gross value less 9 % of a masonry house of nine years."""
PLOT = 162.5 * 30_000


@pytest.fixture
def town(connection: Connection[Any]) -> Town:
    made = make_town(connection)
    assess(connection)
    return made


def stake(connection: Connection[Any], *statements: str) -> Row:
    """Break the town and give the one gap."""
    for statement in statements:
        connection.execute(statement)
    assess(connection)
    search(connection)
    [gap] = gaps(connection)
    return gap


def baht(gap: Row) -> float:
    return float(gap["stake_satang"]) / 100


def test_bare_ground_pays_as_its_neighbours_do(
    connection: Connection[Any], town: Town
) -> None:
    """650 m² are 162.5 wa; most neighbours are lived in: 0.02 % of 4,875,000."""
    gap = stake(
        connection,
        "UPDATE register.parcel SET status = 'retired' WHERE code = '01A004'",
    )
    assert baht(gap) == pytest.approx(PLOT * 0.0002, abs=0.5)
    assert gap["estimate"]["assumed"] == ["price:near", "use:near"]
    assert gap["estimate"]["confidence"] == "typical"


def test_overlap_pays_by_its_common_ground(
    connection: Connection[Any], town: Town
) -> None:
    """3 × 26 m are 19.5 wa of the first of two equal plots: 0.02 % of 585,000."""
    gap = stake(
        connection,
        "UPDATE register.parcel SET geom = ST_Translate(geom, -3, 0)"
        " WHERE code = '01A004'",
    )
    assert baht(gap) == 117
    assert gap["subject_code"] == "01A003"


def test_land_without_owner_pays_with_its_building(
    connection: Connection[Any], town: Town
) -> None:
    """Both are taxed as residential; nobody known has no home exemption."""
    gap = stake(
        connection,
        "UPDATE register.property_right SET end_on = '2020-01-01' WHERE parcel_id ="
        " (SELECT id FROM register.parcel WHERE code = '01A002')",
    )
    assert baht(gap) == pytest.approx((PLOT + HOUSE) * 0.0002, abs=0.01)
    assert gap["evidence"]["buildings"] == 1
    assert gap["estimate"]["confidence"] == "measured"


def test_home_without_price_has_nothing_at_stake(
    connection: Connection[Any], town: Town
) -> None:
    """A home below 50 million is exempt (s.41): the gap is real, the money is not."""
    gap = stake(
        connection, "DELETE FROM register.land_price WHERE parcel_code = '01A002'"
    )
    assert baht(gap) == 0
    [line] = gap["estimate"]["lines"]
    assert float(line["base"]) == PLOT
    assert float(line["taxable"]) == 0


def test_land_without_price_takes_the_median_of_its_block(
    connection: Connection[Any], town: Town
) -> None:
    gap = stake(
        connection,
        "UPDATE register.land_price SET price_baht_per_wa = 20000"
        " WHERE parcel_code IN ('01A001', '01A002', '01A004', '01A005')",
        "DELETE FROM register.land_price WHERE parcel_code = '01A003'",
    )
    assert baht(gap) == pytest.approx(162.5 * 20_000 * 0.0002)
    assert gap["estimate"]["assumed"] == ["price:block"]
    assert gap["estimate"]["confidence"] == "partly"


def test_area_mismatch_is_worth_the_difference(
    connection: Connection[Any], town: Town
) -> None:
    """A deed of 100 wa against 162.5 on the map, commercial: 0.3 % of 1,875,000."""
    gap = stake(
        connection, "UPDATE register.parcel SET area_wa = 100 WHERE code = '01A001'"
    )
    assert baht(gap) == 62.5 * 30_000 * 0.003
    assert gap["severity"] == "error"
    assert gap["estimate"]["method"] == "difference"


def test_stray_building_pays_its_own_tax(
    connection: Connection[Any], town: Town
) -> None:
    gap = stake(
        connection,
        "UPDATE register.building SET parcel_id = NULL WHERE code = '01A001-B001'",
        "DELETE FROM register.sign",
    )
    assert baht(gap) == pytest.approx(HOUSE * 0.003, abs=0.01)
    assert gap["evidence"]["stands_on"] == "01A001"


def test_business_at_a_home_counts_half(
    connection: Connection[Any], town: Town
) -> None:
    """Half of land and house at 0.3 % instead of 0.02 %."""
    gap = stake(
        connection,
        "UPDATE register.sign SET parcel_id ="
        " (SELECT id FROM register.parcel WHERE code = '01A003')",
    )
    half = (PLOT + HOUSE) / 2
    assert baht(gap) == pytest.approx(half * (0.003 - 0.0002), abs=0.05)
    assert gap["estimate"]["assumed"] == ["share:business"]


def test_sign_pays_by_its_size(connection: Connection[Any], town: Town) -> None:
    """100 × 100 cm are 20 units of a Thai sign at 5 baht, but never below 200."""
    gap = stake(connection, "UPDATE register.sign SET owner_id = NULL, width_cm = 500")
    assert baht(gap) == 100 * 5
    assert gap["evidence"]["reasons"] == ["no_owner"]


def test_lease_is_worth_a_year_of_rent(connection: Connection[Any], town: Town) -> None:
    gap = stake(connection, "UPDATE register.lease SET end_on = '2025-12-31'")
    assert baht(gap) == 12 * 5_000


def test_yearly_rent_counts_once(connection: Connection[Any], town: Town) -> None:
    gap = stake(
        connection,
        "UPDATE register.lease SET end_on = '2025-12-31', rent_period = 'year'",
    )
    assert baht(gap) == 5_000


def test_building_of_unknown_size_takes_its_ground_plan(
    connection: Connection[Any], town: Town
) -> None:
    """10 × 10 m on one storey."""
    gap = stake(
        connection,
        "UPDATE register.building SET floor_area_m2 = NULL WHERE code = '01A003-B001'",
    )
    assert baht(gap) == pytest.approx(HOUSE * 0.0002, abs=0.01)
    assert gap["estimate"]["assumed"] == ["area:map"]


def test_where_no_price_is_known_no_money_is_invented(
    connection: Connection[Any],
) -> None:
    make_parcel(connection)
    search(connection, "parcel_without_price")
    [gap] = gaps(connection)
    assert gap["stake_satang"] == 0
    assert "price:none" in gap["estimate"]["assumed"]


@pytest.mark.parametrize("language", ["th", "en"])
def test_every_gap_explains_itself(
    connection: Connection[Any], town: Town, language: Any
) -> None:
    """Evidence and every step can be said in both languages, with the total last."""
    for statement in (
        "UPDATE register.parcel SET status = 'retired' WHERE code = '01A004'",
        "UPDATE register.parcel SET area_wa = 100 WHERE code = '01A001'",
        "UPDATE register.property_right SET end_on = '2020-01-01'"
        " WHERE parcel_id IS NOT NULL",
        "UPDATE register.property_use SET to_year_be = 2568"
        " WHERE parcel_id IN (SELECT id FROM register.parcel WHERE code = '01A005')",
        "DELETE FROM register.land_price WHERE parcel_code IN ('01A002', '01A006')",
        "UPDATE register.building SET parcel_id = NULL WHERE code = '01A008-B001'",
        "UPDATE register.property_use SET use = 'agriculture'"
        " WHERE parcel_id IN (SELECT id FROM register.parcel WHERE code = '01A003')",
        "UPDATE register.sign SET parcel_id = NULL, owner_id = NULL, width_cm = NULL",
        "UPDATE register.lease SET end_on = '2025-12-31'",
        "UPDATE register.building SET built_year_be = NULL WHERE code = '01A001-B001'",
        "UPDATE register.unit SET area_m2 = NULL WHERE code = 'C1-99/1'",
        "UPDATE register.parcel SET geom = ST_Translate(geom, -3, 0)"
        " WHERE code = '01A008'",
    ):
        connection.execute(statement)
    assess(connection)
    search(connection)
    found = gaps(connection)
    assert len({gap["kind"] for gap in found}) == 12
    for gap in found:
        assert evidence_text(gap["kind"], gap["evidence"], language)
        steps = estimate_steps(gap["estimate"], language)
        assert steps[-1]["key"] == "total"
        assert steps[-1]["text"] in estimate_text(gap["estimate"], language)
        amount = f"{gap['stake_satang'] / 100:,.2f}"
        assert amount in steps[-1]["text"]
        assert all("{" not in step["text"] for step in steps)
