"""Invented taxpayers for the columns, made by the hundred from small numbers.

A taxpayer is a case of the contract that may say more than the contract can: shares
``"1/3"`` of any whole, owners who are not all natural persons but live there
(``resident``), a ``home`` of its own for each parcel, amounts beyond 64 bits. It is
made from a seed alone, because drawing each field by hypothesis takes a hundred times
as long; `smallest` does for a failing one what shrinking would do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from random import Random
from typing import Any

from hypothesis import strategies as st

Taxpayer = dict[str, Any]

YEARS = range(2563, 2571)
MILLION_BAHT = 10**8
"""In satang."""
BOUNDS = (10, 25, 40, 50, 65, 75, 90, 100, 200, 500, 1000, 5000)
USES = ("agriculture", "residential", "residential", "other", "vacant", "exempt")
OLD_TAXES = (1, 1000, 10**6, 10**9, 10**14)
"""Former taxes stay below one of these, satang."""
MANY = 30
"""Parcels of the few taxpayers who hold many."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large numbers of a register may be.

    Attributes
    ----------
    value : int, satang
    area : int, units of 0.0001
    price : int, satang
    wholes : tuple of int
        What the parts of an asset add up to.
    """

    value: int
    area: int
    price: int
    wholes: tuple[int, ...]


DECIMAL = Size(9 * 10**11, 9 * 10**7, 2 * 10**7, (1, 10, 1000, 10**6))
"""Numbers and shares that the contract can write."""
SIZES = {
    "town": Size(9 * 10**11, 9 * 10**7, 2 * 10**7, (1, 2, 3, 7, 1000, 123_457)),
    "int64": Size(2**57, 2**33, 2**30, (3, 10**6, 2**40 - 87, 2**59)),
    "beyond": Size(10**40, 10**22, 10**20, (3, 10**6, 10**20 + 39)),
}


def fixed(number: int, places: int) -> str:
    """Write a whole number of ``10 ** -places`` as a decimal."""
    one = 10**places
    return f"{number // one}.{number % one:0{places}d}"


def amount(rng: Random, size: Size) -> str:
    """Draw a value in baht: nothing, at a bound of the law or beside it, anything."""
    way = rng.randrange(10)
    if way == 0:
        return "0.00"
    if way < 4:
        return fixed(rng.choice(BOUNDS) * MILLION_BAHT + rng.randint(-2, 2), 2)
    # Most real values are far below the largest.
    top = (10**9, 3 * 10**10, size.value)[way % 3]
    return fixed(rng.randrange(top), 2)


def shares(rng: Random, size: Size) -> list[str]:
    """Draw parts of a whole, some of them nothing."""
    whole = rng.choice(size.wholes)
    cuts = sorted(rng.randint(0, whole) for _ in range(rng.choice((0, 0, 1, 2))))
    ends = [0, *cuts, whole]
    parts = [high - low for low, high in pairwise(ends)]
    return [f"{part}/{whole}" for part in parts]


def uses(
    rng: Random, size: Size, tax_year: int, *, lived_in: bool
) -> list[dict[str, Any]]:
    """Draw the uses of one asset."""
    found = []
    for share in shares(rng, size):
        use: dict[str, Any] = {"use": rng.choice(USES), "share": share}
        if use["use"] == "residential" and lived_in:
            use["principal"] = True
        elif use["use"] == "vacant":
            use["vacant_since"] = rng.randint(2555, tax_year)
        elif use["use"] == "exempt":
            use["exempt_under"] = f"8({rng.randint(1, 12)})"
        if rng.randrange(4) == 0:
            use["reduction"] = rng.choice(("50", "90"))
        found.append(use)
    return found


def land(rng: Random, size: Size, name: str) -> dict[str, Any]:
    """Draw a parcel, in a group with others or by itself."""
    asset: dict[str, Any] = {"id": name, "kind": "land"}
    if rng.randrange(3):
        asset["group"] = rng.choice(("G1", "G1", "G2"))
    if rng.randrange(2):
        return asset | {"value": amount(rng, size)}
    area, price = rng.randrange(size.area), rng.randrange(size.price)
    return asset | {"area_wa": fixed(area, 4), "price_per_wa": fixed(price, 2)}


def building(
    rng: Random, size: Size, name: str, places: list[str | None]
) -> dict[str, Any]:
    """Draw a building on one of some places."""
    asset: dict[str, Any] = {"id": name, "kind": "building", "on": rng.choice(places)}
    if rng.randrange(3) == 0:
        return asset | {"value": amount(rng, size)}
    return asset | {
        "material": rng.choice(("masonry", "half", "wood")),
        "floor_area_m2": fixed(rng.randrange(size.area), 4),
        "price_per_m2": fixed(rng.randrange(size.price), 2),
        "age_years": rng.choice((0, rng.randint(1, 60), rng.randint(60, 2000))),
    }


def condo(rng: Random, size: Size, name: str) -> dict[str, Any]:
    """Draw a unit."""
    asset = {"id": name, "kind": "condo"}
    if rng.randrange(2):
        return asset | {"value": amount(rng, size)}
    area, price = rng.randrange(size.area), rng.randrange(size.price)
    return asset | {"area_m2": fixed(area, 4), "price_per_m2": fixed(price, 2)}


def holdings(rng: Random, size: Size, assets: int) -> list[dict[str, Any]]:
    """Draw some parcels, buildings on them or on another's land, and units."""
    if rng.randrange(40) == 0:
        return [land(rng, size, f"L{n}") | {"group": "G1"} for n in range(MANY)]
    found: list[dict[str, Any]] = []
    places: list[str | None] = [None]
    for number in range(assets):
        way = rng.randrange(5)
        if way < 2:
            found.append(land(rng, size, f"L{number}"))
            places.append(f"L{number}")
        elif way < 4:
            found.append(building(rng, size, f"B{number}", places))
        else:
            found.append(condo(rng, size, f"C{number}"))
    rng.shuffle(found)
    return found


