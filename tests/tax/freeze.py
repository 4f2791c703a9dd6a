"""Freeze lines of a release: ``python -m tests.tax.freeze VERSION``.

A frozen file holds lines as a release stored them, with the law they were taxed by
and what their explanations came to. It is made once and never changed: whatever
happens to the program, `tests.tax.test_frozen` must get the same satang from it.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import asdict
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from kkmgis.errors import TaxError
from kkmgis.tax.amend import Change, amended_rule_book
from kkmgis.tax.assess import assess_columns
from kkmgis.tax.explain import explain_line, explain_sign
from kkmgis.tax.facts import whole_numbers
from kkmgis.tax.recompute import StoredLines, facts_of_lines, lines_that_differ
from kkmgis.tax.records import FIELDS, LineRecord, line_records, read_record
from kkmgis.tax.rulebook import RuleBook, rule_book
from kkmgis.tax.sign import SignFacts, assess_signs
from kkmgis.tax.sign_records import SignRecord, sign_records
from kkmgis.tax.slices import line_slices
from tests.tax.people import SIZES, YEARS, Taxpayer, taxpayer
from tests.tax.register import columns

FOLDER = Path(__file__).with_name("frozen")
SUFFIX = ".json.gz"
SUMS = "SHA256SUMS"
_VERSION = re.compile(r"\d+\.\d+\.\d+", re.ASCII)

TAXPAYERS = 14
"""Of each year, besides one with very large numbers."""

ORDINANCE = {"act": "ข้อบัญญัติสมมุติ", "section": "1"}
LOCAL = [Change("land_building.reduction.general", "25", "authority", ORDINANCE)]
"""An invented ordinance, so that a law of an authority's own is frozen too."""

Json = dict[str, Any]


def lines_of(records: list[LineRecord], places: list[list[int]]) -> StoredLines:
    """Lay records out as a run stores them.

    Parameters
    ----------
    records : list of LineRecord
    places : list of [assessment, object, pool], one a record
    """
    assessment, key, pool = np.array(places, dtype=np.int64).reshape(-1, 3).T
    found = {
        name: whole_numbers(getattr(record, name) for record in records)
        for name in FIELDS
    }
    return StoredLines(assessment, key, pool, found)


def slices_of(record: LineRecord, rules: RuleBook) -> list[list[int | None]]:
    """Give the slices of a line as plain numbers."""
    return [list(asdict(part).values()) for part in line_slices(record, rules.land)]


def steps_of(explanation: Json) -> list[list[str | None]]:
    """Give what the steps of an explanation come to, by their names."""
    return [[step["key"], step["amount"]] for step in explanation["steps"]]


def frozen_roll(register: list[Taxpayer], rules: RuleBook) -> Json:
    """Freeze all lines of some taxpayers.

    Raises
    ------
    TaxError
        They cannot be taxed again from what is stored.
    """
    facts = columns(register)
    records = line_records(facts, assess_columns(facts, rules))
    owner, pool = facts.taxpayer[facts.asset], facts.pool[facts.asset]
    places = np.stack([owner, facts.asset, pool], axis=1).tolist()
    lines = lines_of(records, places)
    again = facts_of_lines(lines, rules.tax_year)
    differing = lines_that_differ(lines, assess_columns(again, rules), again.asset)
    if differing:
        raise TaxError(f"{rules.tax_year}: {sorted(differing)} differ")
    return {
        "tax_year": rules.tax_year,
        "rule_book": rules.version,
        "lines": [
            {
                "place": place,
                "record": record.to_json(),
                "slices": slices_of(record, rules),
                "steps": steps_of(explain_line(record, rules)),
            }
            for place, record in zip(places, records, strict=True)
        ],
    }


def sign_facts(records: list[SignRecord], tax_year: int) -> SignFacts:
    """Lay the facts of stored signs out as columns."""
    [decimals] = {record.area_decimals for record in records}
    return SignFacts(
        tax_year=tax_year,
        area_decimals=decimals,
        area=whole_numbers(record.area for record in records),
        sides=np.array([record.sides for record in records], dtype=np.int64),
        text=np.array([record.text for record in records], dtype=np.int8),
        moving=np.array([record.moving for record in records], dtype=np.bool_),
        quarter=np.array([record.quarter for record in records], dtype=np.int8),
    )


