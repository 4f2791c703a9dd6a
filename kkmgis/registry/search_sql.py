"""The queries of the search: for each kind of thing, from the best match down.

A *tier* asks for less and less alike things; the search stops as soon as it has
enough. The first tiers walk a few entries of an ordered index, the last ones take
any rows that a trigram index (or, for frequent words, the table itself) yields
first, so that no tier ever sorts all that matches.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, LiteralString

SHORTEST_INSIDE = 3
"""Fewer letters have no trigram: they are looked for at the beginning only."""


@dataclass(frozen=True, slots=True)
class Words:
    """What was typed, in the forms the tiers compare.

    Attributes
    ----------
    text : str
        All of it, one blank between words, Arabic digits.
    person : str
        The same without a title before the name.
    """

    text: str
    person: str


@dataclass(frozen=True, slots=True)
class Tier:
    """A condition (and order) on one table with its values."""

    condition: LiteralString
    values: dict[str, Any]
    order: LiteralString = ""


def escape(text: str) -> str:
    r"""Take their meaning from the wildcards of LIKE.

    >>> escape("50%")
    '50\\%'
    """
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def contains(expression: LiteralString, text: str) -> Tier:
    """Make the tier of rows that contain all words, each anywhere."""
    # Only Latin letters have a case; without them the cheaper LIKE is as good.
    like = (
        "ILIKE"
        if any(letter.isascii() and letter.isalpha() for letter in text)
        else "LIKE"
    )
    words = text.split()
    condition = " AND ".join(f"{expression} {like} %(w{n})s" for n in range(len(words)))
    return Tier(
        condition, {f"w{n}": f"%{escape(word)}%" for n, word in enumerate(words)}
    )


def begins(column: LiteralString, text: str) -> Tier:
    """Make the tier of rows that begin with the words, in order."""
    return Tier(
        f"{column} LIKE %(begins)s",
        {"begins": f"{escape(text)}%"},
        f'{column} COLLATE "C"',
    )


def is_long(text: str) -> bool:
    """Tell whether a trigram index can help with at least one word."""
    return any(len(word) >= SHORTEST_INSIDE for word in text.split())


def may_be_code(text: str) -> bool:
    """Tell whether a code or number could look like this: none is Thai words only.

    >>> may_be_code("01A"), may_be_code("ข-12"), may_be_code("ถนนมิตรภาพ")
    (True, True, False)
    """
    return text.isascii() or any(letter.isdigit() for letter in text)


def may_be_name(text: str) -> bool:
    """Tell whether a name could begin like this."""
    return any(letter.isalpha() for letter in text)


ADDRESS: LiteralString = (
    "(coalesce(house_no, '') || ' ' || coalesce(soi, '') || ' ' || coalesce(road, '')"
    " || ' ' || coalesce(tambon, ''))"
)
PERSON: LiteralString = "(name || ' ' || coalesce(surname, ''))"


def parcel_tiers(words: Words) -> Iterator[Tier]:
    """Give the tiers of parcels: code, deed, address."""
    text = words.text
    if text.isdigit():
        # A bare number is a deed more often than a part of a code.
        yield Tier("deed_no = %(text)s", {"text": text})
    if may_be_code(text):
        yield begins("code", text.upper())
        yield begins("deed_no", text)
        yield from address_tiers(text)
    if is_long(text):
        if may_be_code(text):
            yield contains("code", text)
            yield contains("deed_no", text)
        if " " in text:
            # As one phrase first: "ซอย 3" is not any ซอย and a 3 somewhere.
            yield Tier(f"{ADDRESS} LIKE %(phrase)s", {"phrase": f"%{escape(text)}%"})
        yield contains(ADDRESS, text)


def address_tiers(text: str) -> Iterator[Tier]:
    """Give the tiers of an address that starts with a house number."""
    house, _, rest = text.partition(" ")
    if not any(letter.isdigit() for letter in house):
        return
    for tier in (
        Tier('house_no COLLATE "C" = %(house)s', {"house": house}),
        Tier(
            "house_no LIKE %(begins)s",
            {"begins": f"{escape(house)}%"},
            'house_no COLLATE "C"',
        ),
    ):
        more = contains(ADDRESS, rest)
        condition = f"{tier.condition} AND {more.condition}" if rest else tier.condition
        yield Tier(condition, tier.values | more.values, tier.order)


def building_tiers(words: Words) -> Iterator[Tier]:
    """Give the tiers of buildings: code, house number."""
    if may_be_code(words.text):
        yield Tier("code = %(text)s", {"text": words.text})
        yield Tier('house_no COLLATE "C" = %(text)s', {"text": words.text})
        yield begins("house_no", words.text)


def sign_tiers(words: Words) -> Iterator[Tier]:
    """Give the tiers of signs: code, name of the business."""
    if may_be_code(words.text):
        yield Tier("code = %(text)s", {"text": words.text})
    yield begins("business_name", words.text)
    if is_long(words.text):
        yield contains("business_name", words.text)


def asset_tiers(words: Words) -> Iterator[Tier]:
    """Give the tiers of municipal property, of which there are few thousand."""
    if may_be_code(words.text):
        yield begins("code", words.text.upper())
    yield contains("name", words.text)


def party_tiers(words: Words) -> Iterator[Tier]:
    """Give the tiers of owners: first name (and surname), surname, anything."""
    first, _, rest = words.person.partition(" ")
    named = Tier(
        "name LIKE %(begins)s",
        {"begins": f"{escape(first)}%"},
        'name COLLATE "C", surname COLLATE "C"',
    )
    if not may_be_name(words.person):
        pass
    elif rest:
        yield Tier(
            f"{named.condition} AND surname LIKE %(rest)s",
            named.values | {"rest": f"{escape(rest)}%"},
            named.order,
        )
        yield begins("name", words.person)
    else:
        yield named
        yield begins("surname", first)
    if is_long(words.person):
        yield contains(PERSON, words.person)
