"""The message catalogue: every sentence a user reads, Thai first, then English.

A message has a stable dotted key (the msgid). Each domain is one gettext file
`locale/<language>/<domain>.po`; together they form one catalogue per language.
Placeholders are those of `str.format`.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from importlib.resources import files
from typing import Literal

from babel.messages.pofile import read_po

from kkmgis.thai import format_date

Language = Literal["th", "en"]
LANGUAGES: tuple[Language, ...] = ("th", "en")


@cache
def catalogue(language: Language) -> dict[str, str]:
    """Read all messages of a language.

    Raises
    ------
    ValueError
        Two domains define the same key.
    """
    messages: dict[str, str] = {}
    folder = files("kkmgis") / "locale" / language
    for path in sorted(folder.iterdir(), key=lambda p: p.name):
        if not path.name.endswith(".po"):
            continue
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if not message.id or not message.string:
                    continue
                key = str(message.id)
                if key in messages:
                    raise ValueError(f"{path.name}: message {key!r} is defined twice")
                messages[key] = str(message.string)
    return messages


def text(key: str, language: Language = "th", /, **values: object) -> str:
    """Say a message in a language.

    Parameters
    ----------
    key : str
        Dotted key, e.g. ``issue.parcel.overlap``.
    language : {"th", "en"}
    **values
        Placeholders of the message.

    Raises
    ------
    KeyError
        The catalogue of that language has no such key.
    """
    message = catalogue(language)[key]
    return message.format(**values) if values else message


def date_text(date: dt.date, language: Language) -> str:
    """Write a date for reading: in Thai of the Buddhist Era.

    Examples
    --------
    >>> day = dt.date(2026, 6, 30)
    >>> date_text(day, "th"), date_text(day, "en")
    ('30 มิ.ย. 2569', '30 Jun 2026')
    """
    if language == "th":
        return format_date(date)
    return f"{date.day} {date:%b %Y}"


def both(key: str, /, **values: object) -> str:
    """Say a message on one line, Thai first: for errors and terminals.

    What a person reads there cannot wait for a choice of language.
    """
    return f"{text(key, 'th', **values)} · {text(key, 'en', **values)}"


def side_of(sentence: str, language: Language) -> str:
    """Give the half of what `both` said that is in a language.

    What was said without `both`, or shows a value with the mark in one half alone,
    is given whole.

    Examples
    --------
    >>> side_of("ไม่มีไฟล์ a · b · no file a · b", "en")
    'no file a · b'
    >>> side_of("Disk full", "th")
    'Disk full'
    """
    parts = sentence.split(" · ")
    half, odd = divmod(len(parts), 2)
    if odd:
        return sentence
    return " · ".join(parts[:half] if language == "th" else parts[half:])
