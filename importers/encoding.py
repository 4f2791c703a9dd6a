"""Which encoding the text of a file is in, told apart by evidence.

Thai files come as UTF-8, cp874 or TIS-620, often with no word about it and at
times with a wrong one. The order: what the person says; strict UTF-8; what the
file declares, if it fits; Thai letters in their order; the language driver of a
DBF. What none of these settles is refused: a question mark is never a letter.
"""

from __future__ import annotations

import codecs
import dataclasses
import re
from collections.abc import Sequence
from typing import Literal

from kkmgis.errors import SourceError
from kkmgis.i18n import both

Why = Literal[
    "ascii", "given", "utf8", "declared", "profile", "thai", "driver", "format"
]

THAI = "cp874"
# Python's tis-620 refuses the quotation marks that Windows adds; cp874 has both.
_SAME = {"tis_620": THAI, "tis620": THAI, "iso8859_11": THAI, "cp874": THAI}

_ALIASES = {"koi8r": "koi8-r", "koi8u": "koi8-u"}

_HIGH = re.compile(rb"[\x80-\xff]+")
_ASCII = re.compile(rb"[\x00-\x7f]")
_CONSONANT, _MARK = rb"[\xa1-\xce]", rb"[\xd1\xd4-\xda\xe7-\xee]"
_CLUSTER = re.compile(
    rb"[\xe0-\xe4]?" + _CONSONANT + _MARK + rb"{0,3}[\xcf\xd0\xd2\xd3\xe5\xe6]{0,2}"
    rb"|[\xdf\xef-\xfb\xa0]"
)
# Letters that hardly occur in Thai text, but as often as any other when the bytes
# are Chinese or Japanese; and the share that vowels and tones have at least.
_RARE = re.compile(
    rb"[\xa3\xa5\xa6\xac\xae-\xb2\xc6\xcc\xce\xcf\xda\xe5\xed-\xef\xfa\xfb]"
)
_SIGN = re.compile(rb"[\xd0-\xd9\xe0-\xe4\xe7-\xec]")
THAI_SHARE = 0.95
THAI_RUN = 2.0
MOST_RARE = 0.08
ENOUGH_BYTES = 2_000_000
FEWEST_SIGNS = 0.1
# A mark alone between Latin letters and digits: a slip of a Thai keyboard.
_STRAY = re.compile(rb"(?<![\x80-\xff])" + _MARK + rb"(?![\x80-\xff])")
MOST_EVIDENCE = 8
EVIDENCE_BEFORE = 20
EVIDENCE_BYTES = 90

# Language drivers of DBF headers that programs really write.
_DRIVERS = {
    0x01: "cp437", 0x02: "cp850", 0x03: "cp1252", 0x13: "cp932", 0x26: "cp866",
    0x4D: "gbk", 0x4E: "cp949", 0x4F: "big5", 0x50: THAI, 0x57: "cp1252",
    0x58: "cp1252", 0x59: "cp1252", 0x64: "cp852", 0x65: "cp866", 0x78: "big5",
    0x79: "cp949", 0x7A: "gbk", 0x7B: "cp932", 0x7C: THAI, 0xC8: "cp1250",
    0xC9: "cp1251", 0xCA: "cp1254", 0xCB: "cp1253",
}  # fmt: skip


@dataclasses.dataclass(frozen=True, slots=True)
class Encoding:
    """The encoding of a file and how it was found.

    Attributes
    ----------
    name : str
        Python codec.
    why : str
        Evidence: ``given`` by the person, ``declared`` by the file, ...
    contradicted : str or None
        What the file declares although its bytes say otherwise.
    evidence : tuple of bytes
        Some of the texts that are not ASCII, as they stand in the file.
    """

    name: str
    why: Why
    contradicted: str | None = None
    evidence: tuple[bytes, ...] = dataclasses.field(
        default=(), compare=False, repr=False
    )


