"""Assess many authorities on Dask: hand out, count, gather, and add up.

A worker that dies takes nothing with it: its authority is done again by another.
What was finished in a run that was stopped is not done again by the next.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from distributed import Client, Future, KilledWorker, as_completed, wait

from kkmgis.issue import Issue
from kkmgis.national.cluster import own_workers, workers_of
from kkmgis.national.layout import (
    FOLDER,
    OBJECTS,
    code_of,
    partition_folders,
    refuse,
)
from kkmgis.national.partition import RULE_BOOKS, Outcome, assess_partition
from kkmgis.national.synthesise import authority_sizes, make_partition
from kkmgis.national.totals import (
    Totals,
    TotalsError,
    nation_table,
    sum_groups,
)
from kkmgis.national.write import (
    remove_leftovers,
    replacing,
    write_json,
    write_parquet,
)
from kkmgis.tax.group_total import GroupTotal
from kkmgis.tax.rulebook import rule_book

RETRIES = 2
"""How often an authority is tried again when a worker fails, not when its data do."""

MEMORY = "1GiB"
TOTALS_TABLE, TOTALS_JSON = "totals.parquet", "totals.json"

Progress = Callable[[int, int, str], None]
"""Told how many are done, of how many, and which authority was the last."""


@dataclass(frozen=True, slots=True)
class Workers:
    """Which workers to use.

    Attributes
    ----------
    scheduler : str or None
        Address of a Dask scheduler; None for processes of our own.
    count : int
        Own processes.
    memory : str
        Most that each of them may take.
    """

    scheduler: str | None = None
    count: int = 2
    memory: str = MEMORY

    def connect(self) -> AbstractContextManager[Client]:
        """Get a client for as long as a block lasts."""
        if self.scheduler is not None:
            return workers_of(self.scheduler)
        return own_workers(self.count, self.memory)


@dataclass(frozen=True, slots=True)
class NationRun:
    """What a run over many authorities did.

    Attributes
    ----------
    tax_year : int
        Buddhist Era.
    rule_book : str
        Version of the law of the country.
    out : Path
    outcomes : tuple of Outcome, by authority
    groups : tuple of GroupTotal
        Of all authorities that did not fail.
    seconds : float
    """

    tax_year: int
    rule_book: str
    out: Path
    outcomes: tuple[Outcome, ...]
    groups: tuple[GroupTotal, ...]
    seconds: float

    def with_status(self, status: str) -> list[Outcome]:
        """Pick authorities by what became of them."""
        return [one for one in self.outcomes if one.status == status]

    @property
    def totals(self) -> list[Totals]:
        """Control totals of the authorities that did not fail."""
        return [one.totals for one in self.outcomes if one.totals is not None]

    def sum(self, name: str) -> int:
        """Add ``lines`` or an amount up, in satang."""
        return sum(getattr(group, name) for group in self.groups)

    @property
    def set_aside(self) -> dict[str, int]:
        """Objects that were set aside, by reason."""
        found: dict[str, int] = {}
        for one in self.totals:
            for reason, count in one.set_aside.items():
                found[reason] = found.get(reason, 0) + count
        return found


def default_out(directory: Path, year_be: int) -> Path:
    """Tell where results go: beside the partitions, a directory for each year."""
    directory = directory.resolve()
    return directory.with_name(f"{directory.name}-tax-{year_be}")


def assess_nation(
    directory: Path,
    year_be: int,
    *,
    out: Path | None = None,
    workers: Workers | None = None,
    progress: Progress | None = None,
) -> NationRun:
    """Assess all authorities of a directory for one tax year.

    Parameters
    ----------
    directory : Path
        Of partitions, see ``docs/national.md``. Workers must see it, and ``out``,
        under the same path.
    year_be : int
        Tax year, Buddhist Era.
    out : Path, optional
        Directory of the results, `default_out` when not said.
    workers : Workers, optional
        Two processes of our own when not said.
    progress : callable, optional

    Returns
    -------
    NationRun
        Also when authorities failed; their outcomes say why.

    Raises
    ------
    LawMissingError
        There is no law data for the year.
    LayoutError
        The directory has no partition, or ``out`` holds results of others.
    ClusterError
        There are no workers.
    TotalsError
        The sums of the authorities are not the sum of the country.
    """
    begun = time.monotonic()
    rules = rule_book(year_be)
    source = directory.resolve()
    target = (out or default_out(source, year_be)).resolve()
    folders = partition_folders(source)
    _check_out(source, target, {folder.name for folder in folders})
    # The largest first, so that none is left running alone at the end.
    folders.sort(key=_size, reverse=True)
    name = uuid.uuid4().hex
    jobs = [(str(folder), str(target), rules.content, name) for folder in folders]
    outcomes = []
    with (workers or Workers()).connect() as client:
        done = answers(client, assess_partition, jobs)
        for count, (place, answer) in enumerate(done, 1):
            code = code_of(folders[place])
            if isinstance(answer, Outcome):
                outcomes.append(answer)
            else:
                outcomes.append(Outcome(code, "failed", fault=_broken(answer)))
            if progress is not None:
                progress(count, len(folders), code)
    run = _gathered(rules.tax_year, rules.version, target, outcomes, begun)
    _write(run)
    return run


def _check_out(source: Path, target: Path, names: set[str]) -> None:
    """Refuse to put results among partitions, or beside those of others."""
    if target == source:
        refuse("out_is_source", str(target))
    strangers = sorted({path.name for path in target.glob(f"{FOLDER}*")} - names)
    if strangers:
        refuse("out_of_others", str(target), found=", ".join(strangers[:5]))


def _size(folder: Path) -> int:
    try:
        return (folder / OBJECTS).stat().st_size
    except OSError:
        return 0


def answers(
    client: Client, work: Callable[..., Any], jobs: Sequence[tuple[Any, ...]]
) -> Iterator[tuple[int, Any]]:
    """Do jobs on the workers.

    Parameters
    ----------
    client : Client
    work : callable
        Importable where the workers run.
    jobs : sequence of tuple
        Arguments; the first are begun first.

    Yields
    ------
    place : int
        Of the job.
    answer : object
        What the work gave, or the exception that it ended with.

    Notes
    -----
    When a worker dies, Dask suspects all jobs that it had, also those that only
    waited. So who was there at too many deaths is tried once more in the end, alone.
    """
    places = {
        _submit(client, work, job, -place): place for place, job in enumerate(jobs)
    }
    suspects: list[int] = []
    for future in as_completed(list(places)):
        place, answer = places.pop(future), _answer(future)
        if isinstance(answer, KilledWorker):
            suspects.append(place)
        else:
            yield place, answer
    for place in suspects:
        yield place, _answer(_submit(client, work, jobs[place], 0))


def _submit(
    client: Client, work: Callable[..., Any], job: tuple[Any, ...], priority: int
) -> Future:
    return client.submit(work, *job, pure=False, retries=RETRIES, priority=priority)


def _answer(future: Future) -> Any:  # noqa: ANN401
    wait(future)
    return future.result() if future.status == "finished" else future.exception()


def _broken(error: BaseException) -> Issue:
    """Say which program or system failed, not what the data lack."""
    if isinstance(error, KilledWorker):
        return Issue("national.workers_died", values={"file": ""})
    reason = f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"
    return Issue("national.broken", values={"file": "", "reason": reason})


def _gathered(
    tax_year: int, version: str, target: Path, outcomes: list[Outcome], begun: float
) -> NationRun:
    outcomes.sort(key=lambda one: one.authority)
    totals = [one.totals for one in outcomes if one.totals is not None]
    groups = sum_groups(totals)
    for name in ("lines", "base", "exempt", "taxable", "tax"):
        one = sum(getattr(group, name) for group in groups)
        other = sum(each.sum(name) for each in totals)
        if one != other:
            raise TotalsError(f"{name} {one} is not {other}")
    seconds = time.monotonic() - begun
    return NationRun(tax_year, version, target, tuple(outcomes), groups, seconds)


def _write(run: NationRun) -> None:
    """Write the control totals of the country beside those of the authorities."""
    for folder in (run.out, run.out / RULE_BOOKS):
        remove_leftovers(folder)
    with replacing(run.out / TOTALS_TABLE) as temporary:
        write_parquet(nation_table(run.totals), temporary)
    failed = run.with_status("failed")
    write_json(
        {
            "tax_year": run.tax_year,
            "rule_book": run.rule_book,
            "complete": not failed,
            "authorities": len(run.totals),
            "failed": [
                {"authority": one.authority, **_as_json(one.fault)} for one in failed
            ],
            "objects": sum(one.objects for one in run.totals),
            "set_aside": run.set_aside,
            **{
                name: run.sum(name)
                for name in ("lines", "base", "exempt", "taxable", "tax")
            },
            "groups": [asdict(group) for group in run.groups],
        },
        run.out / TOTALS_JSON,
    )


def _as_json(fault: Issue | None) -> dict[str, Any]:
    if fault is None:
        return {}
    return {"reason": fault.code, **fault.values, "column": fault.field}


def make_nation(
    directory: Path,
    *,
    parcels: int,
    authorities: int,
    year_be: int,
    seed: int = 1,
    workers: Workers | None = None,
    progress: Progress | None = None,
) -> int:
    """Write made-up authorities, see `kkmgis.national.synthesise`.

    Parameters
    ----------
    directory : Path
    parcels, authorities : int
        ``parcels`` are shared out over ``authorities``.
    year_be : int
    seed : int
        The same seed and counts give the same files.
    workers : Workers, optional
    progress : callable, optional

    Returns
    -------
    int
        Objects that were written.
    """
    sizes = authority_sizes(parcels, authorities, seed)
    where = str(directory.resolve())
    jobs = [(where, n, size, year_be, seed) for n, size in enumerate(sizes)]
    written = 0
    with (workers or Workers()).connect() as client:
        for count, (_, answer) in enumerate(answers(client, make_partition, jobs), 1):
            if isinstance(answer, BaseException):
                raise answer
            written += answer
            if progress is not None:
                progress(count, len(sizes), "")
    return written
