"""Many authorities on workers: equal to one machine, whatever happens to workers."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import psutil
import pyarrow.parquet as pq
import pytest
from distributed import Client, KilledWorker, LocalCluster

from kkmgis.national.cluster import ClusterError, own_workers
from kkmgis.national.layout import LayoutError
from kkmgis.national.partition import LINES, compute_partition
from kkmgis.national.run import (
    MEMORY,
    NationRun,
    Workers,
    answers,
    assess_nation,
    default_out,
)
from kkmgis.national.synthesise import make_partition
from kkmgis.national.totals import Totals
from tests.national.partitions import YEAR, law, two_neighbours, write
from tests.paths import ROOT

AUTHORITIES = 6
PARCELS = 1500


@dataclass(frozen=True)
class Running(Workers):
    """Workers that run already, so that not every test starts its own."""

    client: Any = None

    def connect(self) -> AbstractContextManager[Client]:
        return nullcontext(self.client)


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with own_workers(2, MEMORY) as client:
        yield client


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("nation")
    for number in range(AUTHORITIES):
        make_partition(str(directory), number, PARCELS, YEAR, 1)
    return directory


@pytest.fixture(scope="module")
def alone(nation: Path) -> list[Totals]:
    """Work out each authority here, without any worker."""
    folders = sorted(nation.iterdir())
    return [compute_partition(folder, law()).totals for folder in folders]


def run(directory: Path, out: Path, client: Client, **how: Any) -> NationRun:
    return assess_nation(
        directory, YEAR, out=out, workers=Running(client=client), **how
    )


def pids(client: Client) -> set[int]:
    return set(client.run(os.getpid).values())


def statuses(done: NationRun) -> list[str]:
    return [one.status for one in done.outcomes]


def test_workers_come_to_the_same_satang_as_one_machine(
    nation: Path, alone: list[Totals], client: Client, tmp_path: Path
) -> None:
    seen: list[tuple[int, int]] = []
    done = run(
        nation, tmp_path, client, progress=lambda n, count, _: seen.append((n, count))
    )
    assert seen == [(n, AUTHORITIES) for n in range(1, AUTHORITIES + 1)]
    assert done.totals == alone
    assert done.sum("tax") == sum(one.sum("tax") for one in alone) > 0
    assert done.set_aside == {
        "no_price": sum(one.set_aside["no_price"] for one in alone)
    }
    table = pq.read_table(tmp_path / "totals.parquet")
    assert sum(table.column("tax").to_pylist()) == done.sum("tax")
    written = json.loads((tmp_path / "totals.json").read_text(encoding="utf-8"))
    assert written["complete"]
    assert written["tax"] == done.sum("tax")
    for one in alone:
        path = tmp_path / f"authority={one.authority}" / LINES
        assert sum(pq.ParquetFile(path).read(["tax"])["tax"].to_pylist()) == one.sum(
            "tax"
        )


def test_what_is_finished_is_not_done_again(
    nation: Path, client: Client, tmp_path: Path
) -> None:
    first = run(nation, tmp_path, client)
    assert statuses(first) == ["assessed"] * AUTHORITIES
    spoilt = tmp_path / "authority=T0002" / LINES
    spoilt.write_bytes(spoilt.read_bytes()[:-100])
    (tmp_path / "authority=T0004" / "totals.json").unlink()
    left = tmp_path / "authority=T0004" / ".lines.parquet.0.tmp"
    left.write_bytes(b"left by a worker that died")
    again = run(nation, tmp_path, client)
    assert statuses(again) == [
        "kept",
        "assessed",
        "kept",
        "assessed",
        "kept",
        "kept",
    ]
    assert again.totals == first.totals
    assert not left.exists()


def test_changed_partition_is_done_again(client: Client, tmp_path: Path) -> None:
    objects, uses = two_neighbours()
    source, out = tmp_path / "in", tmp_path / "out"
    write(source, objects, uses, "A")
    write(source, objects, uses, "B")
    before = run(source, out, client)
    objects["price_satang"][0] = 10_000_000
    write(source, objects, uses, "B")
    after = run(source, out, client)
    assert statuses(after) == ["kept", "assessed"]
    assert after.totals[0] == before.totals[0]
    assert after.sum("tax") < before.sum("tax")


def test_a_faulty_partition_is_named_and_the_others_finish(
    client: Client, tmp_path: Path
) -> None:
    objects, uses = two_neighbours()
    source, out = tmp_path / "in", tmp_path / "out"
    write(source, objects, uses, "A")
    write(source, objects, uses, "C")
    objects["price_satang"][2] = None
    write(source, objects, uses, "B")
    done = run(source, out, client)
    assert statuses(done) == ["assessed", "failed", "assessed"]
    [failed] = done.with_status("failed")
    assert failed.fault is not None
    assert failed.fault.code == "national.value_missing"
    assert failed.fault.field == "price_satang"
    assert failed.fault.values["row"] == 3
    assert not (out / "authority=B").exists()
    written = json.loads((out / "totals.json").read_text(encoding="utf-8"))
    assert not written["complete"]
    assert [one["authority"] for one in written["failed"]] == ["B"]


def test_a_faulty_partition_leaves_no_result_of_before(
    client: Client, tmp_path: Path
) -> None:
    """Who reads all lines must not meet those of a partition that is refused now."""
    objects, uses = two_neighbours()
    source, out = tmp_path / "in", tmp_path / "out"
    write(source, objects, uses, "A")
    assert statuses(run(source, out, client)) == ["assessed"]
    objects["price_satang"][2] = None
    write(source, objects, uses, "A")
    assert statuses(run(source, out, client)) == ["failed"]
    assert list((out / "authority=A").iterdir()) == []


def test_results_of_others_are_not_mixed(client: Client, tmp_path: Path) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    write(source, *two_neighbours(), "A")
    run(source, out, client)
    write(tmp_path / "other", *two_neighbours(), "B")
    with pytest.raises(LayoutError, match="authority=A"):
        run(tmp_path / "other", out, client)
    with pytest.raises(LayoutError):
        run(source, source, client)
    assert sorted(path.name for path in source.iterdir()) == ["authority=A"]


def test_a_result_that_cannot_be_written_fails_its_authority_alone(
    client: Client, tmp_path: Path
) -> None:
    objects, uses = two_neighbours()
    source, out = tmp_path / "in", tmp_path / "out"
    write(source, objects, uses, "A")
    write(source, objects, uses, "B")
    out.mkdir()
    (out / "authority=A").write_text("a file in the way", encoding="utf-8")
    done = run(source, out, client)
    assert statuses(done) == ["failed", "assessed"]
    fault = done.outcomes[0].fault
    assert fault is not None
    assert fault.code == "national.broken"
    assert "Error" in fault.message("en")


def test_a_run_survives_kill_9_of_a_worker(
    nation: Path, alone: list[Totals], client: Client, tmp_path: Path
) -> None:
    before = pids(client)
    victim = min(before)

    def kill(done: int, count: int, authority: str) -> None:
        del count, authority
        if done == 1:
            os.kill(victim, signal.SIGKILL)

    done = run(nation, tmp_path, client, progress=kill)
    assert statuses(done) == ["assessed"] * AUTHORITIES
    assert done.totals == alone
    assert list(tmp_path.rglob("*.tmp")) == []
    # The nanny has put a new worker in the place of the dead one.
    for _ in range(200):
        if len(pids(client)) == 2:
            break
        time.sleep(0.1)
    assert victim not in pids(client)
    assert len(pids(client) & before) == 1


def end_the_worker(number: int) -> int:
    """Do a job that nobody survives, if it is the first."""
    if number == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def test_a_job_that_kills_every_worker_is_given_up(client: Client) -> None:
    """Alone: what only waited at the same worker is done."""
    found = dict(answers(client, end_the_worker, [(n,) for n in range(4)]))
    assert [found[n] for n in (1, 2, 3)] == [1, 2, 3]
    assert isinstance(found[0], KilledWorker)


def test_workers_listen_on_this_machine_only(client: Client) -> None:
    family = [psutil.Process(), *psutil.Process().children(recursive=True)]
    addresses = {
        connection.laddr.ip
        for process in family
        if process.is_running() and process.status() != psutil.STATUS_ZOMBIE
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    }
    assert addresses == {"127.0.0.1"}
    assert client.scheduler.address.startswith("tls://127.0.0.1:")
    port = client.scheduler_info()["services"]["dashboard"]
    for page in ("/status", "/health", "/json/identity.json", "/metrics"):
        with pytest.raises(HTTPError, match="404"):
            urlopen(f"http://127.0.0.1:{port}{page}")


def test_a_script_needs_no_main_guard(tmp_path: Path) -> None:
    """Also its workers end with it."""
    write(tmp_path / "in", *two_neighbours())
    script = tmp_path / "script.py"
    script.write_text(
        "import sys; from pathlib import Path\n"
        "from kkmgis.national.run import Workers, assess_nation\n"
        "print('begun')\n"
        "done = assess_nation(Path(sys.argv[1]), 2569, workers=Workers(count=1))\n"
        "print(done.sum('tax'), done.out.name)\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path / "in")],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split("\n") == ["begun", "19000000 in-tax-2569", ""]
    assert done.stderr == ""
    assert default_out(tmp_path / "in", YEAR) == tmp_path / "in-tax-2569"


def test_a_scheduler_that_runs_elsewhere_is_used(tmp_path: Path) -> None:
    write(tmp_path / "in", *two_neighbours())
    with LocalCluster(
        n_workers=1,
        processes=False,
        dashboard_address="127.0.0.1:0",
        protocol="tcp://",
        local_directory=str(tmp_path / "scratch"),
    ) as cluster:
        workers = Workers(scheduler=cluster.scheduler_address)
        done = assess_nation(
            tmp_path / "in", YEAR, out=tmp_path / "out", workers=workers
        )
    assert done.sum("tax") == 19_000_000


def test_a_scheduler_that_does_not_answer_is_named(tmp_path: Path) -> None:
    write(tmp_path / "in", *two_neighbours())
    workers = Workers(scheduler="tcp://127.0.0.1:9")
    with pytest.raises(ClusterError, match=r"127\.0\.0\.1:9"):
        assess_nation(tmp_path / "in", YEAR, out=tmp_path / "out", workers=workers)
