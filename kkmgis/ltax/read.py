"""The register as rows of the six sheets.

A cell that a workbook told comes back as it was written, as long as the register
still says what it said when that workbook came in; what changed since goes out as the
register has it now.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from psycopg import Connection

from kkmgis.identity import Vault, normalise_id_number
from kkmgis.ltax.address import address_of, spread_address
from kkmgis.ltax.layout import NUMBER, OWNERS, Sheet
from kkmgis.thai import BE_OFFSET

SEALED_FOR = "ltax"
"""Whose facts the sealed cells of a row count as: they are bound to no party."""

PARTY_MARK = "#"
"""Stands before the code of a party that has no identity number."""


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """What is sealed about a party, opened."""

    id_number: str | None
    phone: str | None
    address: str | None

    def reference(self, code: str) -> str:
        """Write the identity number, or the marked code where there is none."""
        return self.id_number or PARTY_MARK + code


def read_parties(connection: Connection[Any], vault: Vault) -> dict[str, PartyFacts]:
    """Open the sealed facts of all parties, by their code."""
    rows = connection.execute(
        "SELECT p.code, i.id_number_cipher, i.phone_cipher, i.address_cipher"
        " FROM register.party p"
        " LEFT JOIN private.party_identity i ON i.party_id = p.id"
    )
    return {
        code: PartyFacts(
            None if number is None else vault.open(code, "id_number", number),
            None if phone is None else vault.open(code, "phone", phone),
            None if address is None else vault.open(code, "address", address),
        )
        for code, number, phone, address in rows
    }


def year_values(year_be: int) -> dict[str, object]:
    """Give the parameters of the sheets' queries."""
    return {"year": year_be, "day": f"{year_be - BE_OFFSET}-01-01"}


def read_sheet(
    connection: Connection[Any],
    sheet: Sheet,
    year_be: int,
    parties: Mapping[str, PartyFacts],
    vault: Vault,
) -> Iterator[list[str]]:
    """Read the rows of one sheet, in a lasting order.

    Parameters
    ----------
    connection : Connection
    sheet : Sheet
    year_be : int
        Tax year whose owners and uses count.
    parties : mapping of str to PartyFacts
        By code.
    vault : Vault

    Yields
    ------
    list of str
        Cells in the order of the headers, empty where there is nothing: first the
        rows that workbooks brought, in their order, then the others by code.
    """
    query = (
        "SELECT n.cells, k.cells, k.was, k.sealed"
        f" FROM ({sheet.query}) n FULL JOIN (SELECT * FROM register.ltax_row"
        f" WHERE sheet = '{sheet.name}') k"
        " ON k.code = n.code AND k.owner = n.owner AND k.position = n.position"
        " WHERE (n.code IS NOT NULL OR k.waiting)"
        # Rows whose owner is not known stand for the row without an owner.
        " AND (n.owner <> '' OR k.id IS NOT NULL OR NOT EXISTS (SELECT"
        f" FROM register.ltax_row w WHERE w.sheet = '{sheet.name}'"
        " AND w.code = n.code AND w.waiting AND w.owner <> ''))"
        ' ORDER BY k.place NULLS LAST, coalesce(n.code, k.code) COLLATE "C",'
        ' coalesce(n.owner, k.owner) COLLATE "C", coalesce(n.position, k.position)'
    )
    at_number = sheet.headers.index(NUMBER) if NUMBER in sheet.headers else None
    references = [at for at, column in enumerate(sheet.columns) if column.party]
    numbers = count(1)
    for now, kept, was, sealed in connection.execute(
        query.encode(), year_values(year_be)
    ):
        told = {} if sealed is None else _opened(vault, sealed)
        row = _Row(now, kept, was, told)
        number = str(next(numbers))
        if now is not None and kept is None and at_number is not None:
            now[at_number] = number
        cells = row.cells()
        for at in references:
            cells[at] = row.reference(sheet, at, parties)
        if sheet is OWNERS and now is not None:
            _fill_owner(cells, row, parties)
        else:
            for header in sheet.personal:
                at = sheet.headers.index(header)
                if at not in references:
                    cells[at] = told.get(header, "")
        yield cells


@dataclass(frozen=True, slots=True)
class _Row:
    """What the register says of a row now, and what a workbook told of it.

    ``was`` is what the register said when that workbook came in, of the cells that
    were told otherwise; ``told`` are the personal cells, opened.
    """

    now: list[str | None] | None
    kept: list[str | None] | None
    was: list[str | None] | None
    told: dict[str, str]

    def cells(self) -> list[str]:
        """Take each cell as it was told, unless the register changed since."""
        if self.now is None:
            return [cell or "" for cell in self.kept or ()]
        if self.kept is None or self.was is None:
            return [cell or "" for cell in self.now]
        return [
            (told or "") if then is not None and then == (cell or "") else cell or ""
            for cell, told, then in zip(self.now, self.kept, self.was, strict=True)
        ]

    def reference(
        self, sheet: Sheet, at: int, parties: Mapping[str, PartyFacts]
    ) -> str:
        """Write a reference to a party as it was told, while it is the same party."""
        code = "" if self.now is None else self.now[at] or ""
        if self.was is not None and (self.was[at] or "") == code:
            return self.told.get(sheet.headers[at], "")
        return parties[code].reference(code) if code else ""


def _opened(vault: Vault, sealed: bytes) -> dict[str, str]:
    found: dict[str, str] = json.loads(vault.open(SEALED_FOR, "received", sealed))
    return found


def _fill_owner(cells: list[str], row: _Row, parties: Mapping[str, PartyFacts]) -> None:
    """Fill what is sealed about an owner, as far as it still holds as it was told."""
    headers = OWNERS.headers
    at_number = headers.index("เลขบัตรประชาชน")
    code = (row.now or [])[at_number] or ""
    facts = parties[code]
    filled = {header: row.told.get(header, "") for header in OWNERS.personal}
    same_number = normalise_id_number(filled["เลขบัตรประชาชน"]) == normalise_id_number(
        facts.id_number or PARTY_MARK + code
    )
    unnumbered = row.kept is not None and facts.id_number is None
    if not (same_number or (unnumbered and not filled["เลขบัตรประชาชน"])):
        filled["เลขบัตรประชาชน"] = facts.reference(code)
    if clean_phone(filled["โทรศัพท์"]) != clean_phone(facts.phone):
        filled["โทรศัพท์"] = facts.phone or ""
    if address_of(filled) != (facts.address or ""):
        filled |= spread_address(facts.address or "")
    for header, cell in filled.items():
        cells[headers.index(header)] = cell


def clean_phone(text: str | None) -> str:
    """Compare telephones by what is dialled and said, not by blanks."""
    return " ".join((text or "").split())
