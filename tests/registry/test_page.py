"""Cursors and boxes as they come back from anybody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kkmgis.registry.page import (
    CursorError,
    decode_cursor,
    encode_cursor,
    parse_box,
)

CODES = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"))


@given(st.integers(-(2**60), 2**60), CODES)
def test_cursor_comes_back_as_it_was(number: int, code: str) -> None:
    assert decode_cursor(encode_cursor(number, code), int, str) == [number, code]


@given(st.text())
def test_cursor_of_nobody_is_refused_or_fits(cursor: str) -> None:
    try:
        key = decode_cursor(cursor, int, str)
    except CursorError:
        return
    assert [type(part) for part in key] == [int, str]


@pytest.mark.parametrize(
    "cursor",
    [
        encode_cursor("01A001"),
        encode_cursor(1, "a", "b"),
        encode_cursor(2**62, "a"),
        encode_cursor(1, "a\0"),
        encode_cursor(True, "a"),
        "e30",
    ],
)
def test_cursor_of_another_shape_is_refused(cursor: str) -> None:
    with pytest.raises(CursorError):
        decode_cursor(cursor, int, str)


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("102.8,16.4,102.9,16.5", True),
        ("264000,1814000,265000,1815000", False),
        ("-180,-90,180,90", True),
    ],
)
def test_box_tells_degrees_from_metres(text: str, degrees: bool) -> None:
    assert parse_box(text)[4] is degrees


@pytest.mark.parametrize(
    "text", ["", "1,2,3", "1,2,3,4,5", "a,b,c,d", "3,3,1,1", "inf,0,1,1", "0,0,nan,1"]
)
def test_box_of_no_ground_is_refused(text: str) -> None:
    with pytest.raises(CursorError):
        parse_box(text)