def taxpayer(tax_year: int, size: Size, seed: str) -> Taxpayer:
    """Make the taxpayer of a seed, with one asset or more and at most one home."""
    rng = Random(seed)  # noqa: S311 - invented people, not secrets
    found = holdings(rng, size, rng.randint(1, 6))
    groups = {a["id"]: a.get("group", a["id"]) for a in found if a["kind"] == "land"}
    parcels = [asset.get("on") or asset["id"] for asset in found]
    places = [groups.get(parcel, parcel) for parcel in parcels]
    home, by_parcel = rng.choice(places), rng.randrange(3) == 0
    for asset, parcel, place in zip(found, parcels, places, strict=True):
        asset["uses"] = uses(rng, size, tax_year, lived_in=place == home)
        if by_parcel:
            asset["home"] = parcel
        if rng.randrange(3) == 0:
            asset["old_tax"] = fixed(rng.randrange(rng.choice(OLD_TAXES)), 2)
    natural = rng.randrange(4) > 0
    return {
        "tax_year": tax_year,
        "taxpayer": {
            "kind": "natural" if natural else "juristic",
            "resident": natural if rng.randrange(2) else rng.randrange(4) > 0,
            "co_owned": rng.randrange(3) == 0,
        },
        "assets": found,
    }


def contract_case(tax_year: int, seed: str) -> Taxpayer:
    """Make a taxpayer that the contract of `kkmgis tax` can say."""
    case = taxpayer(tax_year, DECIMAL, seed)
    case["taxpayer"] = {"kind": case["taxpayer"]["kind"]}
    for asset in case["assets"]:
        asset.pop("home", None)
        for use in asset["uses"]:
            use["share"] = fixed(int(Fraction(use["share"]) * 10**6), 6)
    return case


@st.composite
def registers(draw: st.DrawFn, tax_year: int, taxpayers: int) -> list[Taxpayer]:
    """Draw a register: some taxpayers of one year, all of one size of numbers."""
    size = SIZES[draw(st.sampled_from(("town", *SIZES, "town")))]
    seed = draw(st.integers(0, 2**63 - 1))
    return [taxpayer(tax_year, size, f"{seed}/{n}") for n in range(taxpayers)]


def any_register(taxpayers: int) -> st.SearchStrategy[list[Taxpayer]]:
    """Draw a register of any year."""
    return st.sampled_from(YEARS).flatmap(lambda year: registers(year, taxpayers))


def smallest(case: Taxpayer, fails: Callable[[Taxpayer], bool]) -> Taxpayer:
    """Take assets away from a taxpayer for as long as something fails."""
    for gone in case["assets"]:
        left = [
            asset
            for asset in case["assets"]
            if gone["id"] not in (asset["id"], asset.get("on"))
        ]
        if left and fails(fewer := {**case, "assets": left}):
            return smallest(fewer, fails)
    return case
