"""The search for gaps: one transaction, all kinds, remembered."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

import pyarrow as pa
from psycopg import Connection, sql
from psycopg.rows import dict_row

from kkmgis.assess.bulk import write_tables
from kkmgis.assess.law import rule_book_in_force
from kkmgis.coverage.estimate import Estimate, estimate_all
from kkmgis.coverage.filling import Filling
from kkmgis.coverage.kinds import Kind, Need, kinds_named, query
from kkmgis.coverage.memory import KindCount, Remembered, remember
from kkmgis.coverage.recipes import Desk, Gap
from kkmgis.coverage.register import lend_parcels, read_register
from kkmgis.coverage.signs import read_signs
from kkmgis.coverage.statistics import refresh_statistics
from kkmgis.coverage.thresholds import Thresholds, thresholds_of
from kkmgis.coverage.typical import Typical
from kkmgis.db import acting
from kkmgis.tax.calendar import tax_calendar
from kkmgis.tax.rulebook import RuleBook

BUDDHIST_ERA = 543

Progress = Callable[[str, int, int], None]
"""Told the name of the kind that begins, its number and how many there are."""

_FOUND = """
CREATE TEMP TABLE coverage_found (
    number integer GENERATED ALWAYS AS IDENTITY, kind text, key text, severity text,
    subject_kind text, subject_id bigint, subject_code text, parcel_id bigint,
    evidence jsonb, facts jsonb, geom geometry, PRIMARY KEY (kind, key)
) ON COMMIT DROP
"""

_ESTIMATE = """
CREATE TEMP TABLE coverage_estimate (
    number integer PRIMARY KEY, satang bigint NOT NULL, explanation jsonb NOT NULL
) ON COMMIT DROP
"""

_INTO = sql.SQL("""
INSERT INTO coverage_found (kind, key, severity, subject_kind, subject_id,
                            subject_code, parcel_id, evidence, facts, geom)
SELECT {kind}, q.key, q.severity, q.subject_kind, q.subject_id, q.subject_code,
       q.parcel_id, q.evidence, q.facts,
       CASE WHEN NOT ST_IsEmpty(q.geom) THEN q.geom END
FROM ({query}) AS q ORDER BY q.key COLLATE "C"
ON CONFLICT (kind, key) DO NOTHING
""")

# One search at a time: two would both believe that they are the first to see a gap.
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('kkmgis.coverage.find_gaps'))"


@dataclass(frozen=True, slots=True)
class GapSummary:
    """What a search found.

    Attributes
    ----------
    year_be : int
    kinds : dict of str to KindCount
        Gaps that wait for somebody (open or assigned), of each kind searched.
    opened, returned, changed, fixed, waived : int
        New; mended before and there again; with other numbers than before; gone,
        so mended by itself; there still, but waived.
    skipped : dict of str to str
        Kinds that could not be searched, and what they need.
    seconds : dict of str to float
        Of each kind's query, and of ``register``, ``estimate`` and ``remember``.
    """

    year_be: int
    kinds: dict[str, KindCount]
    opened: int
    returned: int
    changed: int
    fixed: int
    waived: int
    skipped: dict[str, Need]
    seconds: dict[str, float]

    @property
    def total(self) -> int:
        """Count the gaps that wait."""
        return sum(count.gaps for count in self.kinds.values())

    @property
    def total_satang(self) -> int:
        """Add up what is at stake."""
        return sum(count.satang for count in self.kinds.values())


class _Clock:
    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.monotonic()

    def lap(self, name: str) -> None:
        now = time.monotonic()
        self.seconds[name] = now - self._last
        self._last = now


def find_gaps(
    connection: Connection[Any],
    year_be: int,
    *,
    kinds: Sequence[str] | None = None,
    actor: str,
    progress: Progress | None = None,
) -> GapSummary:
    """Search for gaps, estimate what is at stake, and remember them.

    Parameters
    ----------
    connection : Connection
        Outside a transaction all happens in one of its own.
    year_be : int
        Tax year, Buddhist Era.
    kinds : sequence of str, optional
        All kinds when not said; others keep what is remembered of them.
    actor : str
        Who asks; kept with the events.
    progress : callable, optional

    Returns
    -------
    GapSummary

    Raises
    ------
    LawMissingError
        There is no law data for the year.
    SettingsError
        There is no such kind.
    """
    wanted = kinds_named(tuple(kinds) if kinds is not None else None)
    limits = thresholds_of(year_be)
    clock = _Clock()
    with acting(connection, actor):
        # Set for this transaction: compiled queries cost more here than they save.
        connection.execute("SET LOCAL jit = off")
        connection.execute(_LOCK)
        rules = rule_book_in_force(connection, year_be)
        refresh_statistics(connection)
        values = _values(connection, rules, limits)
        register = read_register(connection, rules)
        lend_parcels(connection, register)
        clock.lap("register")
        skipped = _search(connection, wanted, values, clock, progress)
        filling = Filling(register, Typical(register))
        gaps = _read(connection)
        ids = [g.subject_id or 0 for g in gaps if g.subject_kind == "sign"]
        desk = Desk(filling, limits, read_signs(connection, sorted(set(ids))))
        _lay_down(connection, estimate_all(desk, gaps, rules))
        clock.lap("estimate")
        searched = [kind.name for kind in wanted if kind.name not in skipped]
        remembered = remember(connection, year_be, searched, actor)
        connection.execute("DROP TABLE coverage_found, coverage_estimate")
        clock.lap("remember")
    return _summary(year_be, searched, remembered, skipped, clock.seconds)


def _search(
    connection: Connection[Any],
    wanted: Sequence[Kind],
    values: Mapping[str, object],
    clock: _Clock,
    progress: Progress | None,
) -> dict[str, Need]:
    known = {need: values[need] not in (None, False) for need in get_args(Need)}
    connection.execute("DROP TABLE IF EXISTS pg_temp.coverage_found")
    connection.execute(_FOUND)
    skipped: dict[str, Need] = {}
    for number, kind in enumerate(wanted):
        if kind.need is not None and not known[kind.need]:
            skipped[kind.name] = kind.need
            continue
        if progress is not None:
            progress(kind.name, number, len(wanted))
        statement = _INTO.format(
            kind=sql.Literal(kind.name),
            query=sql.SQL(query(kind.name)),
        )
        connection.execute(statement, values, prepare=False)
        clock.lap(kind.name)
    return skipped


_THERE = """
SELECT (SELECT id FROM tax.current_run
        WHERE tax = 'land_building' AND tax_year_be = %(year)s) AS land_run,
       (SELECT id FROM tax.current_run
        WHERE tax = 'sign' AND tax_year_be = %(year)s) AS sign_run,
       EXISTS (SELECT FROM register.block)
           OR EXISTS (SELECT FROM register.authority) AS ground,
       EXISTS (SELECT FROM register.footprint) AS footprints,
       EXISTS (SELECT FROM register.deed) AS deeds,
       EXISTS (SELECT FROM tax.payment_share s JOIN tax.run r ON r.id = s.run_id
               WHERE r.tax = 'land_building' AND r.tax_year_be = %(year)s)
           AND EXISTS (SELECT FROM tax.current_run
               WHERE tax = 'land_building' AND tax_year_be = %(year)s) AS payments,
       current_date AS today
