"""The demo city in the register: what is there, emptying it, filling it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import psycopg

from kkmgis import db
from kkmgis.accounts import ensure_user
from kkmgis.audit import record_event
from kkmgis.cluster import ensure_running
from kkmgis.errors import ConflictError, DatabaseError, SettingsError, SourceError
from kkmgis.i18n import both, text
from kkmgis.model import SCHEMAS

if TYPE_CHECKING:
    from psycopg import Connection

    from api.cli.demo_work import Work
    from kkmgis.demo.found import Comparison

YEAR_BE = 2569
# The year before as well, so that two years can be set side by side.
YEARS_BE = (2568, 2569)
SRID = 32648
ACTOR = "demo"
ROLES = ("admin", "officer", "finance", "planner", "viewer")
LOCK = 4_804_003

State = Literal["empty", "begun", "done", "foreign"]


def into_database(work: Work, *, reset: bool, if_missing: bool) -> None:
    """Put the demo city into the register, or finish what was begun.

    Parameters
    ----------
    work : Work
        Its ``answer`` tells afterwards what there is.
    reset : bool
        Empty the database first, whatever it holds.
    if_missing : bool
        Leave a register with any data in it alone.

    Raises
    ------
    SettingsError
        The installation keeps another SRID.
    ConflictError
        The register holds other data, or the demo in another size.
    DatabaseError
        The database went away; running again goes on from there.
    SourceError
        A row of the demo's own files was rejected.
    """
    if work.settings.srid != SRID:
        given = work.settings.srid
        raise SettingsError(both("demo.srid", srid=given, needed=SRID))
    url = ensure_running(work.settings)
    try:
        with db.connect(url) as connection:
            connection.autocommit = True
            # Of two at once the second waits, then finds the work done.
            connection.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
            _settle(work, connection, url, reset=reset, if_missing=if_missing)
    except psycopg.OperationalError as error:
        detail = str(error).strip().splitlines()[0]
        raise DatabaseError(both("demo.lost", detail=detail)) from error


def _settle(
    work: Work,
    connection: Connection[Any],
    url: str,
    *,
    reset: bool,
    if_missing: bool,
) -> None:
    """Decide by what the register holds, and do it."""
    if reset:
        _empty(connection)
    state, size = _state(connection)
    work.answer["accounts"] = _accounts()
    if state == "done" and (size == work.size or if_missing):
        work.answer |= {"done": "present", "size": size}
        return
    if state == "foreign" and if_missing:
        work.answer |= {"done": "skipped", "accounts": []}
        return
    if state == "foreign":
        raise ConflictError(both("demo.foreign"))
    if state != "empty" and size != work.size:
        raise ConflictError(both("demo.other_size", size=size, wanted=work.size))
    db.upgrade(url, srid=SRID)
    if state == "empty" or not work.has_files():
        work.write_files()
    _fill(work, connection)


def _state(connection: Connection[Any]) -> tuple[State, str | None]:
    """Tell what the register holds: (state, size of the demo)."""
    made = connection.execute("SELECT to_regclass('audit.event')").fetchone()
    if made is None or made[0] is None:
        return "empty", None
    row = connection.execute(
        "SELECT action, subject_code FROM audit.event WHERE subject_kind = 'demo'"
        " ORDER BY id DESC LIMIT 1"
    ).fetchone()
    if row is not None:
        return ("done" if row[0] == "demo.completed" else "begun"), row[1]
    held = connection.execute(
        "SELECT EXISTS (SELECT FROM register.parcel)"
        " OR EXISTS (SELECT FROM register.party)"
        " OR EXISTS (SELECT FROM register.authority)"
        " OR EXISTS (SELECT FROM register.building)"
    ).fetchone()
    return ("foreign" if held is not None and held[0] else "empty"), None


def _empty(connection: Connection[Any]) -> None:
    """Drop everything that kkmgis keeps in the database."""
    with connection.transaction():
        connection.execute("SET LOCAL lock_timeout = '10s'")
        for schema in SCHEMAS:
            connection.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
        connection.execute("DROP TABLE IF EXISTS public.alembic_version")


def _fill(work: Work, connection: Connection[Any]) -> None:
    """Import, assess and search; what an earlier run has done is left as it is."""
    subject = ("demo", work.size)
    record_event(connection, "demo.started", actor=ACTOR, subject=subject)
    for entry in work.key()["files"]:
        _import(work, connection, entry["kind"], work.folder / entry["file"])
    with work.step("statistics"):
        connection.execute("VACUUM (ANALYZE)")
    with work.step("accounts"):
        _make_accounts(connection)
    for year_be in YEARS_BE:
        _assess(work, connection, year_be)
    _search(work, connection)
    _add_totals(work, connection)
    record_event(
        connection,
        "demo.completed",
        actor=ACTOR,
        subject=subject,
        after=work.answer["totals"],
    )


def _import(work: Work, connection: Connection[Any], kind: str, path: Path) -> None:
    from importers.load import load_file

    with work.step(path.name) as told:
        done = connection.execute(
            "SELECT row_count FROM staging.batch WHERE kind = %s AND file_name = %s"
            " AND actor = %s AND status = 'promoted' AND rejected = 0 LIMIT 1",
            (kind, path.name, ACTOR),
        ).fetchone()
        if done is not None:
            told |= {"read": done[0], "note": "="}
            return
        report = load_file(connection, kind, path, mapping="demo", actor=ACTOR)
        told |= {"kind": kind, "read": report.read, "loaded": report.loaded}
        if report.rejected:
            shown = {"file": path.name, "rejected": report.rejected}
            raise SourceError(both("demo.rejected", **shown, batch=report.batch))


def _make_accounts(connection: Connection[Any]) -> None:
    for account in _accounts():
        ensure_user(
            connection,
            account["username"],
            account["password"],
            account["name"],
            account["role"],
            actor=ACTOR,
        )


def _accounts() -> list[dict[str, str]]:
    """One account a role; whoever reads the screen may know the password."""
    return [
        {
            "username": role,
            "password": f"demo-{role}",
            "role": role,
            "name": text(f"demo.account.{role}", "th"),
        }
        for role in ROLES
    ]


def _assess(work: Work, connection: Connection[Any], year_be: int) -> None:
    from kkmgis.assess.run import assess_year

    with work.step(f"assess {year_be}") as told:
        known = connection.execute(
            "SELECT count(*) FROM tax.current_run WHERE tax_year_be = %s", (year_be,)
        ).fetchone()
        if known is not None and known[0] == 2:
            told["note"] = "="
            return
        runs = assess_year(connection, year_be, actor=ACTOR)
        told["read"] = sum(run.lines for run in runs)


def _search(work: Work, connection: Connection[Any]) -> None:
    from kkmgis.coverage.finding import find_gaps

    with work.step("gaps") as told:
        summary = find_gaps(connection, YEAR_BE, actor=ACTOR)
        told["read"] = summary.total
        work.answer["gaps"] = {
            kind: {"gaps": count.gaps, "satang": count.satang}
            for kind, count in summary.kinds.items()
        }


_COUNTS = """
SELECT (SELECT count(*) FROM register.parcel),
       (SELECT sum(area_wa)::text FROM register.parcel),
       (SELECT count(*) FROM register.building),
       (SELECT count(*) FROM register.unit), (SELECT count(*) FROM register.party),
       (SELECT count(*) FROM register.sign), (SELECT count(*) FROM register.lease)
"""
_COUNTED = ("parcels", "deed_wa", "buildings", "units", "parties", "signs", "leases")


def _add_totals(work: Work, connection: Connection[Any]) -> None:
    """Add control totals, and hold the gaps against the answer key."""
    from kkmgis.demo.answers import ANSWER_KEY
    from kkmgis.demo.found import compare, read_answers

    row = connection.execute(_COUNTS).fetchone() or ()
    totals: dict[str, Any] = dict(zip(_COUNTED, row, strict=True))
    taxes = connection.execute(
        "SELECT tax, total_satang FROM tax.current_run WHERE tax_year_be = %s"
        " ORDER BY tax",
        (YEAR_BE,),
    ).fetchall()
    totals["tax_satang"] = {str(tax): int(satang) for tax, satang in taxes}
    answers = read_answers(work.folder / ANSWER_KEY)
    found: Comparison = compare(connection, answers, YEAR_BE)
    totals["planted"] = sum(found.planted.values())
    totals["found"] = sum(found.found.values())
    work.answer["totals"] = totals
    work.answer["answers"] = {
        "agree": found.agrees,
        "missing": found.missing,
        "extra": found.extra,
    }
