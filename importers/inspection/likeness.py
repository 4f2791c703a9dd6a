"""How like two column names are: cut, misspelt, or Thai in Latin letters."""

from __future__ import annotations

from difflib import SequenceMatcher
from functools import lru_cache

from importers.binding import DBF_NAME, plain_name

SAME = 1.0
CUT = 0.9
CONTAINED = 0.9
SPELT = 0.7
SOUNDS = 0.65

_LIKE_ENOUGH = 0.82
_SHORTEST_SPELT = 5
_SHORTEST_SOUND = 4
_SHORTEST_THAI = 4

# Consonants by their sound in Latin letters, those that people mix up in one:
# เลขที่โฉนด, "lek_thi_chanot" and "lekti_chanode" all become "lktcnt".
_THAI_SOUNDS = {
    letter: sound
    for sound, letters in {
        "k": "กขฃคฅฆ", "c": "จฉชฌ", "t": "ดตถทธฎฏฐฑฒ", "n": "นณญ", "p": "บปผพภ",
        "f": "ฝฟ", "m": "ม", "l": "รลฬ", "s": "ซศษส", "y": "ย", "w": "ว", "h": "หฮ",
        "g": "ง",
    }.items()
    for letter in letters
}  # fmt: skip
_LATIN_SOUNDS = (
    ("chh", "c"), ("ch", "c"), ("sh", "c"), ("th", "t"), ("ph", "p"), ("kh", "k"),
    ("ng", "g"), ("j", "c"), ("d", "t"), ("b", "p"), ("g", "g"), ("r", "l"),
    ("v", "w"), ("q", "k"), ("z", "s"), ("x", "s"),
)  # fmt: skip
_VOWELS = frozenset("aeiou")
# Written, but neither spoken nor written in Latin letters.
_SILENT = "์"


def likeness(column: str, name: str) -> float:
    """Measure how like a column's name is to a known one.

    Parameters
    ----------
    column, name : str

    Returns
    -------
    float, 0 to 1
        1 for the same name, whatever its case, blanks and signs.

    Examples
    --------
    >>> likeness("Parcel Code", "parcel_code"), likeness("PARCEL_COD", "parcel_code")
    (1.0, 0.9)
    >>> likeness("lek_thi_chanot", "เลขที่โฉนด"), likeness("colour", "surname")
    (0.65, 0.0)
    """
    mine, known = _plain(column), _plain(name)
    if not mine or not known:
        return 0.0
    if mine == known:
        return SAME
    if (
        len(column) >= DBF_NAME - 2
        and len(name) > len(column)
        and known.startswith(mine)
    ):
        return CUT
    if _is_thai(known) and len(known) >= _SHORTEST_THAI and known in mine:
        return round(CONTAINED * len(known) / len(mine), 3)
    if min(len(mine), len(known)) >= _SHORTEST_SPELT:
        ratio = _spelt_alike(mine, known)
        if ratio >= _LIKE_ENOUGH and mine[-1].isdigit() == known[-1].isdigit():
            return round(SPELT * ratio, 3)
    if _is_thai(known) and mine.isascii():
        return SOUNDS if _sounds_like(mine, known) else 0.0
    return 0.0


@lru_cache(maxsize=8192)
def _plain(name: str) -> str:
    return plain_name(name)


def _spelt_alike(mine: str, known: str) -> float:
    """Compare letter by letter; what cannot be enough is not worked out."""
    pair = SequenceMatcher(None, mine, known)
    if min(pair.real_quick_ratio(), pair.quick_ratio()) < _LIKE_ENOUGH:
        return 0.0
    return pair.ratio()


def _is_thai(name: str) -> bool:
    return any("ก" <= letter <= "ฮ" for letter in name)


def _sounds_like(latin: str, thai: str) -> bool:
    spoken, written = _latin_sounds(latin), _thai_sounds(thai)
    if len(written) < _SHORTEST_SOUND:
        return False
    # At the end of a syllable ส is spoken as t: รหัส is written "rahat".
    return spoken == written or spoken == written.replace("s", "t")


def _thai_sounds(name: str) -> str:
    heard = ""
    for at, letter in enumerate(name):
        silent = name[at + 1 : at + 2] == _SILENT
        if letter in _THAI_SOUNDS and not silent:
            heard += _THAI_SOUNDS[letter]
    return _without_glides(heard)


def _latin_sounds(name: str) -> str:
    plain = name
    for written, sound in _LATIN_SOUNDS:
        plain = plain.replace(written, sound)
    kept = "".join(sign for sign in plain if sign.isalpha() and sign not in _VOWELS)
    return _without_glides(kept)


def _without_glides(sounds: str) -> str:
    """Leave out what is now a vowel and now a consonant."""
    return "".join(sound for sound in sounds if sound not in "ywh")
