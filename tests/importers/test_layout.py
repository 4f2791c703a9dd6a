"""Layouts of record files: what has no meaning is refused with its place."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from importers.layout import layout_of
from kkmgis.errors import SourceError

RAW: dict[str, Any] = {
    "record": {"at": "1", "length": "1"},
    "detail": {"type": "D", "fields": {"REF": {"at": "2", "length": "5"},
                                       "AMOUNT": {"at": "7", "length": "9", "decimals": "2"}}},
    "trailer": {"type": "T", "fields": {"N": {"at": "2", "length": "6"},
                                        "SUM": {"at": "8", "length": "12"}},
                "count": "N", "sum": "SUM", "of": "AMOUNT"},
}  # fmt: skip


def changed(*path: str, value: object) -> dict[str, Any]:
    raw = copy.deepcopy(RAW)
    part = raw
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = value
    return raw


def test_layout_is_understood() -> None:
    layout = layout_of(RAW, "x.layout")
    assert layout.columns == ("REF", "AMOUNT")
    assert layout.control is not None
    assert layout.detail.fields["AMOUNT"].decimals == 2


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        pytest.param(changed("detail", value=None), "x.layout", id="no_detail"),
        pytest.param(changed("record", "at", value="0"), "record.at", id="place_zero"),
        pytest.param(changed("record", "length", value="-1"), "length", id="negative"),
        pytest.param(changed("record", "at", value="10000"), "at", id="far_away"),
        pytest.param(changed("trailer", "sum", value="X"), "trailer", id="no_field"),
        pytest.param(changed("trailer", "of", value=None), "sum, of", id="half_a_sum"),
        pytest.param(
            changed("trailer", "where", value={"X": "1"}), "where", id="where_unknown"
        ),
        pytest.param(changed("delimiter", value="||"), "delimiter", id="two_letters"),
        pytest.param(changed("colour", value="red"), "colour", id="unknown_key"),
        pytest.param(
            changed("detail", "fields", "REF", "as", value="ddmm"), "as", id="pattern"
        ),
        pytest.param(
            changed("header", value=RAW["detail"]), "header", id="same_field_twice"
        ),
    ],
)
def test_what_has_no_meaning_is_refused_with_its_place(
    raw: dict[str, Any], place: str
) -> None:
    with pytest.raises(SourceError, match=place):
        layout_of(raw, "x.layout")
