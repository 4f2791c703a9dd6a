"""Split a full name as it is written into title, name and surname."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

import yaml

from importers.value import clean_text

NamePart = Literal["title", "name", "surname"]
NAME_PARTS: tuple[NamePart, ...] = ("title", "name", "surname")

# Vowels that follow a consonant: no word begins with them.
_FOLLOWING_VOWELS = frozenset("ะาำๅ")
_SEVERAL = re.compile(r"\s(?:และ|กับ|โดย)\s|[,;/&]|\s-\s")


class FullName(NamedTuple):
    """The parts of a name; what is not there is empty."""

    title: str
    name: str
    surname: str


class _Titles(NamedTuple):
    attached: tuple[str, ...]
    spaced: tuple[str, ...]
    organisations: tuple[tuple[str, tuple[str, ...]], ...]
    whole: tuple[str, ...]


@cache
def _titles() -> _Titles:
    content = (files("importers") / "data" / "titles.yaml").read_text(encoding="utf-8")
    raw = yaml.safe_load(content)

    def longest_first(names: list[str]) -> tuple[str, ...]:
        return tuple(sorted(names, key=len, reverse=True))

    organisations = [
        (one["before"], longest_first(one.get("behind", [])))
        for one in raw["organisations"]
    ]
    organisations.sort(key=lambda one: len(one[0]), reverse=True)
    return _Titles(
        longest_first(raw["persons"]["attached"]),
        longest_first(raw["persons"]["spaced"]),
        tuple(organisations),
        tuple(raw["whole"]),
    )


def split_name(full: str) -> FullName:
    """Split a full name.

    Parameters
    ----------
    full : str
        As offices write it, the title with or without a blank behind. What names
        several people, or an office or a temple, stays whole in ``name``.

    Returns
    -------
    FullName
        Put one behind the other, the parts have the letters of ``full`` in their
        order; only blanks between them may differ.

    Examples
    --------
    >>> split_name("นางสาวสมหญิง ใจดี")
    FullName(title='นางสาว', name='สมหญิง', surname='ใจดี')
    >>> split_name("บริษัท ตัวอย่างเมืองดี จำกัด (มหาชน)")
    FullName(title='บริษัท', name='ตัวอย่างเมืองดี', surname='จำกัด (มหาชน)')
    >>> split_name("วัดป่าตัวอย่าง")
    FullName(title='', name='วัดป่าตัวอย่าง', surname='')
    """
    text = " ".join(clean_text(full).split())
    titles = _titles()
    for before, behind in titles.organisations:
        rest = text.removeprefix(before).strip()
        if text.startswith(before) and _begins_a_word(rest):
            return _organisation(before, rest, behind)
    if text.startswith(titles.whole) or _SEVERAL.search(text):
        return FullName("", text, "")
    taken = sum(map(len, _leading_titles(text)))
    name, _, surname = text[taken:].strip().partition(" ")
    return FullName(text[:taken].strip(), name, surname.strip())


def join_name(name: FullName) -> str:
    """Write a name in one line, a Thai title and the name together.

    >>> join_name(FullName("นาย", "สมชาย", "ใจดี"))
    'นายสมชาย ใจดี'
    """
    gap = " " if name.title and name.title.isascii() else ""
    return f"{name.title}{gap}{name.name} {name.surname}".strip()


def _organisation(before: str, rest: str, behind: tuple[str, ...]) -> FullName:
    for ending in behind:
        name = rest.removesuffix(ending).strip()
        if rest.endswith(ending) and name:
            return FullName(before, name, ending)
    return FullName(before, rest, "")


def _leading_titles(text: str) -> Iterator[str]:
    """Give title after title at the beginning, with the blanks behind each."""
    titles = _titles()
    at = 0
    while found := _title_at(text, at, titles):
        yield text[at:found]
        at = found


def _title_at(text: str, at: int, titles: _Titles) -> int | None:
    """Find the end of a title that stands at a place; a name must follow."""
    folded = text[at:].upper()
    for title in titles.attached:
        if folded.startswith(title) and _begins_a_word(text[at + len(title) :].strip()):
            return _past_blanks(text, at + len(title))
    for title in titles.spaced:
        if folded.startswith(f"{title} "):
            return _past_blanks(text, at + len(title))
    return None


def _past_blanks(text: str, at: int) -> int:
    return len(text) - len(text[at:].lstrip())


def _begins_a_word(text: str) -> bool:
    """Tell whether a name can begin so: not with a sign that belongs to a letter."""
    if not text:
        return False
    mark = unicodedata.category(text[0]) == "Mn"
    return not mark and text[0] not in _FOLLOWING_VOWELS
