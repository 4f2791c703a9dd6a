"""Load a file: inspect → stage → check → promote, in one transaction.

Either all good rows of a file are in the register with their batch, or nothing of
it is. A file that is loaded again changes nothing.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from time import perf_counter
from typing import Any

import psycopg
from psycopg import Connection

from importers import batch as record
from importers.binding import bind
from importers.copying import read_query, write_copy
from importers.ground import find_ground
from importers.kind import Kind
from importers.kinds import kind_named
from importers.placing import Placing
from importers.profile import Profile, Section, load_profile
from importers.report import Report
from importers.shaping import Progress
from importers.source import Source, open_source
from importers.staging import Stager
from importers.work import Work
from kkmgis.audit import record_event
from kkmgis.crs import name_of
from kkmgis.db import acting, storage_srid
from kkmgis.errors import DatabaseError
from kkmgis.i18n import both
from kkmgis.identity import Vault
from kkmgis.issue import Issue
from kkmgis.settings import Settings, load_or_create_key

IMPORT_LOCK = 4804002
"""Advisory lock: one import at a time, so that two files cannot promote into each
other's unfinished rows."""


def load_file(
    connection: Connection[Any],
    kind: str,
    path: Path | str,
    *,
    mapping: str | None = None,
    layer: str | None = None,
    crs: str | None = None,
    encoding: str | None = None,
    dry_run: bool = False,
    actor: str,
    progress: Progress | None = None,
    identity_key: bytes | None = None,
) -> Report:
    """Import one file.

    Parameters
    ----------
    connection : Connection
        In autocommit, or not in a transaction, the import is a transaction of its
        own; inside a transaction of the caller it is a savepoint, and the caller
        commits.
    kind : str
        E.g. ``parcels``, see ``importers.kinds``.
    path : Path or str
    mapping : str, optional
        Name of a shipped mapping profile or path of one. Without it columns are
        known by their canonical, LTAX and Thai names.
    layer, crs, encoding : str, optional
        What the person says; it goes before what file and profile say.
    dry_run : bool
        Do everything, then take it back; batch, issues and rejects are kept.
    actor : str
        In whose name.
    progress : callable, optional
    identity_key : bytes, optional
        Key of personal facts; else the key file of the installation.

    Returns
    -------
    Report

    Raises
    ------
    SourceError
        The file cannot be read or understood; nothing was written.
    DatabaseError
        The database refused the whole file; nothing was written.
    """
    started = perf_counter()
    spec = kind_named(kind)
    profile = None if mapping is None else load_profile(mapping)
    section = None if profile is None else profile.section(spec.name)
    job = _Job(
        connection, spec, profile, section, actor, dry_run, progress or _silent, started
    )
    said = _Said(crs, identity_key)
    wanted = layer or (section.layer if section else None)
    with open_source(
        Path(path),
        layer=wanted,
        encoding=encoding,
        fallback=section.encoding if section else None,
    ) as source:
        try:
            return _load(job, said, source)
        except psycopg.Error as error:
            told = error.diag.constraint_name or error.diag.message_primary
            reason = (told or str(error)).strip().splitlines()[0][:160]
            shown = {"name": source.path.name, "constraint": reason}
            raise DatabaseError(both("import.refused", **shown)) from error


@dataclasses.dataclass(frozen=True, slots=True)
class _Said:
    """What the caller said about the file and its secrets."""

    crs: str | None
    identity_key: bytes | None


@dataclasses.dataclass(frozen=True, slots=True)
class _Job:
    connection: Connection[Any]
    kind: Kind
    profile: Profile | None
    section: Section | None
    actor: str
    dry_run: bool
    progress: Progress
    started: float


def _silent(step: str, done: int, total: int | None) -> None:
    """Tell nobody."""


def _load(job: _Job, said: _Said, source: Source) -> Report:
    binding = bind(job.kind, source, job.section)
    with acting(job.connection, job.actor, reason=f"import {source.path.name}"):
        job.connection.execute("SELECT pg_advisory_xact_lock(%s)", (IMPORT_LOCK,))
        work = Work(
            connection=job.connection,
            kind=job.kind,
            binding=binding,
            srid=storage_srid(job.connection),
            batch_id=record.begin_batch(
                job.connection,
                source,
                kind=job.kind.name,
                actor=job.actor,
                mapping=job.profile.name if job.profile else None,
            ),
            with_shapes=source.has_shapes or bool(binding.shape),
        )
        placing, ground = find_ground(
            work,
            source,
            given=said.crs,
            profile=job.section.crs if job.section else None,
        )
        vault = _vault(job.kind, said)
        read = Stager(work, source, ground, vault).stage(job.progress)
        issues = [*source.issues, *(placing.issues if placing else [])]
        if read == 0:
            issues.append(Issue("file.no_rows", "warning", value=source.layer))
        record.keep_file_issues(work, issues)
        report = _promote(job, work, _Staged(source, placing, vault, read))
        record.leave_batch(job.connection)
        return report


