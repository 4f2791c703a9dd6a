"""Prices of buildings: the sample list of the Treasury's 69 types."""

from __future__ import annotations

from kkmgis.demo.columns import Columns, texts

# The list of an unnamed province that the law files quote; Khon Kaen's own was not
# found. Baht a square metre.
_PRICES: tuple[tuple[str, int], ...] = (
    ("101", 8_600), ("102", 8_600), ("103", 8_450), ("104", 8_250), ("105", 8_350),
    ("106", 8_450), ("107", 8_150), ("108", 8_000), ("109", 7_800), ("110", 9_550),
    ("111", 9_300), ("112", 8_700), ("201", 7_700), ("202", 7_500), ("203", 7_550),
    ("204", 7_500), ("301", 7_650), ("302", 8_200), ("303", 8_050), ("401", 7_450),
    ("402", 8_050), ("403", 8_000), ("404", 8_100), ("405", 8_100), ("406", 8_350),
    ("407", 8_350), ("408", 8_350), ("409", 8_400), ("501", 5_650), ("502", 3_500),
    ("503", 6_600), ("504", 2_550), ("505", 7_400), ("506/1", 9_550), ("506/2", 9_600),
    ("507", 7_500), ("508", 9_300), ("509/1", 7_450), ("509/2", 8_800), ("510", 6_850),
    ("511/1", 8_900), ("511/2", 7_350), ("512", 5_350), ("513", 5_900), ("514", 3_600),
    ("515", 3_700), ("516", 8_800), ("517", 2_000), ("518", 5_600), ("519", 5_300),
    ("520/1", 7_900), ("520/2", 8_700), ("521", 5_900), ("522", 5_200), ("523", 6_100),
    ("601", 2_050), ("602", 400), ("603", 550), ("604", 900), ("605", 1_400),
    ("606", 2_800), ("607", 5_950), ("608", 7_500), ("609", 750), ("610", 850),
    ("611", 500), ("612", 600), ("613", 8_550), ("614", 11_000),
)  # fmt: skip


def building_price_rows() -> Columns:
    """Write the building price list, with the names of the types."""
    from kkmgis.tax.parameters import parameters_of

    dated = parameters_of("building_types")["land_building.building_type.types"]
    held = dated.in_year(2569)
    names = {} if held is None else held.value
    return {
        "type_code": texts([code for code, _ in _PRICES]),
        "name": texts([str(names.get(code, {}).get("th", "")) for code, _ in _PRICES]),
        "price_baht_per_m2": texts([str(price) for _, price in _PRICES]),
    }
