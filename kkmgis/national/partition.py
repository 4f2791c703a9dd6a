"""One authority: read its partition, assess it, write lines and totals.

The totals are written last and name what they were computed from, so that they say
that all is done; what was begun and not finished is simply done again.
"""

from __future__ import annotations

import hashlib
import json
import resource
import sys
import time
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa

from kkmgis import __version__
from kkmgis.errors import TaxError
from kkmgis.issue import Issue
from kkmgis.national.facts import facts_of, pool_numbers
from kkmgis.national.layout import (
    DESCRIPTION,
    FILES,
    LAYOUT_VERSION,
    Authority,
    LayoutError,
    code_of,
    read_authority,
    refuse,
)
from kkmgis.national.lines import line_table
from kkmgis.national.pools import neighbours, rows_that_may_pool
from kkmgis.national.read import Objects, read_geometry, read_objects, read_uses
from kkmgis.national.totals import Totals, check_file, read_totals, totals_of
from kkmgis.national.write import (
    remove_leftovers,
    replacing,
    write_json,
    write_parquet,
)
from kkmgis.tax.amend import amended_rule_book
from kkmgis.tax.assess import Assessment, assess_columns
from kkmgis.tax.facts import AssetKind, Facts
from kkmgis.tax.local import LocalRuleError, settable_form
from kkmgis.tax.parameters import ParameterError
from kkmgis.tax.rulebook import RuleBook, rule_book_of_content

LINES, TOTALS = "lines.parquet", "totals.json"
RULE_BOOKS = "rule_books"
RESULT_VERSION = 1