@dataclasses.dataclass(frozen=True, slots=True)
class _Staged:
    """A file whose rows are in the temporary tables."""

    source: Source
    placing: Placing | None
    vault: Vault | None
    read: int


def _promote(job: _Job, work: Work, staged: _Staged) -> Report:
    """Check and promote; of a dry run only the record stays."""
    source, placing, read = staged.source, staged.placing, staged.read
    with work.connection.transaction(force_rollback=job.dry_run):
        job.progress("check", 0, read)
        if job.kind.before_check is not None:
            job.kind.before_check(work)
        work.reject_flawed()
        job.kind.check(work)
        work.reject_flawed()
        job.progress("promote", 0, read)
        job.kind.promote(work)
        totals = job.kind.totals(work) if job.kind.totals else {}
        counts = record.count_outcomes(work, read)
        found = _found(work)
    write_copy(
        work.connection,
        "staging.staged_issue",
        f"batch_id, {record.ISSUE_COLUMNS}",
        found.issues,
    )
    record.keep_rejected(work, source, found.rejected, staged.vault)
    seconds = round(perf_counter() - job.started, 3)
    crs = name_of(placing.crs) if placing else None
    record.finish_batch(
        work,
        counts,
        read,
        status="dry_run" if job.dry_run else "promoted",
        crs=crs,
        seconds=seconds,
        details={
            "format": source.format,
            "form": dict(source.form),
            "crs_from": placing.how if placing else None,
            "issues": found.counts,
            "repaired": found.repaired,
            "totals": totals,
            "unused_columns": list(work.binding.unused),
        },
    )
    if not job.dry_run:
        record_event(
            work.connection,
            "import.promoted",
            actor=job.actor,
            subject=("batch", str(work.batch_id)),
            after={"kind": job.kind.name, "file": source.path.name, "read": read},
        )
    job.progress("done", read, read)
    return Report(
        batch=work.batch_id,
        kind=job.kind.name,
        file=source.path.name,
        layer=source.layer,
        mapping=job.profile.name if job.profile else None,
        crs=crs,
        crs_from=placing.how if placing else None,
        encoding=source.encoding.name if source.encoding else None,
        read=read,
        loaded=counts.loaded,
        unchanged=counts.unchanged,
        updated=counts.updated,
        rejected=counts.rejected,
        issues=found.counts,
        repaired=found.repaired,
        severe=found.severe,
        seconds=seconds,
        dry_run=job.dry_run,
        totals=totals,
    )


@dataclasses.dataclass(frozen=True, slots=True)
class _Found:
    """What was found, taken out of the savepoint."""

    issues: bytes
    rejected: set[int]
    counts: dict[str, int]
    repaired: dict[str, int]
    severe: bool


def _found(work: Work) -> _Found:
    counted = work.fetch(
        "SELECT code, count(*), bool_or(severity <> 'info') FROM problem"
        " GROUP BY code ORDER BY code"
    )
    repaired = work.fetch(
        "SELECT details ->> 'method', count(*) FROM problem"
        " WHERE details ? 'method' AND severity <> 'error' GROUP BY 1 ORDER BY 1"
    )
    rejected = work.fetch(
        "SELECT DISTINCT row_no FROM problem WHERE severity = 'error'"
    )
    return _Found(
        issues=read_query(
            work.connection,
            f"SELECT {work.batch_id}, {record.ISSUE_COLUMNS} FROM problem"
            " ORDER BY row_no NULLS FIRST, code",
        ),
        rejected={int(number) for (number,) in rejected if number is not None},
        counts={str(code): int(count) for code, count, _ in counted},
        repaired={str(method): int(count) for method, count in repaired},
        severe=any(severe for _, _, severe in counted),
    )


def _vault(kind: Kind, said: _Said) -> Vault | None:
    if not any(field.personal for field in kind.fields):
        return None
    key = said.identity_key
    if key is None:
        key = load_or_create_key(Settings.from_env().key_file)
    return Vault(key)
