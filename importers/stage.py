"""A file on its way in, step one: its rows in a table of the batch, and its issues.

Each stretch of rows is committed. Whatever stops the program in between, the same
file with the same options goes on after the last stretch that was.
"""

from __future__ import annotations

import dataclasses
import json
from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from functools import cache
from itertools import islice
from pathlib import Path
from threading import Lock
from time import perf_counter
from typing import Any

from psycopg import Connection

from importers.batch import forget_batch, keep_file_issues
from importers.correction import find_correction, keep_correction
from importers.incoming import analyse_incoming, create_incoming
from importers.kinds import kind_named
from importers.mapping import Profile
from importers.neighbours import Neighbours, add_staged, fetch_from
from importers.plan import Plan, Said, make_plan
from importers.profile import load_profile
from importers.refusal import is_final, plain_refusal
from importers.repeat import repeat_batch, stands_alone
from importers.rows import STRETCH, Rows
from importers.shaping import Progress
from importers.source import open_source, sha256_of
from importers.staging import Stager, Stretch, note_problems
from kkmgis.geometry.repair import chosen_repairs
from kkmgis.identity import Vault
from kkmgis.rules.registry import issue
from kkmgis.settings import Settings, load_or_create_key

IMPORT_LOCK = 4804002
"""Advisory lock: one import at a time, so that two files cannot promote into each
other's unfinished rows."""

STAGE_LOCK = 4_804_005
"""With the number of the batch: who is staging it, for as long as he lives."""

AHEAD = 2
"""Stretches that are prepared at a time, most of it without the lock of Python."""


def silent(step: str, done: int, total: int | None) -> None:
    """Tell nobody."""


def stage_file(
    connection: Connection[Any],
    kind: str,
    path: Path | str,
    *,
    mapping: str | Profile | None = None,
    layer: str | None = None,
    crs: str | None = None,
    encoding: str | None = None,
    repairs: Mapping[str, bool] | None = None,
    actor: str,
    progress: Progress = silent,
    identity_key: bytes | None = None,
    repeat: bool = False,
) -> int:
    """Bring the rows of a file into a table of their own, or go on with that.

    Parameters
    ----------
    connection : Connection
        In autocommit, or not in a transaction, each stretch is a transaction of
        its own; inside a transaction of the caller it is a savepoint.
    kind : str
        E.g. ``parcels``, see ``importers.kinds``.
    path : Path or str
        Is remembered: rows that are rejected later are read from it again.
    mapping : str or Profile, optional
        A mapping profile, its name (of a shipped or a saved one), or its path.
        Without it columns are known by their canonical, LTAX and Thai names.
    layer, crs, encoding : str, optional
        What the person says; it goes before what file and profile say. A file of
        rejected rows is understood as the file that they came from was.
    repairs : mapping of str to bool, optional
        Named repairs that are wished or not, over what the profile says of them;
        see `kkmgis.geometry.repair.chosen_repairs`.
    actor : str
        In whose name.
    progress : callable, optional
        What it raises stops the work, to be taken up again or discarded; see
        ``importers.refusal.Stopped``.
    identity_key : bytes, optional
        Key of personal facts; else the key file of the installation.
    repeat : bool
        A file of which it is known that all comes out unchanged is promoted at
        once, see ``importers.repeat``.

    Returns
    -------
    int
        Number of the batch, its status ``staged``. Of a file that this actor had
        staged before, wholly or in part, and that is not settled yet, that batch.

    Raises
    ------
    SourceError
        The file cannot be read or understood; nothing was written.
    DatabaseError
        The database refused it; nothing was written.
    """
    path = Path(path)
    spec = kind_named(kind)
    repeat = repeat and stands_alone(connection)
    profile = _profile(connection, mapping)
    section = None if profile is None else profile.section(spec.name)
    said = Said(
        layer or (section.layer if section else None),
        crs,
        encoding,
        chosen_repairs(section.repairs if section else {}, repairs or {}),
    )
    with (
        plain_refusal(path.name),
        open_source(
            path,
            layer=said.layer,
            encoding=encoding,
            fallback=section.encoding if section else None,
            layout=section.layout if section else None,
        ) as source,
    ):
        with connection.transaction():
            correction = find_correction(connection, spec.name, source)
            if correction is not None:
                said = dataclasses.replace(said, crs=correction.crs(source, crs))
                profile = profile or _profile(connection, correction.of.mapping)
            plan = make_plan(connection, spec, source, profile, said)
            plan = dataclasses.replace(plan, correction=correction)
            sha256 = sha256_of(path)
            if repeat:
                connection.execute("SELECT pg_advisory_xact_lock(%s)", (IMPORT_LOCK,))
                number = repeat_batch(connection, plan, sha256, actor)
                if number is not None:
                    return number
        with _held(connection, plan, sha256, actor) as batch_id:
            _stage(connection, plan, batch_id, progress, identity_key)
        return batch_id


