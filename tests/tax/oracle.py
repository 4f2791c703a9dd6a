"""The tax of one case, worked out one number at a time in exact fractions.

Written from the Act and the conventions, for comparison with the kernel; it
shares no code and no law data with it.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Any

MILLION = 1_000_000
LADDERS: dict[str, list[tuple[int | None, str]]] = {
    "agriculture": [
        (75, "0.01"),
        (100, "0.03"),
        (500, "0.05"),
        (1000, "0.07"),
        (None, "0.1"),
    ],
    "home": [(25, "0.03"), (50, "0.05"), (None, "0.1")],
    "home_building_only": [(40, "0.02"), (65, "0.03"), (90, "0.05"), (None, "0.1")],
    "residential": [(50, "0.02"), (75, "0.03"), (100, "0.05"), (None, "0.1")],
    "other": [(50, "0.3"), (200, "0.4"), (1000, "0.5"), (5000, "0.6"), (None, "0.7")],
    "vacant": [(50, "0.3"), (200, "0.4"), (1000, "0.5"), (5000, "0.6"), (None, "0.7")],
}
GENERAL_REDUCTION = {2563: 90, 2564: 90, 2566: 15}
RISE_PAID = {2563: 25, 2564: 50, 2565: 75}
HOME_LIMIT = {"home": 50 * MILLION, "home_building_only": 10 * MILLION}


def money(amount: Fraction) -> Fraction:
    """C1: half-up to the satang."""
    satang = amount * 100
    whole = satang.numerator // satang.denominator
    return Fraction(whole + (satang - whole >= Fraction(1, 2)), 100)


def depreciation_percent(material: str, age: int) -> int:
    """Follow the Treasury's rule: yearly steps up to a ceiling."""
    steps = {
        "masonry": [(10, 1), (42, 2)],
        "half": [(5, 2), (15, 4), (21, 5)],
        "wood": [(5, 3), (15, 5), (18, 7)],
    }[material]
    final, final_from = {"masonry": (76, 43), "half": (85, 22), "wood": (93, 19)}[
        material
    ]
    if age >= final_from:
        return final
    percent, year = 0, 0
    for last, step in steps:
        while year < min(age, last):
            year += 1
            percent += step
    return percent


def value_of(asset: dict[str, Any]) -> Fraction:
    if "value" in asset:
        return money(Fraction(asset["value"]))
    if asset["kind"] == "land":
        area = Fraction(asset["area_wa"]) if "area_wa" in asset else wa(asset["area"])
        return money(area * Fraction(asset["price_per_wa"]))
    if asset["kind"] == "condo":
        return money(Fraction(asset["area_m2"]) * Fraction(asset["price_per_m2"]))
    gross: Fraction = money(
        Fraction(asset["floor_area_m2"]) * Fraction(asset["price_per_m2"])
    )
    percent = depreciation_percent(asset["material"], asset["age_years"])
    return gross - money(gross * percent / 100)


def wa(area: str) -> Fraction:
    rai, ngan, rest = area.split("-")
    return Fraction(rai) * 400 + Fraction(ngan) * 100 + Fraction(rest)


def rate_group(asset: dict[str, Any], use: dict[str, Any], resident: bool) -> str:
    if use["use"] != "residential":
        return str(use["use"])
    if not (resident and use.get("principal")):
        return "residential"
    lone = asset["kind"] == "building" and asset["on"] is None
    return "home_building_only" if lone else "home"