class UnknownEncodingError(SourceError):
    """Nothing tells the encoding of a file.

    Attributes
    ----------
    evidence : tuple of bytes
        Some of the texts that are not ASCII, as they stand in the file.
    """

    def __init__(self, message: str, evidence: tuple[bytes, ...]) -> None:
        super().__init__(message)
        self.evidence = evidence


def known_codec(declared: str | None) -> str | None:
    """Translate what a .cpg file or a person writes into a Python codec.

    Returns
    -------
    str or None
        None when nothing is declared or the name is not known.

    Examples
    --------
    >>> known_codec("ANSI 874"), known_codec("TIS-620"), known_codec("65001")
    ('cp874', 'cp874', 'utf-8')
    """
    if declared is None:
        return None
    name = declared.strip().strip("\x00\ufeff").lower()
    name = re.sub(r"^(ansi|windows|win|ibm|cp|oem|ldid)[\s_/-]*(?=\d)", "", name)
    if name.isascii() and name.isdigit():
        number = {"65001": "utf-8", "1200": "utf-16-le"}.get(name)
        latin = f"iso8859-{name[4:]}" if name.startswith("8859") else f"cp{name}"
        name = number or latin
    for spelling in (name, re.sub(r"[\s_-]", "", name)):
        try:
            codec = codecs.lookup(_ALIASES.get(spelling, spelling)).name
        except (LookupError, ValueError):
            continue
        return _SAME.get(codec.replace("-", "_"), codec)
    return None


def driver_of(codec: str, kept: int) -> int:
    """Give the language driver that says an encoding; 0 when none does.

    Parameters
    ----------
    codec : str
        Python codec.
    kept : int
        Driver that a file has: stays where it says the same.
    """
    if _DRIVERS.get(kept, codec) == codec:
        return kept or next((d for d, c in _DRIVERS.items() if c == codec), 0)
    return next((driver for driver, told in _DRIVERS.items() if told == codec), 0)


def thai_share(text: bytes) -> float:
    """Measure how much of the non-ASCII text reads as Thai in cp874.

    Returns
    -------
    float, 0 to 1
        Share of high bytes that stand in the order of Thai writing; 0 when they
        stand alone between Latin letters, as accents do, or are not as frequent
        as the letters of Thai are.
    """
    text = _STRAY.sub(b"", text[:ENOUGH_BYTES])
    runs = _HIGH.findall(text)
    high = sum(map(len, runs))
    if high == 0 or high / len(runs) < THAI_RUN:
        return 0.0
    if len(_RARE.findall(text)) > MOST_RARE * high:
        return 0.0
    if len(_SIGN.findall(text)) < FEWEST_SIGNS * high:
        return 0.0
    fits = sum(len(cluster) for run in runs for cluster in _CLUSTER.findall(run))
    return fits / high


def tell_encoding(
    values: Sequence[bytes],
    *,
    declared: str | None = None,
    driver: int = 0,
    given: str | None = None,
    fallback: str | None = None,
    name: str = "",
) -> Encoding:
    """Tell the encoding of texts.

    Parameters
    ----------
    values : sequence of bytes
        Texts of one file, each decoded for itself.
    declared : str, optional
        What the file says (.cpg).
    driver : int
        Language driver id of a DBF header, 0 for none.
    given : str, optional
        What the person says; it is believed, but must fit.
    fallback : str, optional
        What a mapping profile says of files that do not say it themselves.
    name : str
        Name of the file, for messages.

    Raises
    ------
    SourceError
        The given encoding does not fit, or nothing tells which one it is
        (``UnknownEncodingError``).
    """
    found = _told(values, declared, driver, (given, fallback), name)
    return dataclasses.replace(found, evidence=evidence_of(values))


