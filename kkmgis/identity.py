"""Identity numbers, telephones and addresses of people: sealed, never in clear.

AES-256-GCM under the key file, which is never in the database. The nonce is a keyed
hash of owner, field and text, so that sealing the same fact of the same party gives
the same bytes: two imports of one file can be compared without opening anything.
A number is found again by a keyed hash (HMAC-SHA256), never by its cipher.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from typing import Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kkmgis.errors import KkmgisError
from kkmgis.thai import ascii_digits

Secret = Literal["id_number", "phone", "address", "received"]

NONCE_BYTES = 12
KEY_BYTES = 32


class IdentityError(KkmgisError):
    """A sealed fact was made with another key, for another party, or is damaged."""


class Vault:
    """Seals and opens what identifies or reaches a person.

    Parameters
    ----------
    key : bytes, length 32
        Content of the key file, see ``kkmgis.settings.load_or_create_key``.
    """

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise IdentityError(f"the key has {len(key)} bytes, not {KEY_BYTES}")
        self._cipher = AESGCM(_derived(key, b"seal"))
        self._nonce_key = _derived(key, b"nonce")
        self._lookup_key = _derived(key, b"look-up")

    def seal(self, party_code: str, field: Secret, fact: str) -> bytes:
        """Encrypt one fact of one party; nonce, ciphertext and tag in a row."""
        bound = f"{field}\0{party_code}".encode()
        clear = fact.encode()
        nonce = _keyed(self._nonce_key, bound + b"\0" + clear)[:NONCE_BYTES]
        return nonce + self._cipher.encrypt(nonce, clear, bound)

    def open(self, party_code: str, field: Secret, sealed: bytes) -> str:
        """Decrypt one fact.

        Raises
        ------
        IdentityError
            Another key, another party or field, or changed bytes.
        """
        bound = f"{field}\0{party_code}".encode()
        nonce, cipher = bytes(sealed[:NONCE_BYTES]), bytes(sealed[NONCE_BYTES:])
        try:
            return self._cipher.decrypt(nonce, cipher, bound).decode()
        except (InvalidTag, ValueError) as error:
            raise IdentityError(
                f"{field} of {party_code} cannot be opened with this key"
            ) from error

    def seal_all(
        self, party_codes: Iterable[str], field: Secret, facts: Iterable[str | None]
    ) -> list[bytes | None]:
        """Encrypt a column; a missing fact stays missing.

        Parameters
        ----------
        party_codes, facts : iterable of equal length
        field : str
            Name of the column.
        """
        return [
            None if fact is None else self.seal(code, field, fact)
            for code, fact in zip(party_codes, facts, strict=True)
        ]

    def lookup_hash(self, id_number: str) -> bytes:
        """Make the hash by which a number is found, however it was typed.

        Parameters
        ----------
        id_number : str
            With or without hyphens and blanks, in Thai or western digits.

        Returns
        -------
        bytes, length 32
        """
        return _keyed(self._lookup_key, normalise_id_number(id_number).encode())

    def lookup_hashes(self, id_numbers: Sequence[str | None]) -> list[bytes | None]:
        """Make the look-up hashes of a column; a missing number stays missing."""
        return [
            None if number is None else self.lookup_hash(number)
            for number in id_numbers
        ]


def _derived(key: bytes, purpose: bytes) -> bytes:
    return _keyed(key, b"kkmgis identity " + purpose)


def _keyed(key: bytes, content: bytes) -> bytes:
    return hmac.digest(key, content, hashlib.sha256)


def normalise_id_number(text: str) -> str:
    """Write an identity number as its digits and letters alone.

    >>> normalise_id_number("๑-๒๓๔๕-๖๗๘๙๐-๑๒-๑")
    '1234567890121'
    """
    return "".join(sign for sign in ascii_digits(text) if sign.isalnum()).upper()