def signs(tax_year: int) -> SignFacts:
    """Make signs of every class, quarter and number of sides."""
    kinds = list(product(range(3), (False, True), range(5), (1, 2)))
    sizes = [400 + 12_345 * n for n in range(len(kinds))]
    return SignFacts(
        tax_year=tax_year,
        area_decimals=1,
        area=np.array(sizes, dtype=np.int64),
        sides=np.array([kind[3] for kind in kinds], dtype=np.int64),
        text=np.array([kind[0] for kind in kinds], dtype=np.int8),
        moving=np.array([kind[1] for kind in kinds], dtype=np.bool_),
        quarter=np.array([kind[2] for kind in kinds], dtype=np.int8),
    )


def frozen_signs(rules: RuleBook) -> Json:
    """Freeze signs of a year."""
    facts = signs(rules.tax_year)
    records: list[SignRecord] = sign_records(facts, assess_signs(facts, rules))
    return {
        "tax_year": rules.tax_year,
        "rule_book": rules.version,
        "signs": [
            {"record": record.to_json(), "steps": steps_of(explain_sign(record, rules))}
            for record in records
        ],
    }


def register_of(tax_year: int) -> list[Taxpayer]:
    """Invent the taxpayers of a year, those with the large numbers last."""
    town = [
        taxpayer(tax_year, SIZES["town"], f"frozen/{tax_year}/{number}")
        for number in range(TAXPAYERS)
    ]
    return [*town, taxpayer(tax_year, SIZES["int64"], f"frozen/{tax_year}/large")]


def frozen(version: str) -> Json:
    """Make all that is frozen of a release."""
    books = [rule_book(year) for year in YEARS]
    local = amended_rule_book(rule_book(YEARS[-2]), LOCAL)
    laws = [*books, local]
    return {
        "version": version,
        "fields": list(FIELDS),
        "rule_books": {rules.version: rules.content for rules in laws},
        "rolls": [frozen_roll(register_of(rules.tax_year), rules) for rules in laws],
        "sign_rolls": [frozen_signs(rules) for rules in books[-2:]],
    }


def releases() -> Iterator[Path]:
    """Give the frozen files, by name."""
    yield from sorted(FOLDER.glob(f"*{SUFFIX}"))


def read(path: Path) -> Json:
    """Read a frozen file."""
    content: Json = json.loads(gzip.decompress(path.read_bytes()))
    return content


def stored_records(roll: Json) -> list[LineRecord]:
    """Read the records of a frozen roll."""
    return [read_record(line["record"]) for line in roll["lines"]]


def write(version: str, folder: Path = FOLDER) -> Path:
    """Freeze lines of a release.

    Raises
    ------
    FileExistsError
        They are frozen already.
    ValueError
        It is no version.
    """
    if not _VERSION.fullmatch(version):
        raise ValueError(f"{version!r} is no version")
    path = folder / f"{version}{SUFFIX}"
    text = json.dumps(frozen(version), ensure_ascii=False, separators=(",", ":"))
    content = gzip.compress(text.encode(), mtime=0)
    with path.open("xb") as file:
        file.write(content)
    with (folder / SUMS).open("a", encoding="ascii") as file:
        file.write(f"{hashlib.sha256(content).hexdigest()}  {path.name}\n")
    return path


def main() -> None:
    """Freeze the release named on the command line."""
    if len(sys.argv) != 2:
        sys.exit("usage: python -m tests.tax.freeze VERSION")
    try:
        path = write(sys.argv[1])
    except FileExistsError as error:
        sys.exit(f"{error.filename} is frozen: a release is never frozen twice")
    except ValueError as error:
        sys.exit(str(error))
    sys.stdout.write(f"{path.name}: {path.stat().st_size / 1000:.0f} kB\n")


if __name__ == "__main__":
    main()