def _profile(
    connection: Connection[Any], mapping: str | Profile | None
) -> Profile | None:
    if mapping is None or isinstance(mapping, Profile):
        return mapping
    with connection.transaction():
        return load_profile(mapping, connection)


@contextmanager
def _held(
    connection: Connection[Any], plan: Plan, sha256: str, actor: str
) -> Iterator[int]:
    """Find the batch to go on with, or begin one, and keep others off it."""
    with connection.transaction():
        batch_id = _unfinished(connection, plan, sha256, actor)
        if batch_id is None:
            batch_id = _begin(connection, plan, sha256, actor)
            stage_lock(connection, batch_id)
    try:
        yield batch_id
    except BaseException as error:
        if is_final(error):
            forget_batch(connection, batch_id)
        raise
    finally:
        if not connection.closed and not connection.broken:
            with connection.transaction():
                connection.execute(
                    "SELECT pg_advisory_unlock(%s, %s)", (STAGE_LOCK, batch_id)
                )


def stage_lock(
    connection: Connection[Any], batch_id: int, *, until_end: bool = False
) -> bool:
    """Try to be the one who stages a batch.

    Parameters
    ----------
    until_end : bool
        Of the transaction; else until it is given back or the connection ends.
    """
    function = "pg_try_advisory_xact_lock" if until_end else "pg_try_advisory_lock"
    row = connection.execute(
        f"SELECT {function}(%s, %s)".encode(), (STAGE_LOCK, batch_id)
    ).fetchone()
    return row is not None and bool(row[0])


def _unfinished(
    connection: Connection[Any], plan: Plan, sha256: str, actor: str
) -> int | None:
    """Find the batch of the same file and options that nobody works at."""
    found = connection.execute(
        "SELECT id FROM staging.batch WHERE file_sha256 = %s AND kind = %s"
        " AND actor = %s AND status IN ('staging', 'staged', 'checked')"
        " AND details -> 'staging' ->> 'key' = %s ORDER BY id DESC",
        (sha256, plan.kind.name, actor, plan.memo["key"]),
    ).fetchall()
    return next((int(row[0]) for row in found if stage_lock(connection, row[0])), None)


def _begin(connection: Connection[Any], plan: Plan, sha256: str, actor: str) -> int:
    source = plan.source
    details = {
        "format": source.format,
        "form": dict(source.form),
        "crs_from": plan.placing.how if plan.placing else None,
        "unused_columns": list(plan.binding.unused),
        "staging": plan.memo,
    }
    row = connection.execute(
        "INSERT INTO staging.batch (kind, file_name, file_sha256, layer, mapping,"
        " encoding, crs, status, actor, seconds, details)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, 'staging', %s, 0, %s) RETURNING id",
        (
            plan.kind.name,
            source.path.name,
            sha256,
            source.layer,
            plan.mapping,
            source.encoding.name if source.encoding else None,
            plan.crs,
            actor,
            json.dumps(details, ensure_ascii=False),
        ),
    ).fetchone()
    if row is None:
        raise AssertionError("INSERT … RETURNING gave no row")
    create_incoming(connection, plan.kind, plan.srid, int(row[0]))
    if plan.correction is not None:
        keep_correction(connection, int(row[0]), plan.correction)
    return int(row[0])


