"""What watches the service: health, readiness, metrics, data versions."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest
from psycopg import Connection
from starlette.testclient import TestClient

from api.database import Pulse, make_async_pool
from api.memo import Memo
from api.metrics import Metrics
from kkmgis.audit import fold_pulse
from tests.api.web import Web


def test_process_tells_that_it_lives_and_is_ready(web: Web) -> None:
    assert web.request("GET", "/healthz").json() == {"status": "ok"}
    assert web.request("GET", "/readyz").json() == {"status": "ready"}


def test_metrics_count_by_route_and_never_by_path(web: Web) -> None:
    web.get("/api/v1/parcels/01A001/history")
    text = web.get("/metrics", "admin").text
    assert re.search(
        r'kkmgis_requests_total\{method="GET",route="[^"]*history",status="200"\} \d+',
        text,
    )
    assert "01A001" not in text
    assert "kkmgis_handlers_pool_size" in text


def test_metrics_are_open_to_the_machine_itself(web: Web) -> None:
    with_port = TestClient(web.client.app, client=("127.0.0.1", 50_000))
    assert with_port.get("/metrics").status_code == 200
    behind_a_proxy = with_port.get(
        "/metrics", headers={"x-forwarded-for": "203.0.113.9"}
    )
    assert behind_a_proxy.status_code != 200


def test_histogram_is_cumulative() -> None:
    metrics = Metrics()
    for seconds in (0.001, 0.004, 0.03, 60):
        metrics.count("GET", "/x", 200, seconds)
    text = metrics.text({})
    assert 'kkmgis_request_seconds_bucket{route="/x",le="0.005"} 2' in text
    assert 'kkmgis_request_seconds_bucket{route="/x",le="0.05"} 3' in text
    assert 'kkmgis_request_seconds_bucket{route="/x",le="+Inf"} 4' in text
    assert 'kkmgis_request_seconds_count{route="/x"} 4' in text


def version(connection: Connection[Any], relation: str) -> int:
    """Read the data version of a table."""
    row = connection.execute(
        "SELECT coalesce(sum(changes), 0) FROM audit.pulse WHERE relation = %s",
        (relation,),
    ).fetchone()
    assert row is not None
    return int(row[0])


@pytest.mark.parametrize(
    ("relation", "statement"),
    [
        (
            "party",
            "INSERT INTO register.party (code, kind, name) VALUES ('N', 'other', 'n')",
        ),
        ("party", "UPDATE register.party SET name = name || '.' WHERE code = 'N'"),
        ("party", "DELETE FROM register.party WHERE code = 'N'"),
        ("gap", "UPDATE coverage.gap SET last_seen_at = now()"),
        ("lease", "DELETE FROM register.lease WHERE contract_no = 'none'"),
    ],
)
def test_every_change_counts_once_a_transaction(
    town: Connection[Any], relation: str, statement: str
) -> None:
    before = version(town, relation)
    with town.transaction():
        town.execute(statement)
        town.execute(statement.replace("'N'", "'M'"))
    assert version(town, relation) == before + 1


def test_change_that_was_undone_does_not_count(town: Connection[Any]) -> None:
    before = version(town, "sign")
    with town.transaction():
        with town.transaction(force_rollback=True):
            town.execute("UPDATE register.sign SET content = 'x'")
        inside = version(town, "sign")
    assert (inside, version(town, "sign")) == (before, before)


def test_change_after_an_undone_one_counts(town: Connection[Any]) -> None:
    before = version(town, "sign")
    with town.transaction():
        with town.transaction(force_rollback=True):
            town.execute("UPDATE register.sign SET content = 'x'")
        town.execute("UPDATE register.sign SET content = content")
    assert version(town, "sign") == before + 1


def test_folding_keeps_every_version(town: Connection[Any]) -> None:
    before = town.execute(
        "SELECT relation, sum(changes) FROM audit.pulse GROUP BY relation ORDER BY relation"
    ).fetchall()
    fold_pulse(town)
    after = town.execute(
        "SELECT relation, sum(changes) FROM audit.pulse GROUP BY relation ORDER BY relation"
    ).fetchall()
    sessions = town.execute(
        "SELECT count(*) FROM audit.pulse p WHERE pid <> 0 AND NOT EXISTS"
        " (SELECT FROM pg_stat_activity a WHERE a.pid = p.pid)"
    ).fetchone()
    assert after == before
    assert sessions == (0,)


def test_pulse_is_never_older_than_the_question(
    town_url: str, town: Connection[Any]
) -> None:
    """A hundred readers beside a writer: each sees what was there when it asked."""

    async def ask() -> list[tuple[int, int]]:
        pool = make_async_pool(town_url)
        await pool.open(wait=True)
        pulse = Pulse(pool)
        seen = []
        try:
            for _ in range(20):
                readers = [asyncio.create_task(pulse.read()) for _ in range(5)]
                await asyncio.sleep(0)
                town.execute("UPDATE register.sign SET content = content")
                committed = version(town, "sign")
                late = await asyncio.gather(*(pulse.read() for _ in range(5)))
                seen += [(one.get("sign", 0), committed) for one in late]
                await asyncio.gather(*readers)
        finally:
            await pool.close()
        return seen

    seen = asyncio.run(ask())
    assert len(seen) == 100
    assert all(told >= committed for told, committed in seen)


def test_memo_asks_again_only_after_a_change(town: Connection[Any]) -> None:
    memo = Memo()
    asked: list[int] = []

    def make() -> int:
        asked.append(1)
        return len(asked)

    assert memo.get(town, "a", make) == memo.get(town, "a", make) == 1
    town.execute("UPDATE account.user_account SET language = 'th'")
    assert memo.get(town, "a", make) == 1
    town.execute("UPDATE coverage.gap SET last_seen_at = now()")
    assert memo.get(town, "a", make) == 2
    assert memo.get(town, "b", make) == 3