"""


def _values(
    connection: Connection[Any], rules: RuleBook, limits: Thresholds
) -> dict[str, object]:
    """Bind what the queries ask for."""
    with connection.cursor(row_factory=dict_row) as cursor:
        found = cursor.execute(_THERE, {"year": rules.tax_year}).fetchone()
    assert found is not None  # noqa: S101 - a SELECT without FROM gives one row
    year = rules.tax_year - BUDDHIST_ERA
    calendar = tax_calendar(rules, "land_building")
    return {
        **dataclasses.asdict(limits),
        **found,
        "year": rules.tax_year,
        "first": dt.date(year, 1, 1),
        "seen": min(found["today"], dt.date(year, 12, 31)),
        "pay_by": calendar.term("payment").last[0],
        "last_part_by": calendar.term("instalments").last[-1],
    }


def _read(connection: Connection[Any]) -> list[Gap]:
    rows = connection.execute(
        "SELECT number, kind, subject_kind, subject_id, subject_code, facts, evidence"
        " FROM coverage_found ORDER BY number"
    ).fetchall()
    return [Gap(*row) for row in rows]


def _lay_down(connection: Connection[Any], estimates: Mapping[int, Estimate]) -> None:
    connection.execute("DROP TABLE IF EXISTS pg_temp.coverage_estimate")
    connection.execute(_ESTIMATE)
    table = pa.table(
        {
            "number": pa.array(list(estimates), pa.int64()),
            "satang": pa.array([e.satang for e in estimates.values()], pa.int64()),
            "explanation": pa.array(
                [
                    json.dumps(e.explanation, ensure_ascii=False)
                    for e in estimates.values()
                ],
                pa.string(),
            ),
        }
    )
    name = ("pg_temp", "coverage_estimate")
    write_tables(connection, name, table.column_names, [table])
    connection.execute("ANALYZE pg_temp.coverage_found, pg_temp.coverage_estimate")


def _summary(
    year_be: int,
    searched: Sequence[str],
    remembered: Remembered,
    skipped: dict[str, Need],
    seconds: dict[str, float],
) -> GapSummary:
    nothing = KindCount(0, 0)
    return GapSummary(
        year_be=year_be,
        kinds={name: remembered.waiting.get(name, nothing) for name in searched},
        opened=remembered.events.get("found", 0),
        returned=remembered.events.get("returned", 0),
        changed=remembered.events.get("changed", 0),
        fixed=remembered.events.get("fixed", 0),
        waived=remembered.waived,
        skipped=skipped,
        seconds=seconds,
    )