def _stage(
    connection: Connection[Any],
    plan: Plan,
    batch_id: int,
    progress: Progress,
    identity_key: bytes | None,
) -> None:
    """Stage the stretches that are still missing."""
    with connection.transaction():
        row = connection.execute(
            "SELECT status, row_count, (details #> '{staging,stretches}')::integer"
            " FROM staging.batch WHERE id = %s",
            (batch_id,),
        ).fetchone()
    if row is None:
        raise AssertionError("the batch was just found or begun")
    status, read, done = str(row[0]), int(row[1]), int(row[2])
    if status != "staging":
        return
    stager = Stager(
        connection,
        batch_id,
        plan.kind,
        plan.binding,
        plan.ground,
        vault_opener(identity_key),
    )
    if plan.correction is not None:
        stager = dataclasses.replace(stager, strangers=plan.correction.problems)
    if plan.kind.row_work is not None:
        with connection.transaction():
            known = plan.kind.row_work.ask(connection)
        stager = dataclasses.replace(stager, known=known)
    started = perf_counter()
    neighbours = Neighbours()
    if done and plan.kind.name == "parcels":
        with connection.transaction():
            add_staged(neighbours, connection, batch_id)
    with closing(_prepared(plan, stager, neighbours, done)) as stretches:
        for at, stretch in enumerate(stretches, start=done + 1):
            with connection.transaction():
                stager.write(stretch)
                read += len(stretch.rows)
                seconds = perf_counter() - started
                _note_progress(connection, batch_id, at, read, seconds)
            started = perf_counter()
            progress("read", read, plan.source.count)
    issues = [*plan.source.issues, *(plan.placing.issues if plan.placing else [])]
    if read == 0:
        issues.append(issue("file.no_rows", value=plan.source.layer))
    with connection.transaction():
        found = neighbours.suspects().problems(fetch_from(connection, batch_id))
        note_problems(connection, batch_id, found)
        keep_file_issues(connection, batch_id, issues)
        analyse_incoming(connection, plan.kind, batch_id)
        connection.execute(
            "UPDATE staging.batch SET status = 'staged', seconds = seconds + %s"
            " WHERE id = %s",
            (perf_counter() - started, batch_id),
        )


def _prepared(
    plan: Plan, stager: Stager, neighbours: Neighbours, done: int
) -> Generator[Stretch, None, None]:
    """Prepare the missing stretches, the next ones while one is written."""
    rows = iter(plan.source.read(STRETCH))
    with_neighbours = plan.kind.name == "parcels"
    one_adds = Lock()

    def prepare(coming: Future[Rows | None]) -> Stretch | None:
        stretch = coming.result()
        if stretch is None:
            return None
        prepared = stager.prepare(stretch)
        if with_neighbours and prepared.geometry is not None:
            with one_adds:
                neighbours.add(stretch.numbers, prepared.geometry)
        return prepared

    with ThreadPoolExecutor(1) as reading, ThreadPoolExecutor(AHEAD) as preparing:

        def begin() -> Future[Stretch | None]:
            return preparing.submit(prepare, reading.submit(next, rows, None))

        reading.submit(lambda: deque(islice(rows, done), 0)).result()
        coming = deque(begin() for _ in range(AHEAD))
        while (stretch := coming.popleft().result()) is not None:
            coming.append(begin())
            yield stretch


def _note_progress(
    connection: Connection[Any],
    batch_id: int,
    stretches: int,
    read: int,
    seconds: float,
) -> None:
    """Say in the same transaction that writes the rows how far they go."""
    connection.execute(
        "UPDATE staging.batch SET row_count = %s, seconds = seconds + %s,"
        " details = jsonb_set(details, '{staging,stretches}', to_jsonb(%s::integer))"
        " WHERE id = %s",
        (read, seconds, stretches, batch_id),
    )


def vault_opener(identity_key: bytes | None) -> Callable[[], Vault]:
    """Make the function that opens the vault when the first value needs it."""

    def open_vault() -> Vault:
        return Vault(identity_key or load_or_create_key(Settings.from_env().key_file))

    return cache(open_vault)
