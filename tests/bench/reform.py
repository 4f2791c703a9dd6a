"""Speed of a reform run over a city, from the database to the map.

Run as ``python -m tests.bench.reform [FOLDER]``; prints a JSON line for each figure and
exits with 1 beyond a limit. The demo city of 65,000 parcels is imported (or the files of
it that FOLDER holds) and assessed once; then a reform of rates, exemptions and prices is
put to its roll, in a process of its own, as the web service does it: roll and prices
read, taxed anew, summed up, kept; and the first tiles of its map are made.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Iterator
from multiprocessing import Queue, get_context
from pathlib import Path
from typing import Any

from psycopg import Connection

from kkmgis.assess.kept_reforms import keep_reform
from kkmgis.assess.reform import run_reform
from kkmgis.assess.run import assess_year
from kkmgis.db import connect, storage_srid
from layers.grid import LOCAL_SIZE, local_tile
from layers.registry import REFORM
from layers.tile_sql import tile_query
from tests.bench._figure import Figure, tell
from tests.bench.assess import YEAR, city

MOST_SECONDS, LEAST_PARCELS, MOST_MIB = 5, 60_000, 1024
TILE_ZOOM = 12
SPEC: dict[str, Any] = {
    "title": "ราคาที่ดินเพิ่มร้อยละ 12 อัตราเดียวร้อยละ 0.4 ยกเว้นบ้านหลัก 5 ล้านบาท",
    "parameters": {
        "land_building.rate.other": [{"rate": "0.4"}],
        "land_building.exemption.home": "5000000",
        "land_building.reduction.general": "10",
    },
    "price_factor": {"land": "1.12"},
    "prices_of": YEAR,
}


def measure(files: Path | None = None) -> Iterator[Figure]:
    """Measure one reform, in a fresh process.

    Yields
    ------
    Figure
    """
    with city(files) as url:
        with connect(url) as connection:
            assess_year(connection, YEAR, tax="land_building", actor="bench")
            connection.commit()
            connection.autocommit = True
            connection.execute("VACUUM ANALYZE")
        context = get_context("spawn")
        answer: Queue[dict[str, float]] = context.Queue()
        worker = context.Process(target=put, args=(url, answer))
        worker.start()
        found = answer.get(timeout=600)
        worker.join()
    yield Figure("parcels", int(found["parcels"]), "parcels", least=LEAST_PARCELS)
    yield Figure("lines", int(found["lines"]), "lines")
    yield Figure("changed", int(found["changed"]), "parcels", least=1)
    yield Figure("reform_first", found["first"], "s", most=MOST_SECONDS)
    yield Figure("reform_again", found["again"], "s", most=MOST_SECONDS)
    yield Figure("keep", found["keep"], "s")
    yield Figure("tiles", found["tiles"], "s")
    total = found["first"] + found["keep"] + found["tiles"]
    yield Figure("database_to_map", total, "s", most=MOST_SECONDS)
    yield Figure("peak_memory", found["peak"], "MiB", most=MOST_MIB)


def put(url: str, answer: Queue[dict[str, float]]) -> None:
    """Put the reform to the roll and tell what it took."""
    with connect(url) as connection:
        connection.autocommit = True
        started = time.perf_counter()
        made = run_reform(connection, YEAR, SPEC)
        first = time.perf_counter() - started
        started = time.perf_counter()
        kept = keep_reform(connection, made, actor="bench")
        keep = time.perf_counter() - started
        tiles = draw(connection, kept)
        started = time.perf_counter()
        run_reform(connection, YEAR, SPEC)
        again = time.perf_counter() - started
    counts = made.summary["totals"]["parcels"]
    answer.put(
        {
            "parcels": len(made.code),
            "lines": made.summary["totals"]["lines"],
            "changed": counts["up"] + counts["down"],
            "first": first,
            "again": again,
            "keep": keep,
            "tiles": tiles,
            "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
    )


def draw(connection: Connection[Any], reform_id: int) -> float:
    """Make every tile of the whole city, one after the other; give the seconds."""
    srid = storage_srid(connection)
    row = connection.execute(
        "SELECT ST_XMin(e), ST_YMin(e), ST_XMax(e), ST_YMax(e)"
        " FROM (SELECT ST_Extent(geom) AS e FROM register.parcel) q"
    ).fetchone()
    assert row is not None
    side = LOCAL_SIZE / 2**TILE_ZOOM
    west, south, east, north = map(float, row)
    across, down = int((east - west) / side) + 2, int((north - south) / side) + 2
    places = {
        local_tile(TILE_ZOOM, min(west + side * x, east), min(south + side * y, north))
        for x in range(across)
        for y in range(down)
    }
    query = tile_query(REFORM, grid="local", srid=srid, z=TILE_ZOOM)
    started = time.perf_counter()
    size = 0
    for x, y in places:
        values = {"z": TILE_ZOOM, "x": x, "y": y, "year": YEAR, "reform": reform_id}
        tile = connection.execute(query.encode(), values, prepare=False).fetchone()
        size += len(tile[0]) if tile else 0
    assert size > 0
    return time.perf_counter() - started


if __name__ == "__main__":
    raise SystemExit(tell("reform", measure(*map(Path, sys.argv[1:2]))))
