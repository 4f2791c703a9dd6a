"""Invented people, companies and offices, with identity numbers that none has.

An identity number has 13 digits, the last of which checks the others
(``registers_and_ltax`` E2). Numbers of people here start with 9 and those of
others with 0000; neither is ever given out, and the check digit is right.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from kkmgis.demo.columns import Columns, blank, joined, numbered, texts
from kkmgis.demo.names import (
    AGENCIES,
    COMPANY_FIRST,
    COMPANY_LAST,
    FEMALE,
    MALE,
    SURNAME_FIRST,
    SURNAME_LAST,
    TEMPLES,
)
from kkmgis.demo.noding import Ints
from kkmgis.demo.town import Texts

MUNICIPALITY = "เทศบาลนครขอนแก่น (เมืองตัวอย่าง)"
TREASURY = "กรมธนารักษ์ (ข้อมูลตัวอย่าง)"


def id_numbers(prefix: str, numbers: Ints) -> Texts:
    """Make identity numbers of 13 digits with the right check digit.

    >>> id_numbers("9", np.array([7])).tolist()
    ['9000000000071']
    """
    width = 12 - len(prefix)
    found = []
    for number in numbers.tolist():
        digits = f"{prefix}{number:0{width}d}"
        total = sum(int(d) * (13 - i) for i, d in enumerate(digits))
        found.append(f"{digits}{(11 - total % 11) % 10}")
    return texts(found)


@dataclass(slots=True)
class Parties:
    """Parties in the making; a party's number is its place.

    Bodies come first: the municipality is 0, the Treasury 1.
    """

    kind: list[str] = field(default_factory=list)
    name: list[str] = field(default_factory=list)
    people: int = 0

    def add(self, kind: str, names: list[str]) -> Ints:
        """Add bodies; their numbers."""
        first = len(self.name)
        self.kind += [kind] * len(names)
        self.name += names
        return np.arange(first, len(self.name))

    def add_people(self, number: int) -> Ints:
        """Add people, after all bodies; their numbers."""
        first = len(self.name) + self.people
        self.people += number
        return np.arange(first, first + number)


def found_bodies(parcels: int) -> tuple[Parties, dict[str, Ints]]:
    """Make the bodies of a town of a size: (parties, numbers by kind of body)."""
    parties = Parties()
    companies = [f"บริษัท {a}{b} จำกัด" for b in COMPANY_LAST for a in COMPANY_FIRST][
        : max(20, parcels // 220)
    ]
    temples = [
        f"{name}{f' {turn}' if turn else ''}"
        for turn in ("", "ใหม่", "เหนือ")
        for name in TEMPLES
    ][: max(4, parcels // 1_350)]
    bodies = {
        "municipality": parties.add("government", [MUNICIPALITY]),
        "treasury": parties.add("government", [TREASURY]),
        "agency": parties.add("government", list(AGENCIES)),
        "temple": parties.add("temple", temples),
        "enterprise": parties.add(
            "state_enterprise", ["การไฟฟ้าเขตตัวอย่าง", "การประปาเขตตัวอย่าง"]
        ),
        "foundation": parties.add("foundation", ["มูลนิธิร่มโพธิ์ทอง", "มูลนิธิเพื่อนชาวนา"]),
        "company": parties.add("company", companies),
    }
    return parties, bodies


def party_codes(numbers: Ints) -> Texts:
    """Write the codes of parties (ผ.ท.4 numbers of the demo)."""
    return numbered("PT%06d", numbers + 1)


def party_rows(
    parties: Parties, related: dict[int, int], rng: np.random.Generator
) -> Columns:
    """Write the register of owners.

    Parameters
    ----------
    parties : Parties
    related : mapping of party number to party number
        People who bear the surname of another.
    rng : Generator
    """
    bodies, people = len(parties.name), parties.people
    total = bodies + people
    woman = rng.random(people) < 0.5
    names = np.where(
        woman,
        texts(FEMALE)[rng.integers(0, len(FEMALE), people)],
        texts(MALE)[rng.integers(0, len(MALE), people)],
    )
    first = rng.integers(0, len(SURNAME_FIRST), people)
    last = rng.integers(0, len(SURNAME_LAST), people)
    for one, other in related.items():
        first[one - bodies] = first[other - bodies]
        last[one - bodies] = last[other - bodies]
    surnames = joined(texts(SURNAME_FIRST)[first], texts(SURNAME_LAST)[last])
    married = rng.random(people) < 0.62
    titles = np.where(woman, np.where(married, "นาง", "นางสาว"), "นาย").astype(object)
    # A step coprime to the modulus meets every number once.
    scattered = (np.arange(people) * 9_973_337 + 4_711) % 10**11
    identity = np.concatenate(
        [id_numbers("0000", np.arange(1, bodies + 1) * 37), id_numbers("9", scattered)]
    )
    return {
        "code": party_codes(np.arange(total)),
        "kind": texts(parties.kind + ["person"] * people),
        "title": np.concatenate([blank(bodies), titles]),
        "name": np.concatenate([texts(parties.name), names]),
        "surname": np.concatenate([blank(bodies), surnames]),
        "id_number": identity,
        "phone": numbered("00-0000-%04d", rng.integers(0, 10_000, total)),
        "address": numbered(
            "%d ต.ในเมือง อ.เมือง จ.ขอนแก่น (ตัวอย่าง)", rng.integers(1, 2_000, total)
        ),
    }
