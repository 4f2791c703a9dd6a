"""How the text of a file would read in each encoding that it may be in."""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Sequence

from importers.encoding import THAI, Encoding, Why, decodes_cut, thai_share

# How sure an encoding is by what it was told by; a guess by plausibility never
# gets above LIKELY.
_CONFIDENCE: dict[Why, float] = {
    "given": 1.0, "format": 0.99, "ascii": 0.99, "utf8": 0.99, "thai": 0.95,
    "declared": 0.9, "driver": 0.75, "profile": 0.75,
}  # fmt: skip
LIKELY = 0.6
MOST = 5
LONGEST = 80
# Digits say nothing about an encoding, and may be those of an identity number.
_HIDDEN = "0"
_TORN = 3
"""Bytes at the end of a piece of text that may be half a letter."""

# Encodings in which files really come, with the script that they are for. Of two
# that read alike the first is the more common.
_SCRIPTS: dict[str, tuple[str, ...]] = {
    "utf-8": (),
    THAI: ("THAI",),
    "cp1252": ("LATIN",),
    "cp1250": ("LATIN",),
    "cp1251": ("CYRILLIC",),
    "koi8-r": ("CYRILLIC",),
    "cp1253": ("GREEK",),
    "gbk": ("CJK",),
    "big5": ("CJK",),
    "shift_jis": ("CJK", "HIRAGANA", "KATAKANA"),
    "euc_jp": ("CJK", "HIRAGANA", "KATAKANA"),
    "euc_kr": ("HANGUL",),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Reading:
    """One encoding that a file may be in.

    Attributes
    ----------
    encoding : str
        Python codec, as ``--encoding`` takes it.
    confidence : float, 0 to 1
    sample : str
        How some of the text reads in it, all its digits as 0; what has no letter
        there shows as �.
    """

    encoding: str
    confidence: float
    sample: str


def readings(evidence: Sequence[bytes], found: Encoding | None) -> list[Reading]:
    """Read the same bytes in every encoding that fits them.

    Parameters
    ----------
    evidence : sequence of bytes
        Pieces of the text that are not ASCII; empty where all of it is.
    found : Encoding or None
        What was settled on; None where nothing tells.

    Returns
    -------
    list of Reading
        The likeliest first.
    """
    sure = 0.0 if found is None else _CONFIDENCE[found.why]
    chosen = "" if found is None else found.name
    others = {
        codec: score
        for codec, scripts in _SCRIPTS.items()
        if codec != chosen and (score := _plausible(evidence, codec, scripts)) > 0
    }
    total = max(sum(others.values()), 1.0)
    rest = LIKELY if found is None else 1 - sure
    made = [
        Reading(codec, round(rest * score / total, 3), _shown(evidence, codec))
        for codec, score in others.items()
    ]
    if found is not None:
        made.append(Reading(chosen, sure, _shown(evidence, chosen)))
    return sorted(made, key=lambda one: -one.confidence)[:MOST]


def _plausible(
    evidence: Sequence[bytes], codec: str, scripts: tuple[str, ...]
) -> float:
    """Measure how much of the text becomes letters of the script it is for."""
    texts = [_decoded(piece, codec) for piece in evidence]
    whole = [text for text in texts if text is not None]
    if not evidence or len(whole) < len(texts):
        return 0.0
    if codec == THAI:
        return thai_share(b"\n".join(evidence))
    foreign = [letter for text in whole for letter in text if not letter.isascii()]
    if not foreign:
        return 0.0
    if codec == "utf-8":
        return 1.0
    fitting = sum(1 for letter in foreign if _is_of(letter, scripts))
    share = fitting / len(foreign)
    return share * _in_order("".join(whole), scripts)


def _is_of(letter: str, scripts: tuple[str, ...]) -> bool:
    name = unicodedata.name(letter, "")
    return name.startswith(scripts) and unicodedata.category(letter)[0] == "L"


def _in_order(text: str, scripts: tuple[str, ...]) -> float:
    """Doubt letters that stand as no language writes them.

    Words of accents alone are no Latin text; capitals inside a word of small
    letters are what Cyrillic looks like in the other of its encodings; a Chinese
    text of rare characters is a text in another encoding.
    """
    words = [word for word in text.split() if not word.isascii()]
    if scripts == ("LATIN",):
        good = sum(1 for word in words if sum(map(str.isascii, word)) >= len(word) / 2)
    elif "CJK" in scripts:
        letters = [letter for letter in text if letter.isalpha() and letter > "\u2e7f"]
        common = sum(1 for letter in letters if _common_character(letter))
        return common / max(len(letters), 1)
    elif scripts in (("CYRILLIC",), ("GREEK",)):
        good = sum(1 for word in words if _of_one_alphabet(word))
    else:
        return 1.0
    return good / max(len(words), 1)


def _of_one_alphabet(word: str) -> bool:
    """Tell whether a word has no Latin letters and its capitals in the right place."""
    tail = word[1:]
    mixed = any(letter.isascii() and letter.isalpha() for letter in word)
    return not mixed and tail in (tail.lower(), tail.upper())


def _common_character(letter: str) -> bool:
    """Tell whether both old Chinese sets, or kana, have a character."""
    if unicodedata.name(letter, "").startswith(("HIRAGANA", "KATAKANA")):
        return True
    try:
        first = letter.encode("gb2312")[0]
    except UnicodeEncodeError:
        try:
            first = letter.encode("big5")[0]
        except UnicodeEncodeError:
            return False
        return first <= 0xC6
    return first <= 0xD7


def _decoded(piece: bytes, codec: str) -> str | None:
    """Decode a piece that may begin or end inside a letter; None: another encoding."""
    for cut in range(_TORN + 1):
        part = piece[: len(piece) - cut]
        if part and decodes_cut(part, codec):
            return part.decode(codec, "ignore")
    return None


def _shown(evidence: Sequence[bytes], codec: str) -> str:
    pieces = []
    for piece in evidence[:3]:
        text = _decoded(piece, codec)
        shown = piece.decode(codec, "replace") if text is None else text
        plain = "".join(_HIDDEN if sign.isdigit() else sign for sign in shown)
        pieces.append(" ".join(plain.replace("\x00", "").split())[:LONGEST])
    return " · ".join(pieces)
