"""Assess the whole register for one tax year, and store the result."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from psycopg import Connection, IsolationLevel
from psycopg.pq import TransactionStatus

from kkmgis.assess.land_facts import land_facts, read_land_register
from kkmgis.assess.land_lines import land_rows_to_store
from kkmgis.assess.law import rule_book_in_force
from kkmgis.assess.run_rows import RunRows
from kkmgis.assess.signs import assess_register_signs
from kkmgis.assess.store import store_run
from kkmgis.db import acting
from kkmgis.tax.assess import assess_columns
from kkmgis.tax.rulebook import RuleBook

Tax = Literal["land_building", "sign"]
TAXES: tuple[Tax, ...] = ("land_building", "sign")

Progress = Callable[[str, int, int], None]
"""Told the message key of the step that begins, its number and their count."""

# Sorts and joins of a city fit into this; compiling queries takes longer than they do.
_BULK_SETTINGS = "SET LOCAL work_mem = '64MB'; SET LOCAL jit = off"

_STEPS = ("read", "compute", "store")


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What one run did.

    Attributes
    ----------
    run_id : int
    tax : {"land_building", "sign"}
    tax_year_be : int
    rule_book : str
        Version of the law that was applied.
    assessments, lines : int
    total_satang : int
    set_aside : dict of str to int
        Objects that could not be assessed, by reason code.
    seconds : float
    """

    run_id: int
    tax: Tax
    tax_year_be: int
    rule_book: str
    assessments: int
    lines: int
    total_satang: int
    set_aside: dict[str, int]
    seconds: float


def assess_year(
    connection: Connection[Any],
    year_be: int,
    *,
    tax: Tax | None = None,
    actor: str,
    progress: Progress | None = None,
) -> list[RunSummary]:
    """Assess every object of the register and store new runs.

    Parameters
    ----------
    connection : Connection
        Outside a transaction all happens in one of its own, on one snapshot of
        the register; inside one it joins it.
    year_be : int
        Tax year, Buddhist Era.
    tax : {"land_building", "sign"}, optional
        Both when not said.
    actor : str
        Who asks; kept with the run.
    progress : callable, optional

    Returns
    -------
    list of RunSummary, one a tax

    Raises
    ------
    LawMissingError
        There is no law data for the year.
    LocalRuleError
        What the authority set itself no longer fits the law.
    DatabaseError
        The totals of what was stored do not agree; nothing is kept.

    Notes
    -----
    The register is taken as it stands now; rights, uses and prices are those of
    the tax year (s.9: whoever owns on 1 January). Runs are never changed: the
    latest finished one of a tax and year counts.
    """
    taxes = TAXES if tax is None else (tax,)
    with _one_snapshot(connection), acting(connection, actor):
        connection.execute(_BULK_SETTINGS)
        rules = rule_book_in_force(connection, year_be)
        return [
            _assess(connection, one, rules, actor, progress or _silent) for one in taxes
        ]


@contextmanager
def _one_snapshot(connection: Connection[Any]) -> Iterator[None]:
    """Let a transaction that begins here see one state of the register."""
    if connection.info.transaction_status != TransactionStatus.IDLE:
        yield
        return
    before = connection.isolation_level
    connection.isolation_level = IsolationLevel.REPEATABLE_READ
    try:
        yield
    finally:
        connection.isolation_level = before


def _silent(step: str, number: int, count: int) -> None:
    del step, number, count


def _assess(
    connection: Connection[Any],
    tax: Tax,
    rules: RuleBook,
    actor: str,
    progress: Progress,
) -> RunSummary:
    begun = time.monotonic()

    def begin(step: str) -> None:
        progress(f"assess.step.{tax}.{step}", _STEPS.index(step), len(_STEPS))

    rows = (
        _land_building(connection, rules, begin)
        if tax == "land_building"
        else _signs(connection, rules, begin)
    )
    begin("store")
    run_id = store_run(connection, tax, rules, actor, rows)
    reasons = rows.set_aside.column("reason").value_counts().to_pylist()
    return RunSummary(
        run_id=run_id,
        tax=tax,
        tax_year_be=rules.tax_year,
        rule_book=rules.version,
        assessments=len(rows.assessments),
        lines=len(rows.lines),
        total_satang=sum(rows.assessments.column("total_satang").to_pylist()),
        set_aside={item["values"]: item["counts"] for item in reasons},
        seconds=time.monotonic() - begun,
    )


def _land_building(
    connection: Connection[Any], rules: RuleBook, begin: Callable[[str], None]
) -> RunRows:
    begin("read")
    register = read_land_register(connection, rules)
    begin("compute")
    made = land_facts(register, rules)
    result = assess_columns(made.facts, rules)
    return land_rows_to_store(register, made, result)


def _signs(
    connection: Connection[Any], rules: RuleBook, begin: Callable[[str], None]
) -> RunRows:
    begin("read")
    return assess_register_signs(connection, rules)
