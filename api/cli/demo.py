"""`kkmgis demo`: the demo city, from nothing to gaps on the map.

It can be stopped anywhere, by kill -9 of itself or of the database, and run
again: each file is one transaction, and only the last step says that all is done.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

if TYPE_CHECKING:
    from psycopg import Connection

    from kkmgis.demo import Manifest, Size
    from kkmgis.demo.found import Comparison
    from kkmgis.settings import Settings

YEAR_BE = 2569
SRID = 32648
ACTOR = "demo"
ROLES = ("admin", "officer", "finance", "planner", "viewer")
LOCK = 4_804_003

_HELP = "สร้างเมืองตัวอย่าง นำเข้า ประเมิน และหารายการตกหล่น · make the demo city"
_SIZE = "small ประมาณ 3,000 แปลง, city 65,000 แปลง · parcels"
_OUT = "โฟลเดอร์ของไฟล์ · folder of the files"
_FILES = "เขียนไฟล์เท่านั้น ไม่ใช้ฐานข้อมูล · files only, no database"
_RESET = "ล้างฐานข้อมูลแล้วสร้างใหม่ · empty the database first"
_MISSING = "ไม่ทำอะไรเมื่อมีข้อมูลแล้ว · do nothing when there is data"

State = Literal["empty", "begun", "done", "foreign"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo", help=_HELP)(demo)


def demo(
    *,
    size: Annotated[Literal["small", "city"], typer.Option(help=_SIZE)] = "small",
    out: Annotated[Path | None, typer.Option(help=_OUT, file_okay=False)] = None,
    files_only: Annotated[bool, typer.Option("--files-only", help=_FILES)] = False,
    reset: Annotated[bool, typer.Option("--reset", help=_RESET)] = False,
    if_missing: Annotated[bool, typer.Option("--if-missing", help=_MISSING)] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="ตอบเป็น JSON · answer as JSON")
    ] = False,
) -> None:
    """Write, import, assess and search the demo city."""
    from kkmgis.settings import Settings

    settings = Settings.from_env()
    work = _Work(settings, size, out or settings.home / "demo" / size)
    if files_only:
        work.write_files()
    else:
        _into_database(work, reset=reset, if_missing=if_missing)
    if as_json:
        print(json.dumps(work.answer, ensure_ascii=False))
    else:
        _print(work)


@dataclass
class _Work:
    """What is being done, and what to tell about it."""

    settings: Settings
    size: Size
    folder: Path
    answer: dict[str, Any] = field(default_factory=dict)
    steps: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.answer = {
            "size": self.size,
            "folder": str(self.folder),
            "done": "made",
            "steps": self.steps,
        }

    @contextmanager
    def step(self, name: str) -> Iterator[dict[str, Any]]:
        """Time a step and tell about it on standard error."""
        from rich.console import Console

        told: dict[str, Any] = {"step": name}
        started = time.perf_counter()
        console = Console(stderr=True, highlight=False)
        with console.status(f"{name} …"):
            yield told
        told["seconds"] = round(time.perf_counter() - started, 2)
        self.steps.append(told)
        rows = f"{told['read']:>9,}" if "read" in told else " " * 9
        note = told.get("note", "")
        console.print(f"  {name:<24}{rows}  {told['seconds']:>7.2f} s  {note}")

    def write_files(self) -> None:
        """Write the files in a process of its own, whose memory goes with it."""
        from multiprocessing import get_context

        with self.step("files") as told:
            worker = get_context("spawn").Process(
                target=_write, args=(self.folder, self.size)
            )
            worker.start()
            worker.join()
            if worker.exitcode != 0:
                from kkmgis.errors import KkmgisError
                from kkmgis.i18n import both

                raise KkmgisError(both("demo.not_written", folder=self.folder))
            told["read"] = sum(self.key()["counts"].values())

    def key(self) -> dict[str, Any]:
        """Read the answer key, the last file that is written."""
        from kkmgis.demo.answers import ANSWER_KEY

        path = self.folder / ANSWER_KEY
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return content

    def has_files(self) -> bool:
        """Tell whether all files of this size have been written."""
        try:
            return bool(self.key()["size"] == self.size)
        except (OSError, ValueError, KeyError):
            return False


def _write(folder: Path, size: Size) -> None:
    from kkmgis.demo import write_city

    manifest: Manifest = write_city(folder, size)
    del manifest


def _into_database(work: _Work, *, reset: bool, if_missing: bool) -> None:
    import psycopg

    from kkmgis import db
    from kkmgis.cluster import ensure_running
    from kkmgis.errors import DatabaseError, SettingsError
    from kkmgis.i18n import both

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
    work: _Work,
    connection: Connection[Any],
    url: str,
    *,
    reset: bool,
    if_missing: bool,
) -> None:
    """Decide by what the register holds, and do it."""
    from kkmgis import db
    from kkmgis.errors import ConflictError
    from kkmgis.i18n import both

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
    from kkmgis.model import SCHEMAS

    with connection.transaction():
        connection.execute("SET LOCAL lock_timeout = '10s'")
        for schema in SCHEMAS:
            connection.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
        connection.execute("DROP TABLE IF EXISTS public.alembic_version")


def _fill(work: _Work, connection: Connection[Any]) -> None:
    """Import, assess and search; what an earlier run has done is left as it is."""
    from kkmgis.audit import record_event

    subject = ("demo", work.size)
    record_event(connection, "demo.started", actor=ACTOR, subject=subject)
    for entry in work.key()["files"]:
        _import(work, connection, entry["kind"], work.folder / entry["file"])
    with work.step("statistics"):
        connection.execute("VACUUM (ANALYZE)")
    with work.step("accounts"):
        _make_accounts(connection)
    _assess(work, connection)
    _search(work, connection)
    _add_totals(work, connection)
    record_event(
        connection,
        "demo.completed",
        actor=ACTOR,
        subject=subject,
        after=work.answer["totals"],
    )


def _import(work: _Work, connection: Connection[Any], kind: str, path: Path) -> None:
    from importers.load import load_file
    from kkmgis.errors import SourceError
    from kkmgis.i18n import both

    with work.step(path.name) as told:
        done = connection.execute(
            "SELECT row_count FROM staging.batch WHERE kind = %s AND file_name = %s"
            " AND actor = %s AND status = 'promoted' LIMIT 1",
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
    from kkmgis.accounts import ensure_user

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
    from kkmgis.i18n import text

    return [
        {
            "username": role,
            "password": f"demo-{role}",
            "role": role,
            "name": text(f"demo.account.{role}", "th"),
        }
        for role in ROLES
    ]


def _assess(work: _Work, connection: Connection[Any]) -> None:
    from kkmgis.assess.run import assess_year

    with work.step("assess") as told:
        known = connection.execute(
            "SELECT count(*) FROM tax.current_run WHERE tax_year_be = %s", (YEAR_BE,)
        ).fetchone()
        if known is not None and known[0] == 2:
            told["note"] = "="
            return
        runs = assess_year(connection, YEAR_BE, actor=ACTOR)
        told["read"] = sum(run.lines for run in runs)


def _search(work: _Work, connection: Connection[Any]) -> None:
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


def _add_totals(work: _Work, connection: Connection[Any]) -> None:
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


def _print(work: _Work) -> None:
    """Say in Thai, then English, what there is and where to go on."""
    from kkmgis.i18n import LANGUAGES, text

    answer = work.answer
    shown: dict[str, Any] = {"size": answer["size"], "folder": answer["folder"]}
    for language in LANGUAGES:
        if "accounts" not in answer:
            print(text("demo.written", language, **shown))
            continue
        print(text(f"demo.{answer['done']}", language, **shown))
        if "totals" in answer:
            totals = answer["totals"]
            for tax, satang in totals["tax_satang"].items():
                baht = f"{satang // 100:,}.{satang % 100:02d}"
                print(text(f"demo.tax.{tax}", language, year=YEAR_BE, baht=baht))
            print(text("demo.totals", language, **totals))
            if not answer["answers"]["agree"]:
                print(text("demo.disagree", language), file=sys.stderr)
        if answer["accounts"]:
            names = "  ".join(
                f"{one['username']}/{one['password']}" for one in answer["accounts"]
            )
            print(text("demo.accounts", language, names=names))
            print(text("demo.next", language))
