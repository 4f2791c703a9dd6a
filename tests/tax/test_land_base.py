"""Values, exemptions and pools: one test a sentence, with its edge."""

from __future__ import annotations

import pytest

from kkmgis.tax.case import compute_case
from tests.tax.columns import land, land_case
from tests.tax.land_answers import (
    FARM,
    HOME,
    OTHER,
    M,
    answer,
    building,
    column,
    condo,
    vacant,
)


class TestFarmExemption:
    """s.40 and C7: 50 million for all farm property of one natural person."""

    def test_takes_50_million_off(self) -> None:
        assert column("taxable", land(50 * M, FARM)) == ["0.00"]
        assert column("taxable", land("50000000.01", FARM)) == ["0.01"]

    def test_is_used_up_in_listed_order_over_all_parcels(self) -> None:
        parcels = [
            land(30 * M, FARM),
            land(10 * M, OTHER),
            land(30 * M, FARM),
            land(5 * M, FARM),
        ]
        assert column("exempt", *parcels) == [
            "30000000.00",
            "0.00",
            "20000000.00",
            "0.00",
        ]

    def test_is_not_for_juristic_persons(self) -> None:
        assert column("exempt", land(10 * M, FARM), kind="juristic") == ["0.00"]

    @pytest.mark.parametrize(
        ("tax_year", "taxable"), [(2565, "0.00"), (2566, "150000000.00")]
    )
    def test_all_of_it_is_exempt_until_2565(self, tax_year: int, taxable: str) -> None:
        """s.96."""
        assert column("taxable", land(200 * M, FARM), tax_year=tax_year) == [taxable]

    def test_s96_is_not_for_juristic_persons(self) -> None:
        assert column("exempt", land(M, FARM), tax_year=2563, kind="juristic") == [
            "0.00"
        ]


class TestHomeExemption:
    """s.41 and C6."""

    def test_takes_50_million_off_land_and_building_together(self) -> None:
        assets = [land(40 * M, HOME), building(30 * M, HOME, on="A1")]
        assert column("exempt", *assets) == ["40000000.00", "10000000.00"]

    def test_runs_in_listed_order(self) -> None:
        assets = [building(30 * M, HOME, on="A2"), land(40 * M, HOME)]
        assert column("exempt", *assets) == ["30000000.00", "20000000.00"]

    def test_building_on_own_land_is_a_whole_home_without_the_land_lived_on(
        self,
    ) -> None:
        assets = [land(40 * M, OTHER), building(60 * M, HOME, on="A1")]
        assert column("exempt", *assets) == ["0.00", "50000000.00"]
        assert column("rate_group", *assets) == ["other", "home"]

    def test_building_on_anothers_land_gets_10_million(self) -> None:
        assert column("exempt", building(15 * M, HOME)) == ["10000000.00"]
        assert column("rate_group", building(15 * M, HOME)) == ["home_building_only"]

    def test_unit_lived_in_gets_50_million(self) -> None:
        assert column("exempt", condo(60 * M, HOME)) == ["50000000.00"]

    def test_is_not_for_juristic_persons(self) -> None:
        lines = answer(land(60 * M, HOME), kind="juristic")["lines"]
        assert [(line["rate_group"], line["exempt"]) for line in lines] == [
            ("residential", "0.00")
        ]

    def test_only_the_part_lived_in_is_exempt(self) -> None:
        shared = [{**HOME, "share": "0.6"}, {**OTHER, "share": "0.4"}]
        assert column("exempt", land(20 * M, *shared)) == ["12000000.00", "0.00"]

    def test_a_home_over_adjoining_parcels_has_one_exemption(self) -> None:
        assets = [land(40 * M, HOME, group="G"), land(40 * M, HOME, group="G")]
        assert column("exempt", *assets) == ["40000000.00", "10000000.00"]

    def test_one_person_has_one_home(self) -> None:
        found = compute_case(land_case(land(M, HOME), land(M, HOME)))
        assert found["error"]["code"] == "home.second"
        assert found["error"]["path"] == "$.assets[1].uses[0].principal"


def test_assumptions_name_every_convention_touched() -> None:
    found = answer(
        {
            "kind": "building",
            "on": None,
            "material": "wood",
            "floor_area_m2": "10",
            "price_per_m2": "10",
            "age_years": 1,
            "uses": [{**HOME, "share": "1"}],
        },
        land(M, {**FARM, "share": "0.5"}, vacant(2569, "0.5")),
    )
    assert found["assumptions"] == ["C1", "C2", "C4", "C6", "C7", "C8", "C9"]