def _told(
    values: Sequence[bytes],
    declared: str | None,
    driver: int,
    said: tuple[str | None, str | None],
    name: str,
) -> Encoding:
    given, fallback = said
    text = b"\n".join(values)
    if given is not None:
        return _as_given(values, given, name)
    says = known_codec(declared)
    if says is not None and is_wide(says) and b"\x00" in text:
        return dataclasses.replace(_as_given(values, says, name), why="declared")
    if text.isascii():
        return Encoding("utf-8", "ascii")
    if all(decodes_cut(value, "utf-8") for value in values):
        wrong = declared if says not in (None, "utf-8") else None
        return Encoding("utf-8", "utf8", wrong)
    found = _by_evidence(text, declared, driver, fallback)
    if found is None:
        told = both("source.encoding.unknown", name=name)
        raise UnknownEncodingError(told, evidence_of(values))
    return found


def evidence_of(values: Sequence[bytes]) -> tuple[bytes, ...]:
    """Take a few pieces of the text that are not ASCII, with what is around them."""
    found: dict[bytes, None] = {}
    for value in values:
        at = 0
        while len(found) < MOST_EVIDENCE and (high := _HIGH.search(value, at)):
            start = max(at, high.start() - EVIDENCE_BEFORE)
            line = value.rfind(b"\n", start, high.start()) + 1
            end = high.start() + EVIDENCE_BYTES
            found.setdefault(value[max(start, line) : end])
            after = _ASCII.search(value, end)
            at = after.start() if after else len(value)
        if len(found) >= MOST_EVIDENCE:
            break
    return tuple(found)


def _by_evidence(
    text: bytes, declared: str | None, driver: int, fallback: str | None
) -> Encoding | None:
    """Weigh what the file says against how its text reads."""
    says = known_codec(declared)
    thai = _decodes(text, THAI) and thai_share(text) >= THAI_SHARE
    if says is not None and _decodes(text, says) and not (thai and _is_latin(says)):
        return Encoding(says, "declared")
    by_driver = _DRIVERS.get(driver)
    fits_driver = by_driver is not None and _decodes(text, by_driver)
    if by_driver is not None and fits_driver and not _is_latin(by_driver):
        return Encoding(by_driver, "driver", declared)
    otherwise = known_codec(fallback)
    if otherwise is not None and _decodes(text, otherwise):
        return Encoding(otherwise, "profile")
    if thai:
        return Encoding(THAI, "thai", declared if says != THAI else None)
    if by_driver is not None and fits_driver:
        return Encoding(by_driver, "driver", declared)
    return None


def _as_given(values: Sequence[bytes], given: str, name: str) -> Encoding:
    codec = known_codec(given)
    if codec is None:
        raise SourceError(both("source.encoding.not_known", encoding=given[:40]))
    for value in values:
        if not decodes_cut(value, codec):
            shown = {"name": name, "encoding": given[:40]}
            raise SourceError(both("source.encoding.does_not_fit", **shown))
    return Encoding(codec, "given")


def is_wide(codec: str) -> bool:
    """Tell whether an encoding writes every letter in two bytes or four."""
    return codec.startswith(("utf-16", "utf-32"))


def _is_latin(codec: str) -> bool:
    """Western code pages decode any byte: that they fit proves nothing."""
    return codec.startswith(("iso8859", "cp125", "latin", "mac", "cp850", "cp437"))


def _decodes(text: bytes, codec: str) -> bool:
    try:
        text.decode(codec)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def decodes_cut(value: bytes, codec: str) -> bool:
    """Tell whether a text decodes, the last letter possibly cut in its middle."""
    return decode_cut(value, codec) is not None


def decode_cut(value: bytes, codec: str) -> tuple[str, bool] | None:
    """Decode a text whose field may have been too short for its last letter.

    DBF fields are cut at bytes, so that a Thai letter of three bytes in UTF-8
    can lose its end.

    Returns
    -------
    tuple of str and bool, or None
        The text without the torn letter, and whether there was one. None: the
        text is in another encoding.
    """
    try:
        return value.decode(codec), False
    except UnicodeDecodeError as error:
        torn = error.reason == "unexpected end of data" and error.start > 0
        if not torn or len(value) - error.start > 3:
            return None
        return value[: error.start].decode(codec), True
