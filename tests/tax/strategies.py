"""Random cases of the contract, whole and exact."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

YEARS = st.integers(2563, 2570)
BOUNDS = (10, 25, 40, 50, 65, 75, 90, 100, 200, 500, 1000, 5000)


def decimals(low: int, high: int, places: int) -> st.SearchStrategy[str]:
    """Exact decimals as the contract writes them."""
    one = 10**places
    return st.integers(low * one, high * one).map(
        lambda n: f"{n // one}.{n % one:0{places}d}" if places else str(n)
    )


@st.composite
def shares(draw: st.DrawFn) -> list[str]:
    """One to three shares that add up to exactly 1."""
    whole = draw(st.sampled_from([10, 1000, 10**6]))
    digits = len(str(whole)) - 1
    cuts = sorted(draw(st.lists(st.integers(0, whole), max_size=2)))
    ends = [0, *cuts, whole]
    parts = [high - low for low, high in pairwise(ends)]
    return [f"{part // whole}.{part % whole:0{digits}d}" for part in parts]


@st.composite
def uses(draw: st.DrawFn, tax_year: int, principal: bool) -> list[dict[str, Any]]:
    """Draw uses of one asset; residence is the home where principal says so."""
    found = []
    for share in draw(shares()):
        kind = draw(
            st.sampled_from(
                [
                    "agriculture",
                    "residential",
                    "residential",
                    "other",
                    "vacant",
                    "exempt",
                ]
            )
        )
        use: dict[str, Any] = {"use": kind, "share": share}
        if kind == "residential" and principal:
            use["principal"] = True
        if kind == "vacant":
            use["vacant_since"] = draw(st.integers(2555, tax_year))
        if kind == "exempt":
            use["exempt_under"] = f"8({draw(st.integers(1, 12))})"
        listed = draw(st.sampled_from([None, None, None, "50", "90"]))
        if listed:
            use["reduction"] = listed
        found.append(use)
    return found


def values() -> st.SearchStrategy[str]:
    """Appraised values, often at or one satang beside a bound of the law."""
    at_bound = st.builds(
        lambda bound, satang: f"{(bound * 10**8 + satang) / 100:.2f}",
        st.sampled_from(BOUNDS),
        st.integers(-2, 2),
    )
    return st.one_of(at_bound, decimals(0, 300_000_000, 2), decimals(0, 9 * 10**9, 2))


@st.composite
def land(draw: st.DrawFn, name: str) -> dict[str, Any]:
    asset: dict[str, Any] = {"id": name, "kind": "land"}
    if draw(st.booleans()):
        asset["group"] = draw(st.sampled_from(["G1", "G2"]))
    way = draw(st.integers(0, 2))
    if way == 0:
        return asset | {"value": draw(values())}
    asset["price_per_wa"] = draw(
        st.one_of(decimals(0, 200_000, 0), decimals(0, 200_000, 2))
    )
    if way == 1:
        return asset | {"area_wa": draw(decimals(0, 90_000, draw(st.integers(0, 4))))}
    rai, ngan = draw(st.integers(0, 200)), draw(st.integers(0, 3))
    return asset | {"area": f"{rai}-{ngan}-{draw(decimals(0, 99, 1))}"}


@st.composite
def building(draw: st.DrawFn, name: str, on: str | None) -> dict[str, Any]:
    asset: dict[str, Any] = {"id": name, "kind": "building", "on": on}
    if draw(st.integers(0, 3)) == 0:
        return asset | {"value": draw(values())}
    return asset | {
        "material": draw(st.sampled_from(["masonry", "half", "wood"])),
        "floor_area_m2": draw(decimals(0, 20_000, 2)),
        "price_per_m2": draw(decimals(0, 12_000, 2)),
        "age_years": draw(st.integers(0, 60)),
    }


@st.composite
def condo(draw: st.DrawFn, name: str) -> dict[str, Any]:
    asset = {"id": name, "kind": "condo"}
    if draw(st.booleans()):
        return asset | {"value": draw(values())}
    return asset | {
        "area_m2": draw(decimals(0, 400, 2)),
        "price_per_m2": draw(decimals(0, 300_000, 2)),
    }


@st.composite
def land_cases(draw: st.DrawFn, tax_year: int | None = None) -> dict[str, Any]:
    """One taxpayer with parcels, buildings and units; at most one home."""
    year = draw(YEARS) if tax_year is None else tax_year
    assets = [draw(land(f"L{n}")) for n in range(draw(st.integers(0, 3)))]
    lands = [asset["id"] for asset in assets]
    places: list[str | None] = [None, *lands]
    assets += [
        draw(building(f"B{n}", draw(st.sampled_from(places))))
        for n in range(draw(st.integers(0, 3)))
    ]
    assets += [
        draw(condo(f"C{n}")) for n in range(draw(st.integers(0 if assets else 1, 1)))
    ]
    assets = draw(st.permutations(assets))
    groups = {asset["id"]: asset.get("group", asset["id"]) for asset in assets}
    lived_in = draw(st.sampled_from([asset["id"] for asset in assets]))
    at = next(asset for asset in assets if asset["id"] == lived_in)
    home = groups[at.get("on") or lived_in]
    for asset in assets:
        place = groups[asset.get("on") or asset["id"]]
        asset["uses"] = draw(uses(year, principal=place == home))
        if draw(st.integers(0, 3)) == 0:
            asset["old_tax"] = draw(decimals(0, 10**6, 2))
    return {
        "tax_year": year,
        "taxpayer": {"kind": draw(st.sampled_from(["natural", "juristic"]))},
        "assets": assets,
    }


@st.composite
def sign_cases(draw: st.DrawFn) -> dict[str, Any]:
    year = draw(YEARS)
    case: dict[str, Any] = {
        "kind": "sign",
        "tax_year": year,
        "sides": draw(st.integers(1, 4)),
        "text": draw(st.sampled_from(["thai", "mixed", "foreign"])),
        "moving": draw(st.booleans()),
    }
    if draw(st.booleans()):
        size = {"area_cm2": draw(decimals(1, 60_000, draw(st.integers(0, 2))))}
    else:
        size = {
            "width_cm": draw(decimals(1, 2000, draw(st.integers(0, 2)))),
            "height_cm": draw(decimals(1, 2000, 1)),
        }
    if draw(st.booleans()):
        day = draw(st.dates().filter(lambda d: d.month != 2 or d.day < 29))
        put_up = day.replace(year=draw(st.integers(year - 545, year - 543)))
        case["installed_on"] = put_up.isoformat()
    return case | size
