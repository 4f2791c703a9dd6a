"""Read the signs of a stored run, to compare it or to tax it again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from psycopg import Connection

from kkmgis.assess.bulk import TEXT, WHOLE, read_table, texts, whole
from kkmgis.assess.objects import KIND_NAMES
from kkmgis.assess.roll_objects import read_lacking
from kkmgis.assess.run_choice import ChosenRun
from kkmgis.assess.stored import stored_rule_book
from kkmgis.errors import DatabaseError
from kkmgis.tax.difference_roll import NOT_LACKING
from kkmgis.tax.difference_sign import SignRoll
from kkmgis.tax.facts import whole_numbers
from kkmgis.tax.sign import SignFacts
from kkmgis.tax.sign_records import SignRecord, read_sign_record

Rows = npt.NDArray[np.int64]

SIGN_KIND = len(KIND_NAMES)

_LINES = """
SELECT number, object_id, object_code, coalesce(parcel_id, -1), rate_group,
       facts->>'object', tax_satang, facts->>'record'
FROM tax.line WHERE run_id = %(run)s ORDER BY number
"""
_COLUMNS: dict[str, pa.DataType] = {
    "number": WHOLE,
    "id": WHOLE,
    "code": TEXT,
    "parcel_id": WHOLE,
    "text_class": TEXT,
    "version": WHOLE,
    "tax": WHOLE,
    "record": TEXT,
}


@dataclass(frozen=True, slots=True)
class StoredSigns:
    """Signs of a stored run, shape (signs,), taxed and exempt.

    Attributes
    ----------
    number : ndarray of int64, of the line in its run
    key : ndarray of int64, id of the sign
    code, text_class : Array of str
    parcel_id : ndarray of int64, -1 where there is none
    version : ndarray of int64, of the sign's row
    records : list of SignRecord
        Of the signs that are taxed, in their order.
    roll : SignRoll
    """

    number: Rows
    key: Rows
    code: pa.Array
    text_class: pa.Array
    parcel_id: Rows
    version: Rows
    records: list[SignRecord]
    roll: SignRoll


def read_sign_roll(
    connection: Connection[Any], run: ChosenRun, other: ChosenRun | None = None
) -> StoredSigns:
    """Read the signs of a run.

    Parameters
    ----------
    connection : Connection
    run : ChosenRun
        Of the signboard tax.
    other : ChosenRun, optional
        The run it is compared with.

    Raises
    ------
    DatabaseError
        A sign without a record bears tax.
    """
    table = read_table(connection, _LINES, _COLUMNS, {"run": run.id})
    key, tax = whole(table, "id"), whole(table, "tax")
    recorded = np.asarray(texts(table, "record").is_valid())
    if np.any(tax[~recorded]):
        raise DatabaseError(f"run {run.id}: an exempt sign bears tax")
    records = [
        read_sign_record(stored)
        for stored in table.column("record").to_pylist()
        if stored is not None
    ]
    taxed = key[recorded]
    lacking = np.full(len(taxed), NOT_LACKING, dtype=np.int8)
    if other is not None:
        kind = np.full(len(taxed), SIGN_KIND, dtype=np.int64)
        lacking = read_lacking(connection, other.id, kind, taxed)
    roll = SignRoll(
        facts=_facts(records, run.tax_year_be),
        rules=stored_rule_book(connection, run.rule_book),
        tax=tax[recorded],
        key=taxed,
        exempt=key[~recorded],
        lacking=lacking,
    )
    return StoredSigns(
        number=whole(table, "number"),
        key=key,
        code=texts(table, "code"),
        text_class=texts(table, "text_class"),
        parcel_id=whole(table, "parcel_id"),
        version=whole(table, "version"),
        records=records,
        roll=roll,
    )


def _facts(records: list[SignRecord], tax_year: int) -> SignFacts:
    decimals = max((one.area_decimals for one in records), default=0)
    areas = [one.area * 10 ** (decimals - one.area_decimals) for one in records]
    return SignFacts(
        tax_year=tax_year,
        area_decimals=decimals,
        area=whole_numbers(areas),
        sides=np.array([one.sides for one in records], dtype=np.int64),
        text=np.array([one.text for one in records], dtype=np.int8),
        moving=np.array([one.moving for one in records], dtype=np.bool_),
        quarter=np.array([one.quarter for one in records], dtype=np.int8),
    )
