"""Thai text is told from all else by evidence, and never guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.encoding import decode_cut, known_codec, tell_encoding, thai_share
from kkmgis.errors import SourceError

NAMES = ["เทศบาลนครขอนแก่น", "ถนนศรีจันทร์", "นายสมชาย ใจดี", "บ้านโนนทัน"]
THAI = [name.encode("cp874") for name in NAMES]
UTF8 = [name.encode() for name in NAMES]


def test_utf8_is_known_without_a_declaration() -> None:
    found = tell_encoding(UTF8)
    assert (found.name, found.why, found.contradicted) == ("utf-8", "utf8", None)


def test_thai_without_a_declaration_is_known_by_its_letters() -> None:
    found = tell_encoding(THAI)
    assert (found.name, found.why) == ("cp874", "thai")


@pytest.mark.parametrize("declared", ["874", "TIS-620", "windows-874", "ANSI 874"])
def test_thai_declared_in_any_spelling_is_believed(declared: str) -> None:
    found = tell_encoding(THAI, declared=declared)
    assert (found.name, found.why, found.contradicted) == ("cp874", "declared", None)


@pytest.mark.parametrize(
    ("values", "declared", "name"),
    [
        pytest.param(THAI, "UTF-8", "cp874", id="said_utf8_is_thai"),
        pytest.param(UTF8, "874", "utf-8", id="said_thai_is_utf8"),
        pytest.param(THAI, "ISO-8859-1", "cp874", id="said_latin_is_thai"),
        pytest.param(THAI, "no such thing", "cp874", id="said_nonsense_is_thai"),
    ],
)
def test_wrong_declaration_is_noticed(
    values: list[bytes], declared: str, name: str
) -> None:
    found = tell_encoding(values, declared=declared)
    assert (found.name, found.contradicted) == (name, declared)


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        pytest.param("カタカナひらがな", "euc_jp", id="japanese"),
        pytest.param("简体国语", "gbk", id="chinese"),
        pytest.param("國語中文資料", "big5", id="taiwan"),
        pytest.param("русский язык", "koi8-r", id="russian"),
        pytest.param("Peçeña México São", "latin-1", id="accents"),
    ],
)
def test_other_scripts_without_a_declaration_are_refused(text: str, codec: str) -> None:
    """A wrong guess would fill the register with letters nobody wrote."""
    with pytest.raises(SourceError, match="--encoding"):
        tell_encoding([text.encode(codec)], name="x.dbf")


@pytest.mark.parametrize(
    ("text", "codec", "declared"),
    [
        ("한국말", "euc_kr", "EUC-KR"),
        ("國語", "big5", "Big-5"),
        ("русский", "koi8-r", "koi8r"),
        ("čeština", "iso8859-2", "latin2"),
        ("São Paulo", "cp1252", "1252"),
    ],
)
def test_other_scripts_are_believed_when_declared(
    text: str, codec: str, declared: str
) -> None:
    found = tell_encoding([text.encode(codec)], declared=declared)
    assert text.encode(codec).decode(found.name) == text


def test_language_driver_decides_where_nothing_else_does() -> None:
    found = tell_encoding(["São Paulo".encode("cp1252")], driver=0x57)
    assert (found.name, found.why) == ("cp1252", "driver")


def test_thai_letters_go_before_a_western_language_driver() -> None:
    """Most programs write the western one, whatever the text is."""
    assert tell_encoding(THAI, driver=0x57).name == "cp874"


def test_what_the_person_says_must_fit() -> None:
    assert tell_encoding(THAI, given="tis-620").why == "given"
    with pytest.raises(SourceError, match="utf-8"):
        tell_encoding(THAI, given="utf-8", name="x.csv")
    with pytest.raises(SourceError, match="klingon"):
        tell_encoding(THAI, given="klingon")


def test_profile_helps_where_the_file_says_nothing() -> None:
    text = ["Peçeña".encode("cp1252")]
    assert tell_encoding(text, fallback="cp1252").why == "profile"
    assert tell_encoding(UTF8, fallback="cp874").name == "utf-8"


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E)))
def test_plain_ascii_needs_no_evidence(text: str) -> None:
    assert tell_encoding([text.encode()]).why == "ascii"


@given(st.text(max_size=40))
def test_utf8_is_never_taken_for_anything_else(text: str) -> None:
    assert tell_encoding([text.encode()]).name == "utf-8"


def test_thai_writing_is_measured() -> None:
    assert thai_share("ขอนแก่น บ้านไผ่".encode("cp874")) == 1.0
    assert thai_share("Peçeña México".encode("latin-1")) == 0.0


def test_letter_cut_at_the_end_of_its_field_is_left_out() -> None:
    cut = "ขอนแก่น".encode()[:-1]
    assert decode_cut(cut, "utf-8") == ("ขอนแก่", True)
    assert decode_cut(b"\xe0abc", "utf-8") is None


@pytest.mark.parametrize("name", [None, "", "x-unknown", "cp99999"])
def test_unknown_names_are_no_codec(name: str | None) -> None:
    assert known_codec(name) is None
