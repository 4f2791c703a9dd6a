"""Ladders, vacancy and reductions: one test a sentence, with its edge."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tax.columns import land
from tests.tax.land_answers import (
    FARM,
    HOME,
    LET,
    OTHER,
    M,
    answer,
    building,
    column,
    condo,
    total,
    vacant,
)


@pytest.mark.parametrize(
    ("value", "tax"),
    [
        pytest.param("75000000", "7500.00", id="a_bound_belongs_to_the_lower_slice"),
        pytest.param("75000100", "7500.03", id="above_the_bound_the_next_rate"),
        pytest.param("100000000", "15000.00", id="second_bound"),
        pytest.param("500000000", "215000.00", id="third_bound"),
        pytest.param("1000000000", "565000.00", id="fourth_bound"),
        pytest.param("2000000000", "1565000.00", id="open_end"),
    ],
)
def test_agriculture_ladder(value: str, tax: str) -> None:
    """s.94 (1)."""
    assert total(land(value, FARM), kind="juristic") == tax


@pytest.mark.parametrize(
    ("value", "tax"),
    [("75000000", "7500.00"), ("100000000", "20000.00"), ("110000000", "30000.00")],
)
def test_home_ladder_starts_from_zero_after_the_exemption(value: str, tax: str) -> None:
    """s.94 (2), s.42: base less exemption first, then the ladder from zero."""
    assert total(land(value, HOME)) == tax


@pytest.mark.parametrize(
    ("value", "tax"),
    [
        ("10000000", "0.00"),
        ("50000000", "8000.00"),
        ("75000000", "15500.00"),
        ("100000000", "28000.00"),
        ("101000000", "29000.00"),
    ],
)
def test_building_only_home_ladder(value: str, tax: str) -> None:
    """s.94 (3) after the 10 million of s.41 p2."""
    assert total(building(value, HOME)) == tax


@pytest.mark.parametrize(
    ("value", "tax"),
    [
        ("50000000", "10000.00"),
        ("75000000", "17500.00"),
        ("100000000", "30000.00"),
        ("101000000", "31000.00"),
    ],
)
def test_other_residence_ladder(value: str, tax: str) -> None:
    """s.94 (4)."""
    assert total(land(value, LET)) == tax


@pytest.mark.parametrize("use", [OTHER, vacant(2569)])
@pytest.mark.parametrize(
    ("value", "tax"),
    [
        ("50000000", "150000.00"),
        ("200000000", "750000.00"),
        ("1000000000", "4750000.00"),
        ("5000000000", "28750000.00"),
        ("6000000000", "35750000.00"),
    ],
)
def test_other_and_vacant_ladders_are_alike(
    value: str, tax: str, use: dict[str, Any]
) -> None:
    """s.94 (5) and (6)."""
    assert total(land(value, use)) == tax


@pytest.mark.parametrize("tax_year", range(2563, 2571))
def test_ladders_are_the_same_in_every_year(tax_year: int) -> None:
    """s.94, then the decree of 2564; 2570 carries on."""
    kept = {2563: "0.1", 2564: "0.1", 2566: "0.85"}.get(tax_year, "1")
    expected = {"0.1": "1000.00", "0.85": "8500.00", "1": "10000.00"}[kept]
    assert total(land(50 * M, LET), tax_year=tax_year) == expected


class TestPools:
    """s.42 p2 and C5."""

    def test_adjoining_parcels_run_one_ladder(self) -> None:
        apart = [land(40 * M, OTHER), land(40 * M, OTHER)]
        together = [{**parcel, "group": "G"} for parcel in apart]
        assert total(*apart) == "240000.00"
        assert total(*together) == "270000.00"

    def test_tax_is_shared_out_by_taxable_base(self) -> None:
        parcels = [land(20 * M, OTHER, group="G"), land(60 * M, OTHER, group="G")]
        assert column("tax", *parcels) == ["67500.00", "202500.00"]

    def test_buildings_belong_to_the_pool_of_their_land(self) -> None:
        assert (
            total(land(40 * M, OTHER), building(40 * M, OTHER, on="A1")) == "270000.00"
        )

    def test_each_rate_group_has_its_own_ladder(self) -> None:
        parcels = [land(50 * M, OTHER, group="G"), land(50 * M, LET, group="G")]
        assert total(*parcels) == "160000.00"

    def test_unit_and_building_on_anothers_land_are_alone(self) -> None:
        assert (
            total(condo(40 * M, OTHER), condo(40 * M, OTHER), building(40 * M, OTHER))
            == "360000.00"
        )

    def test_each_line_is_rounded_by_itself(self) -> None:
        """C1: thirds of a tax are rounded line by line, the total adds them."""
        parcels = [land("33.33", OTHER, group="G") for _ in range(3)]
        assert column("tax", *parcels) == ["0.10"] * 3

    def test_a_group_named_as_another_parcel_joins_it(self) -> None:
        assert (
            total(land(40 * M, OTHER), land(40 * M, OTHER, group="A1")) == "270000.00"
        )


class TestVacancy:
    """s.43 and C8."""

    @pytest.mark.parametrize(
        ("since", "points"),
        [
            (2569, "0"),
            (2567, "0"),
            (2566, "0.3"),
            (2564, "0.3"),
            (2563, "0.6"),
            (2550, "0.6"),
        ],
    )
    def test_points_rise_every_three_years_counted_from_2563(
        self, since: int, points: str
    ) -> None:
        assert column("added_points", land(M, vacant(since))) == [points]

    @pytest.mark.parametrize(
        ("tax_year", "tax"), [(2565, "3000.00"), (2566, "5100.00"), (2568, "6000.00")]
    )
    def test_a_million_vacant_since_2563(self, tax_year: int, tax: str) -> None:
        assert total(land(M, vacant(2563)), tax_year=tax_year) == tax

    def test_points_go_on_every_slice(self) -> None:
        assert total(land(80 * M, vacant(2566))) == "510000.00"

    def test_lines_of_one_pool_keep_their_own_points(self) -> None:
        parcels = [
            land(40 * M, vacant(2566), group="G"),
            land(40 * M, vacant(2569), group="G"),
        ]
        assert column("tax", *parcels) == ["255000.00", "135000.00"]


class TestReductions:
    """s.55 and C11."""

    @pytest.mark.parametrize(
        ("tax_year", "listed", "percent", "tax"),
        [
            (2563, None, "90", "1000.00"),
            (2564, None, "90", "1000.00"),
            (2565, None, "0", "10000.00"),
            (2566, None, "15", "8500.00"),
            (2567, None, "0", "10000.00"),
            (2566, "50", "57.5", "4250.00"),
            (2567, "50", "50", "5000.00"),
            (2563, "50", "95", "500.00"),
            (2563, "90", "90", "1000.00"),
            (2566, "90", "90", "1000.00"),
            (2569, "90", "90", "1000.00"),
        ],
    )
    def test_general_and_listed_reductions(
        self, tax_year: int, listed: str | None, percent: str, tax: str
    ) -> None:
        use = {**LET, "reduction": listed} if listed else LET
        line = answer(land(50 * M, use), tax_year=tax_year)["lines"][0]
        assert (line["reduction_pct"], line["tax"]) == (percent, tax)

    def test_comes_before_the_rounding(self) -> None:
        """12.5 satang less 50 % is 6.25, not half of 13."""
        use = {**LET, "reduction": "50"}
        assert column("tax", land("625.00", use)) == ["0.06"]
        assert column("tax", land("625.00", LET)) == ["0.13"]


class TestValues:
    """s.35, C1, C2, C9."""

    def parcel(self, **fields: object) -> dict[str, Any]:
        return {"kind": "land", "uses": [{**OTHER, "share": "1"}], **fields}

    def house(self, **fields: object) -> dict[str, Any]:
        facts = {
            "kind": "building",
            "on": None,
            "material": "masonry",
            "floor_area_m2": "100",
        }
        return {
            **facts,
            "price_per_m2": "10000",
            "age_years": 0,
            "uses": [{**OTHER, "share": "1"}],
            **fields,
        }

    def test_rai_ngan_wa_is_400_100_1(self) -> None:
        assert column("value", self.parcel(area="2-3-45.5", price_per_wa="100")) == [
            "114550.00"
        ]

    def test_land_value_is_rounded_half_up(self) -> None:
        assert column("value", self.parcel(area_wa="0.5", price_per_wa="0.01")) == [
            "0.01"
        ]

    def test_a_given_value_is_rounded_half_up(self) -> None:
        assert column("value", self.parcel(value="1.005")) == ["1.01"]

    @pytest.mark.parametrize(
        ("material", "age", "value"),
        [
            ("masonry", 0, "1000000.00"),
            ("masonry", 10, "900000.00"),
            ("masonry", 11, "880000.00"),
            ("masonry", 42, "260000.00"),
            ("masonry", 43, "240000.00"),
            ("masonry", 120, "240000.00"),
            ("half", 5, "900000.00"),
            ("half", 6, "860000.00"),
            ("half", 15, "500000.00"),
            ("half", 16, "450000.00"),
            ("half", 21, "200000.00"),
            ("half", 22, "150000.00"),
            ("half", 90, "150000.00"),
            ("wood", 5, "850000.00"),
            ("wood", 6, "800000.00"),
            ("wood", 15, "350000.00"),
            ("wood", 16, "280000.00"),
            ("wood", 18, "140000.00"),
            ("wood", 19, "70000.00"),
            ("wood", 90, "70000.00"),
        ],
    )
    def test_depreciation_by_material_and_age(
        self, material: str, age: int, value: str
    ) -> None:
        assert column("value", self.house(material=material, age_years=age)) == [value]

    def test_depreciation_amount_is_rounded_half_up(self) -> None:
        """1 % of 0.50 baht is half a satang, which goes up and off the value."""
        house = self.house(floor_area_m2="1", price_per_m2="0.50", age_years=1)
        assert column("value", house) == ["0.49"]

    def test_a_unit_does_not_depreciate(self) -> None:
        unit = {
            "kind": "condo",
            "area_m2": "30.5",
            "price_per_m2": "40000",
            "uses": [{**OTHER, "share": "1"}],
        }
        assert column("value", unit) == ["1220000.00"]

    def test_bases_of_several_uses_always_add_up(self) -> None:
        """C2: cumulative rounding in listed order."""
        thirds = [{**OTHER, "share": share} for share in ("0.333", "0.333", "0.334")]
        assert column("base", land("0.05", *thirds)) == ["0.02", "0.01", "0.02"]

    def test_each_use_runs_its_own_ladder(self) -> None:
        """C4: split first, then each ladder from zero."""
        halves = [{**OTHER, "share": "0.5"}, {**LET, "share": "0.5"}]
        assert column("tax", land(100 * M, *halves)) == ["150000.00", "10000.00"]


def test_exempt_property_bears_no_tax() -> None:
    """s.8."""
    line = answer(land(9 * M, {"use": "exempt", "exempt_under": "8(5)"}))["lines"][0]
    assert (line["rate_group"], line["exempt"], line["taxable"]) == (
        "exempt",
        "9000000.00",
        "0.00",
    )
    assert line["slices"] == []
    assert "s.8(5)" in line["law"]


def test_slices_are_the_lines_part_of_the_ladder() -> None:
    lines = answer(land(20 * M, OTHER, group="G"), land(60 * M, OTHER, group="G"))[
        "lines"
    ]
    first = {
        "from": "0.00",
        "to": "50000000.00",
        "rate_pct": "0.3",
        "taxable": "12500000.00",
        "tax": "37500.00",
    }
    second = {
        "from": "50000000.00",
        "to": "200000000.00",
        "rate_pct": "0.4",
        "taxable": "7500000.00",
        "tax": "30000.00",
    }
    assert lines[0]["slices"] == [first, second]


def test_the_last_slice_has_no_upper_bound() -> None:
    lines = answer(land(200 * M, HOME))["lines"]
    assert lines[0]["slices"][-1]["to"] is None