def added_points(use: dict[str, Any], tax_year: int) -> Fraction:
    if use["use"] != "vacant":
        return Fraction(0)
    year: int = tax_year - max(use["vacant_since"], 2563) + 1
    return Fraction(3, 10) * ((year - 1) // 3)


def ladder_tax(group: str, total: Fraction, points: Fraction) -> Fraction:
    """Slice by slice; the points go on every slice, each at most 3 %."""
    tax, floor = Fraction(0), Fraction(0)
    for bound, rate in LADDERS[group]:
        top = total if bound is None else min(total, Fraction(bound * MILLION))
        percent = Fraction(rate)
        if points:
            percent = min(percent + points, Fraction(3))
        if top > floor:
            tax += (top - floor) * percent / 100
        if bound is None or total <= bound * MILLION:
            break
        floor = Fraction(bound * MILLION)
    return tax


def kept(use: dict[str, Any], tax_year: int) -> Fraction:
    general = 1 - Fraction(GENERAL_REDUCTION.get(tax_year, 0), 100)
    if use.get("reduction") == "90":
        return Fraction(1, 10)
    if use.get("reduction") == "50":
        return Fraction(1, 2) * general
    return general


def pool_name(asset: dict[str, Any], groups: dict[str, str]) -> tuple[str, str]:
    if asset["kind"] == "land":
        return ("land", groups[asset["id"]])
    if asset["kind"] == "building" and asset["on"] is not None:
        return ("land", groups[asset["on"]])
    return ("alone", asset["id"])


def relieve(lines: list[dict[str, Any]], asset: dict[str, Any], year: int) -> None:
    """S.97, C14: of an asset's rise over its former tax, pay the part of the year."""
    assessed = sum((line["tax"] for line in lines), Fraction(0))
    if "old_tax" not in asset or year not in RISE_PAID:
        return
    old = Fraction(asset["old_tax"])
    if assessed <= old:
        return
    paid = old + money((assessed - old) * RISE_PAID[year] / 100)
    before, given = Fraction(0), Fraction(0)
    for line in lines:
        before += line["tax"]
        so_far = money(paid * before / assessed)
        line["tax"], given = so_far - given, so_far


def land_building(case: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the lines of a case: group, base, exempt, taxable, points, tax.

    C12: all owners are natural persons (farm), one lives there (home).
    """
    year, natural = case["tax_year"], case["taxpayer"]["kind"] == "natural"
    resident = case["taxpayer"].get("resident", natural)
    groups = {
        a["id"]: a.get("group", a["id"]) for a in case["assets"] if a["kind"] == "land"
    }
    farm_left = Fraction(50 * MILLION)
    home_left: dict[object, Fraction] = {}
    lines: list[dict[str, Any]] = []
    for asset in case["assets"]:
        value, so_far = value_of(asset), Fraction(0)
        pool = pool_name(asset, groups)
        for use in asset["uses"]:
            before = money(value * so_far)
            so_far += Fraction(use["share"])
            base = money(value * so_far) - before
            group = rate_group(asset, use, resident)
            exempt = Fraction(0)
            if group == "exempt":
                exempt = base
            elif group == "agriculture" and natural:
                exempt = base if year <= 2565 else min(base, farm_left)
                farm_left -= 0 if year <= 2565 else exempt
            elif group in HOME_LIMIT:
                home = asset.get("home", pool)
                left = home_left.get(home, Fraction(HOME_LIMIT[group]))
                exempt = min(base, left)
                home_left[home] = left - exempt
            lines.append(
                {
                    "asset": asset["id"],
                    "rate_group": group,
                    "pool": (*pool, group),
                    "base": base,
                    "exempt": exempt,
                    "taxable": base - exempt,
                    "points": added_points(use, year),
                    "kept": kept(use, year),
                }
            )
    totals: dict[tuple[str, str, str], Fraction] = {}
    counts: Counter[tuple[str, str, str]] = Counter()
    for line in lines:
        counts[line["pool"]] += line["taxable"] > 0
        totals[line["pool"]] = totals.get(line["pool"], Fraction(0)) + line["taxable"]
    for line in lines:
        total = line["pool_taxable"] = totals[line["pool"]]
        line["pool_lines"] = counts[line["pool"]]
        line["tax"] = Fraction(0)
        if line["taxable"]:
            whole = ladder_tax(line["rate_group"], total, line["points"])
            line["tax"] = money(whole * line["taxable"] / total * line["kept"])
        line["tax_before_relief"] = line["tax"]
    for asset in case["assets"]:
        relieve([line for line in lines if line["asset"] == asset["id"]], asset, year)
    return lines


SIGN_RATES = {
    "thai": {False: 5, True: 10},
    "mixed": {False: 26, True: 52},
    "foreign": {False: 50, True: 52},
}
OLD_SIGN_RATES = {"thai": 3, "mixed": 20, "foreign": 40}


def sign(case: dict[str, Any]) -> dict[str, Any]:
    """Schedule (1)-(3), (6), (7), s.7, S1, S2."""
    if "area_cm2" in case:
        area = Fraction(case["area_cm2"])
    else:
        area = Fraction(case["width_cm"]) * Fraction(case["height_cm"])
    units = area // 500
    if area - units * 500 > 250:
        units += 1
    rate = SIGN_RATES[case["text"]][case["moving"]]
    if case["tax_year"] < 2564:
        rate = OLD_SIGN_RATES[case["text"]]
    annual = Fraction(max(200, units * rate))
    side = annual
    installed = case.get("installed_on")
    if installed and int(installed[:4]) + 543 == case["tax_year"]:
        quarters_left = {1: 4, 2: 4, 3: 4, 4: 3, 5: 3, 6: 3, 7: 2, 8: 2, 9: 2}
        share = Fraction(quarters_left.get(int(installed[5:7]), 1), 4)
        side = max(Fraction(200), money(annual * share))
    return {"units": units, "annual_tax": annual, "tax": side * case["sides"]}