Status = Literal["assessed", "kept", "failed"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one authority.

    Attributes
    ----------
    authority : str
    status : {"assessed", "kept", "failed"}
        ``kept``: an earlier run had done the same already.
    totals : Totals or None
    fault : Issue or None
        Why it failed.
    seconds, cpu_seconds : float
        By the clock, and of a core; other programs take no part in the second.
    peak_mib : int
        Most memory that the process ever took.
    """

    authority: str
    status: Status
    totals: Totals | None = None
    fault: Issue | None = None
    seconds: float = 0
    cpu_seconds: float = 0
    peak_mib: int = 0


@dataclass(frozen=True, slots=True)
class PartitionResult:
    """An authority's tax in memory."""

    authority: Authority
    rules: RuleBook
    objects: Objects
    facts: Facts
    result: Assessment
    totals: Totals


def compute_partition(folder: Path, national: RuleBook) -> PartitionResult:
    """Read a partition and work out its tax.

    Parameters
    ----------
    folder : Path
    national : RuleBook
        The law of the country in the tax year; the authority's ordinances are
        added to it.

    Returns
    -------
    PartitionResult

    Raises
    ------
    LayoutError
        The partition is not as described, or of another year.
    """
    authority = read_authority(folder)
    if authority.tax_year != national.tax_year:
        values = {"found": authority.tax_year, "year": national.tax_year}
        refuse("other_year", DESCRIPTION, "tax_year", **values)
    rules = _rules_of(authority, national)
    objects = read_objects(folder)
    uses = read_uses(folder, objects, rules)
    rows = rows_that_may_pool(objects.kind == AssetKind.LAND, objects.pool_set)
    shapes = read_geometry(folder, rows, authority)
    a, b = neighbours(shapes, objects.pool_set[rows], Decimal(rules.pool_gap_m))
    pool = pool_numbers(objects, rows[a], rows[b])
    facts = facts_of(objects, uses, pool, rules.tax_year)
    try:
        result = assess_columns(facts, rules)
    except TaxError as error:
        refuse("facts_contradict", folder.name, reason=error)
    names = (authority.code, authority.name_th)
    totals = totals_of(names, objects, facts, result, rules)
    return PartitionResult(authority, rules, objects, facts, result, totals)


def _rules_of(authority: Authority, national: RuleBook) -> RuleBook:
    try:
        for one in authority.ordinances:
            if one.key in national.entries:
                settable_form(national.entries[one.key])
        return amended_rule_book(national, authority.ordinances)
    except (LocalRuleError, ParameterError, ArithmeticError) as error:
        refuse("ordinance_wrong", DESCRIPTION, "ordinances", reason=error)


def assess_partition(folder: str, out: str, law: str, run: str = "") -> Outcome:
    """Assess one authority and write its result, unless that was done before.

    Parameters
    ----------
    folder : str
        The partition.
    out : str
        Directory of the results; the authority's folder in it is written.
    law : str
        `kkmgis.tax.rulebook.RuleBook.content` of the country.
    run : str
        Name of the run: a result that it wrote itself, on a worker that died before
        it could say so, is no result of an earlier one.

    Returns
    -------
    Outcome
        Faults of the partition come back, they do not raise.

    Raises
    ------
    OSError
        The result cannot be written.
    TotalsError
        Sums that must be equal are not.
    """
    begun, cpu = time.monotonic(), time.process_time()
    # The cores belong to the workers, one each.
    pa.set_cpu_count(1)
    source = Path(folder)
    code, target = code_of(source), Path(out) / source.name
    status: Status
    try:
        stamp = _stamp(source, law)
        found = finished(target, stamp)
        if found is None:
            _forget(target)
            totals = _assess(source, target, law, {**stamp, "run": run})
            status = "assessed"
        else:
            totals, written_by = found
            status = "assessed" if run and run == written_by else "kept"
    except LayoutError as error:
        _forget(target)
        return Outcome(code, "failed", fault=error.issue)
    return Outcome(
        code,
        status,
        totals,
        seconds=round(time.monotonic() - begun, 3),
        cpu_seconds=round(time.process_time() - cpu, 3),
        peak_mib=_peak_mib(),
    )


def _assess(source: Path, target: Path, law: str, stamp: dict[str, Any]) -> Totals:
    done = compute_partition(source, _national(law))
    with replacing(target / LINES) as temporary:
        write_parquet(line_table(done.objects, done.facts, done.result), temporary)
        check_file(temporary, done.totals)
        lines = _digest(temporary)
    kept_law = target.parent / RULE_BOOKS / f"{done.rules.version}.json"
    if not kept_law.exists():
        with replacing(kept_law) as temporary:
            temporary.write_text(done.rules.content, encoding="utf-8")
    stamped = {**stamp, "lines_sha256": lines, **done.totals.to_json()}
    write_json(stamped, target / TOTALS)
    return done.totals


def _forget(target: Path) -> None:
    """Take away a result of something else, the totals first: they say it is done.

    Who reads all lines of a directory must not meet those of an authority that
    could not be assessed this time.
    """
    if target.is_dir():
        for name in (TOTALS, LINES):
            (target / name).unlink(missing_ok=True)
        remove_leftovers(target)


@lru_cache(maxsize=4)
def _national(law: str) -> RuleBook:
    return rule_book_of_content(law)


def _stamp(source: Path, law: str) -> dict[str, Any]:
    """Name all that a result depends on."""
    digests = []
    for name in FILES:
        try:
            digests.append(_digest(source / name))
        except FileNotFoundError:
            refuse("file_missing", name)
    together = "\n".join([str(LAYOUT_VERSION), *digests])
    return {
        "result_version": RESULT_VERSION,
        "kkmgis": __version__,
        "law_sha256": hashlib.sha256(law.encode()).hexdigest(),
        "partition_sha256": hashlib.sha256(together.encode()).hexdigest(),
    }


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def finished(target: Path, stamp: dict[str, Any]) -> tuple[Totals, str] | None:
    """Give totals and run of a result that is whole and of the same origin.

    Parameters
    ----------
    target : Path
        Folder of the authority's result.
    stamp : dict
        What the result must say that it was computed from.
    """
    try:
        raw = json.loads((target / TOTALS).read_text(encoding="utf-8"))
        if any(raw[name] != value for name, value in stamp.items()):
            return None
        if raw["lines_sha256"] != _digest(target / LINES):
            return None
        return read_totals(raw), raw["run"]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _peak_mib() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (2**20 if sys.platform == "darwin" else 2**10))
