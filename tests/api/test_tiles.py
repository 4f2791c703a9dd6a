"""Tiles: right after every change, short answers when nothing changed."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from psycopg import Connection

from api.tiles import RELATIONS
from layers.registry import ALL_LAYERS, LAYERS
from layers.tile_sql import tile_query
from tests.api.town import HOME, YEAR
from tests.api.web import Web
from tests.layers.tiles import around, decode

PLACE = (20, 20)


def address(layer: str, z: int = 18) -> str:
    """Make the address of the local tile over the first parcel."""
    zoom, x, y = around(PLACE, z)
    return f"/tiles/{layer}/{zoom}/{x}/{y}.mvt?grid=local&year={YEAR}"


@pytest.mark.parametrize("layer", sorted(LAYERS))
def test_tile_holds_the_fields_of_its_layer(web: Web, layer: str) -> None:
    z = 18 if layer != "boundary" else 16
    answer = web.get(address(layer, z))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    frame = decode(answer.content, *around(PLACE, z))
    assert len(frame) > 0
    known = {field.name for field in LAYERS[layer].fields}
    assert set(frame.columns) - {"mvt_id", "geometry", "feature_id"} <= known


def test_tile_is_not_sent_again_when_it_is_known(web: Web) -> None:
    first = web.get(address("parcels"))
    again = web.get(
        address("parcels"), headers={"if-none-match": first.headers["etag"]}
    )
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["etag"] == first.headers["etag"]
    assert first.headers["cache-control"] == "private, no-cache"


def test_tile_is_right_at_once_after_an_edit(web: Web, town: Connection[Any]) -> None:
    """Asked twice before, so that it is remembered."""
    for _ in range(2):
        before = web.get(address("parcels"))
    for deed in ("90001", "90002"):
        town.execute(
            "UPDATE register.parcel SET deed_no = %s WHERE code = %s", (deed, HOME)
        )
        after = web.get(
            address("parcels"), headers={"if-none-match": before.headers["etag"]}
        )
        frame = decode(after.content, *around(PLACE, 18))
        assert after.status_code == 200
        assert frame.set_index("code").loc[HOME, "deed"] == deed
    town.execute(
        "UPDATE register.parcel SET deed_no = '54321' WHERE code = %s", (HOME,)
    )


def test_tile_stays_known_when_something_else_changes(
    web: Web, town: Connection[Any]
) -> None:
    etag = web.get(address("parcels")).headers["etag"]
    town.execute("UPDATE coverage.gap SET last_seen_at = now()")
    again = web.get(address("parcels"), headers={"if-none-match": etag})
    assert again.status_code == 304


def test_tile_follows_a_gap_that_is_settled(web: Web, town: Connection[Any]) -> None:
    town.execute("UPDATE coverage.gap SET status = 'open' WHERE status = 'waived'")
    before = len(decode(web.get(address("gaps")).content, *around(PLACE, 18)))
    row = town.execute(
        "SELECT g.id FROM coverage.gap g JOIN register.parcel p ON p.id = g.parcel_id"
        " WHERE p.code = %s AND g.status = 'open' LIMIT 1",
        (HOME,),
    ).fetchone()
    assert row is not None
    settled = web.change(
        "PATCH", f"/api/v1/gaps/{row[0]}", json={"status": "waived", "reason": "ทดสอบ"}
    )
    assert settled.status_code == 200
    after = len(decode(web.get(address("gaps")).content, *around(PLACE, 18)))
    assert after == before - 1


def test_rolled_back_change_is_never_seen(web: Web, town: Connection[Any]) -> None:
    etag = web.get(address("parcels")).headers["etag"]
    with town.transaction(force_rollback=True):
        town.execute(
            "UPDATE register.parcel SET deed_no = '1' WHERE code = %s", (HOME,)
        )
        inside = web.get(address("parcels"), headers={"if-none-match": etag})
    outside = web.get(address("parcels"), headers={"if-none-match": etag})
    assert (inside.status_code, outside.status_code) == (304, 304)


@pytest.mark.parametrize("layer", sorted(LAYERS))
@pytest.mark.parametrize("z", [9, 12, 16, 18])
def test_relations_name_every_table_of_the_query(
    layer: str, z: int, town: Connection[Any]
) -> None:
    """A table that is left out would keep old tiles alive."""
    sql = "EXPLAIN (FORMAT JSON) " + tile_query(
        LAYERS[layer], grid="local", srid=32648, z=z
    )
    zoom, x, y = around(PLACE, z)
    plan = town.execute(
        sql.encode(), {"z": zoom, "x": x, "y": y, "year": YEAR}
    ).fetchone()
    assert plan is not None
    # Lines and what was set aside are never changed: their run says which count.
    assert relations(plan[0]) - {"line", "set_aside"} <= set(RELATIONS[layer])


def relations(plan: Any) -> set[str]:
    """Collect the tables of a plan."""
    if isinstance(plan, list):
        return set().union(*map(relations, plan)) if plan else set()
    if not isinstance(plan, dict):
        return set()
    own = {plan["Relation Name"]} if "Relation Name" in plan else set()
    return own.union(*(relations(part) for part in plan.values()))


def test_every_layer_names_its_relations() -> None:
    assert set(RELATIONS) == set(ALL_LAYERS)


def test_tile_is_compressed_only_for_who_can_read_it(web: Web) -> None:
    path = address("parcels", 16)
    plain = web.get(path, headers={"accept-encoding": "identity"})
    packed = web.get(path, headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    if packed.headers.get("content-encoding") == "gzip":
        assert packed.content == plain.content
    assert gzip.compress(plain.content)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/tiles/owners/1/0/0.mvt", 404),
        ("/tiles/parcels/1/2/0.mvt", 404),
        ("/tiles/parcels/-1/0/0.mvt", 404),
        ("/tiles/parcels/99/0/0.mvt", 404),
        ("/tiles/parcels/x/0/0.mvt", 404),
        ("/tiles/parcels/1/0/0.mvt?grid=moon", 422),
        ("/tiles/parcels/1/0/0.mvt?year=7", 422),
        ("/tiles/parcels/1/0/0.mvt?year=2569x", 422),
        ("/tiles/parcels/1/0/0.mvt?year=25690000000000000000", 422),
        ("/tiles/owners.json", 404),
    ],
)
def test_tile_that_cannot_be_is_a_problem(web: Web, path: str, status: int) -> None:
    answer = web.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_tile_json_tells_where_the_tiles_are(web: Web) -> None:
    found = web.get("/tiles/parcels.json").json()
    assert found["tilejson"] == "3.0.0"
    assert found["tiles"] == ["http://testserver/tiles/parcels/{z}/{x}/{y}.mvt"]
    west, south, east, north = found["bounds"]
    assert west < east < 106
    assert 0 < south < north
    assert found["vector_layers"][0]["fields"]["code"] == "String"
