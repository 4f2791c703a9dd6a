"""The cells of a sheet as they are written, the personal ones sealed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa
from psycopg import Connection

from importers.binding import plain_name
from importers.column import Column
from importers.convert import Converted
from importers.row_work import Known, RowWork, ask_nothing
from importers.rows import Rows
from kkmgis.identity import Vault, normalise_id_number
from kkmgis.ltax.address import address_of
from kkmgis.ltax.layout import OWNERS, Sheet
from kkmgis.ltax.read import PARTY_MARK, SEALED_FOR

ID_NUMBER = "เลขบัตรประชาชน"
SEVERAL = ";"
"""Between the owners of one sign."""

Cells = dict[str, list[str | None]]


def row_work(sheet: Sheet) -> RowWork:
    """Say what is worked out of the rows of a sheet.

    Its columns: ``cells``, what each cell of the layout says, empty where it is
    personal; ``sealed``, the personal ones; and of each reference to a party
    ``refN_hash``, by which an identity number is found, or ``refN_code``.
    """
    references = [column.header for column in sheet.columns if column.party]
    owners = sheet is OWNERS
    columns = [("cells", "text[]"), ("sealed", "bytea")]
    if not owners:
        for number in range(len(references)):
            columns += [(f"ref{number}_hash", "bytea"), (f"ref{number}_code", "text")]

    def fill(
        converted: Converted, rows: Rows, vault: Vault, known: Known
    ) -> dict[str, Sequence[object]]:
        told = _told(sheet, rows)
        filled: dict[str, Sequence[object]] = {
            "cells": _arrays(sheet, told, len(rows)),
            "sealed": _sealed(sheet, told, vault, len(rows)),
        }
        if owners:
            _fill_owners(converted, told, vault, known)
            return filled
        for number, header in enumerate(references):
            firsts = [(cell or "").split(SEVERAL)[0].strip() for cell in told[header]]
            filled[f"ref{number}_hash"] = [
                _bytea(vault.lookup_hash(cell)) if _is_number(cell) else None
                for cell in firsts
            ]
            filled[f"ref{number}_code"] = [
                cell.removeprefix(PARTY_MARK) if cell.startswith(PARTY_MARK) else None
                for cell in firsts
            ]
        return filled

    return RowWork(
        columns=tuple(columns),
        fill=fill,
        ask=known_parties if owners else ask_nothing,
        fills=frozenset({"code", "address"}) if owners else frozenset(),
        personal=frozenset(sheet.personal),
    )


def _told(sheet: Sheet, rows: Rows) -> Cells:
    """Read the cells by the headers of the layout, however these are spaced."""
    columns = {plain_name(name): name for name in rows.columns}
    told: Cells = {}
    for header in sheet.headers:
        name = columns.get(plain_name(header))
        texts = [None] * len(rows) if name is None else rows.texts(name)
        told[header] = [
            text.replace("\x00", "") if text and text.strip() else None
            for text in texts
        ]
    return told


def _arrays(sheet: Sheet, told: Cells, count: int) -> list[str]:
    """Write the cells of each row as an array of the database."""
    nothing = ["NULL"] * count
    columns = [
        nothing if column.personal else [_element(t) for t in told[column.header]]
        for column in sheet.columns
    ]
    return ["{" + ",".join(row) + "}" for row in zip(*columns, strict=True)]


def _element(text: str | None) -> str:
    if text is None:
        return "NULL"
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _sealed(sheet: Sheet, told: Cells, vault: Vault, count: int) -> list[str | None]:
    """Seal the personal cells of each row; the same ones are sealed once."""
    headers = sheet.personal
    columns = [told[header] for header in headers]
    known: dict[tuple[str | None, ...], str | None] = {(None,) * len(headers): None}
    sealed = []
    for row in zip(*columns, strict=True) if columns else [()] * count:
        if row not in known:
            pairs = zip(headers, row, strict=True)
            content = json.dumps({h: c for h, c in pairs if c}, ensure_ascii=False)
            known[row] = _bytea(vault.seal(SEALED_FOR, "received", content))
        sealed.append(known[row])
    return sealed


def _bytea(value: bytes) -> str:
    return "\\x" + value.hex()


def _is_number(cell: str) -> bool:
    return not cell.startswith(PARTY_MARK) and normalise_id_number(cell) != ""


def known_parties(connection: Connection[Any]) -> Known:
    """Ask which parties have which identity number, by its keyed hash."""
    rows = connection.execute(
        "SELECT i.id_number_hash, min(p.code) FROM private.party_identity i"
        " JOIN register.party p ON p.id = i.party_id"
        " WHERE i.id_number_hash IS NOT NULL GROUP BY 1"
    )
    return {bytes(number): str(code) for number, code in rows}


def _fill_owners(converted: Converted, told: Cells, vault: Vault, known: Known) -> None:
    """Find or make the code of each owner; settle number and address."""
    cells = [(cell or "").strip() for cell in told[ID_NUMBER]]
    hashes = [vault.lookup_hash(cell) if _is_number(cell) else None for cell in cells]
    codes: list[str | None] = []
    for index, (cell, number) in enumerate(zip(cells, hashes, strict=True)):
        if cell.startswith(PARTY_MARK) and len(cell) > len(PARTY_MARK):
            codes.append(cell.removeprefix(PARTY_MARK))
        elif number is not None:
            codes.append(known.get(number, _made(number)))
        else:
            codes.append(_made(_person(told, index, vault)))
    converted.values["code"] = _column(codes)
    numbers = converted.values.get("id_number")
    if numbers is not None:
        converted.values["id_number"] = _column(
            None if found is None else number
            for number, found in zip(numbers.texts(), hashes, strict=True)
        )
    addresses = (
        address_of({header: told[header][index] for header in OWNERS.headers})
        for index in range(len(cells))
    )
    converted.values["address"] = _column(address or None for address in addresses)


def _column(values: Iterable[str | None]) -> Column:
    return Column(pa.array(list(values), pa.string()))


def _made(number: bytes) -> str:
    return f"LTAX-{number.hex()[:20]}"


def _person(told: Cells, index: int, vault: Vault) -> bytes:
    """Tell an owner without a number from others by everything else about him."""
    facts = [told[header][index] or "" for header in OWNERS.headers[2:]]
    return vault.lookup_hash(hashlib.sha256("\x1f".join(facts).encode()).hexdigest())
