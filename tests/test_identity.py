"""What identifies a person is sealed, found again by hash, and bound to its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kkmgis.identity import IdentityError, Vault, normalise_id_number

KEY = bytes(range(32))
NUMBER = "1-2345-67890-12-1"


@pytest.fixture
def vault() -> Vault:
    return Vault(KEY)


@given(st.text(max_size=200), st.text(min_size=1, max_size=20))
def test_what_was_sealed_opens_again(fact: str, party: str) -> None:
    vault = Vault(KEY)
    assert vault.open(party, "address", vault.seal(party, "address", fact)) == fact


def test_sealed_bytes_do_not_show_the_fact(vault: Vault) -> None:
    assert NUMBER.encode() not in vault.seal("C1", "id_number", NUMBER)


def test_same_fact_of_same_party_seals_the_same(vault: Vault) -> None:
    """So that a second import of a file changes nothing."""
    assert vault.seal("C1", "phone", "081") == vault.seal("C1", "phone", "081")


def test_same_fact_of_two_parties_cannot_be_told_to_be_the_same(vault: Vault) -> None:
    assert vault.seal("C1", "phone", "081") != vault.seal("C2", "phone", "081")


def test_sealed_fact_cannot_be_moved_to_another_party(vault: Vault) -> None:
    sealed = vault.seal("C1", "id_number", NUMBER)
    with pytest.raises(IdentityError, match="C2"):
        vault.open("C2", "id_number", sealed)


def test_sealed_fact_cannot_be_moved_to_another_field(vault: Vault) -> None:
    sealed = vault.seal("C1", "phone", "081")
    with pytest.raises(IdentityError, match="address of C1"):
        vault.open("C1", "address", sealed)


def test_another_key_opens_nothing(vault: Vault) -> None:
    other = Vault(bytes(reversed(KEY)))
    with pytest.raises(IdentityError, match="this key"):
        other.open("C1", "phone", vault.seal("C1", "phone", "081"))


@given(st.integers(0, 60), st.integers(1, 255))
def test_changed_bytes_are_noticed(place: int, change: int) -> None:
    vault = Vault(KEY)
    sealed = bytearray(vault.seal("C1", "address", "ถนนมิตรภาพ ขอนแก่น"))
    sealed[place % len(sealed)] ^= change
    with pytest.raises(IdentityError):
        vault.open("C1", "address", bytes(sealed))


@pytest.mark.parametrize(
    "typed", ["1234567890121", "1 2345 67890 12 1", "๑-๒๓๔๕-๖๗๘๙๐-๑๒-๑"]
)
def test_number_is_found_however_it_is_typed(vault: Vault, typed: str) -> None:
    assert vault.lookup_hash(typed) == vault.lookup_hash(NUMBER)


def test_hash_of_a_number_needs_the_key(vault: Vault) -> None:
    other = Vault(bytes(reversed(KEY)))
    assert other.lookup_hash(NUMBER) != vault.lookup_hash(NUMBER)


def test_columns_keep_their_gaps(vault: Vault) -> None:
    sealed = vault.seal_all(["C1", "C2"], "phone", [None, "081"])
    assert sealed == [None, vault.seal("C2", "phone", "081")]
    hashes = vault.lookup_hashes([NUMBER, None])
    assert hashes == [vault.lookup_hash(NUMBER), None]


def test_passport_numbers_keep_their_letters() -> None:
    assert normalise_id_number("ab 123-456") == "AB123456"


def test_short_key_is_refused() -> None:
    with pytest.raises(IdentityError, match="16 bytes"):
        Vault(bytes(16))
