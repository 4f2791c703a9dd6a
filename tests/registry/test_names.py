"""Masks of names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kkmgis.registry.names import DOTS, Party, mask


@pytest.mark.parametrize(
    ("party", "shown"),
    [
        pytest.param(
            Party("person", "นาย", "สมชาย", "มั่นคง"), "นาย ส••••• ม•••••", id="plain"
        ),
        pytest.param(
            Party("person", "นาง", "แก้ว", None), "นาง ก•••••", id="no_surname"
        ),
        pytest.param(
            Party("person", None, "Anne", "Smith"), "A••••• S•••••", id="latin"
        ),
        pytest.param(
            Party("person", "ม.ร.ว.", "ใจ", "ดี"), "จ••••• ด•••••", id="rare_title"
        ),
        pytest.param(Party("temple", None, "วัดสมมุติ", None), "วัดสมมุติ", id="temple"),
    ],
)
def test_name_is_shown_masked(party: Party, shown: str) -> None:
    assert party.shown(unmasked=False) == shown


def test_latin_title_stands_apart() -> None:
    assert Party("person", "Mr.", "John", "Doe").shown(unmasked=True) == "Mr. John Doe"


@given(st.text(min_size=1))
def test_mask_keeps_one_letter_at_most(name: str) -> None:
    masked = mask(name)
    assert masked.endswith(DOTS)
    assert len(masked) <= 1 + len(DOTS)
