"""Vector tiles: what is in them, where it lies, and what must never be."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import pytest
import shapely
from psycopg import Connection
from pyproj import Transformer

from kkmgis.coverage import find_gaps, set_status
from kkmgis.db import storage_srid
from layers.grid import local_bounds, local_tile, tile_exists
from layers.layer import Grid
from layers.registry import LAYERS
from layers.relations.parcels import TAX_BREAKS
from tests.builders import ORIGIN, YEAR, make_asset, make_lease, make_party, make_sign
from tests.coverage.town import Town, assess, make_town
from tests.layers.evidence import show_outside_evidence
from tests.layers.tiles import around, decode, fetch, layer_names, read

CONTRACT = {
    "parcels": "id code use tax_per_wa state deed area_wa block",
    "buildings": "id code parcel_code use type_code storeys",
    "footprints": "id code source state",
    "permits": "id code purpose state",
    "signs": "id code kind text_class state",
    "assets": "id code kind owner leased",
    "gaps": "id kind severity baht count",
    "blocks": "id code",
    "boundary": "id code name",
}
CENTRE = (50.0, 30.0)


@pytest.fixture
def town(connection: Connection[Any]) -> Town:
    made = make_town(connection)
    assess(connection)
    connection.execute(
        "UPDATE register.parcel SET status = 'retired' WHERE id = %s", (made.garden,)
    )
    find_gaps(connection, YEAR, actor="test")
    show_outside_evidence(connection)
    return made


@pytest.mark.parametrize("layer", LAYERS)
def test_layer_holds_the_attributes_of_the_contract(
    connection: Connection[Any], town: Town, layer: str
) -> None:
    tile = around((87, 20) if layer == "gaps" else CENTRE, 16)
    content = fetch(connection, layer, *tile)
    assert layer_names(content) == [layer]
    frame = decode(content, *tile)
    assert len(frame) > 0
    columns = [c for c in frame.columns if c not in ("mvt_id", "geometry")]
    assert columns == CONTRACT[layer].split()
    assert [field.name for field in LAYERS[layer].fields] == columns


@pytest.mark.parametrize("grid", ["local", "web"])
@pytest.mark.parametrize("layer", LAYERS)
def test_every_zoom_answers(
    connection: Connection[Any], town: Town, layer: str, grid: Grid
) -> None:
    """Empty below the first zoom; something from there to the last one.

    The town is 100 m wide: before zoom 9 it is smaller than a unit of a tile.
    """
    first, last = LAYERS[layer].zooms(grid)
    place = (87.0, 20.0) if layer == "gaps" else (12.0, 15.0)
    sizes = {}
    for z in range(22):
        tile = around(place, z) if grid == "local" else web_tile(connection, place, z)
        sizes[z] = len(fetch(connection, layer, *tile, grid=grid))
    assert {z for z, size in sizes.items() if size} >= set(
        range(max(first, 9), last - 2)
    )
    assert all(sizes[z] == 0 for z in range(first))


def web_tile(
    connection: Connection[Any], place: tuple[float, float], z: int
) -> tuple[int, int, int]:
    """Find the web tile of a place by the formula of the slippy map."""
    longitude, latitude = Transformer.from_crs(
        storage_srid(connection), 4326, always_xy=True
    ).transform(ORIGIN[0] + place[0], ORIGIN[1] + place[1])
    x = (longitude + 180) / 360 * 2**z
    y = (1 - math.asinh(math.tan(math.radians(latitude))) / math.pi) / 2 * 2**z
    return z, int(x), int(y)


def test_shapes_lie_where_the_parcels_do(
    connection: Connection[Any], town: Town
) -> None:
    """At zoom 17 a unit of the tile is 3 cm."""
    frame = read(connection, "parcels", 17, (12, 20)).set_index("code")
    assert frame.geometry["01A001"].symmetric_difference(
        shapely.box(0, 8, 25, 34)
    ).area == pytest.approx(0, abs=4)


def test_web_tile_lies_where_the_parcels_do(
    connection: Connection[Any], town: Town
) -> None:
    z, x, y = web_tile(connection, (12, 20), 18)
    frame = decode(fetch(connection, "parcels", z, x, y, grid="web"), 0, 0, 0)
    shape = frame.set_index("code").geometry["01A001"]
    west, south, east, _ = local_bounds(0, 0, 0)
    part = shapely.transform(
        shape, lambda xy: (xy + ORIGIN - (west, south)) / (east - west)
    ).centroid
    size = 2**z
    longitude = (x + part.x) / size * 360 - 180
    latitude = math.degrees(
        math.atan(math.sinh(math.pi * (1 - 2 * (y + 1 - part.y) / size)))
    )
    easting, northing = Transformer.from_crs(
        4326, storage_srid(connection), always_xy=True
    ).transform(longitude, latitude)
    assert (easting - ORIGIN[0], northing - ORIGIN[1]) == pytest.approx(
        (12.5, 21.0), abs=0.1
    )


def test_parcel_carries_its_use_tax_and_state(
    connection: Connection[Any], town: Town
) -> None:
    """The shop: land and building at 0.3 % over 162.5 square wa."""
    frame = read(connection, "parcels", 16).set_index("code")
    shop = frame.loc["01A001"]
    tax = (162.5 * 30_000 + 100 * 8450 * 0.91) * 0.003
    assert shop["use"] == "other"
    assert shop["tax_per_wa"] == pytest.approx(tax / 162.5, abs=0.01)
    assert (shop["state"], shop["block"], shop["area_wa"]) == ("assessed", "01A", 162.5)
    assert frame.loc["01A002", "tax_per_wa"] == 0
    assert frame.loc["01A007", "state"] == "assessed"
    assert "01A004" not in frame.index


def test_state_tells_set_aside_from_not_assessed(
    connection: Connection[Any], town: Town
) -> None:
    connection.execute(
        "UPDATE register.parcel SET area_wa = NULL WHERE code = '01A003'"
    )
    assess(connection)
    connection.execute("UPDATE register.parcel SET status = 'current'")
    frame = read(connection, "parcels", 16).set_index("code")
    assert frame.loc["01A003", "state"] == "set_aside"
    assert frame.loc["01A004", "state"] == "unassessed"
    assert math.isnan(frame.loc["01A004", "tax_per_wa"])


def test_year_picks_the_uses(connection: Connection[Any], town: Town) -> None:
    connection.execute(
        "UPDATE register.property_use SET from_year_be = 2569 WHERE parcel_id = %s",
        (town.shop,),
    )
    tile = around(CENTRE, 16)
    former = decode(fetch(connection, "parcels", *tile, year=2568), *tile)
    assert former.set_index("code").loc["01A001", "use"] == "unknown"


@pytest.mark.parametrize("layer", LAYERS)
def test_no_person_is_in_a_tile(
    connection: Connection[Any], town: Town, layer: str
) -> None:
    """All people of the town are called สมมุติ…; their parties P000001 and on."""
    for z in (12, 16):
        content = fetch(connection, layer, *around(CENTRE, z))
        assert "สมมุติ".encode() not in content
        assert b"P0000" not in content


def test_overview_covers_the_same_ground(
    connection: Connection[Any], town: Town
) -> None:
    """Melted together by look; nothing is dropped but a corner of a pixel."""
    frame = read(connection, "parcels", 12)
    assert len(frame) < 7
    assert "id" not in frame.columns or frame["id"].isna().all()
    assert frame.geometry.area.sum() == pytest.approx(7 * 650, rel=0.15)
    assert set(frame["use"]) == {"other", "residential", "agriculture", "unknown"}
    assert set(frame["tax_per_wa"].dropna()) <= {0, *TAX_BREAKS}


def test_tile_of_a_whole_city_stays_small(connection: Connection[Any]) -> None:
    """20,000 parcels of 20 × 20 m, each neighbour of another use."""
    connection.execute(
        """INSERT INTO register.parcel (code, area_wa, geom)
        SELECT format('P%%s', n), 100, ST_Multi(ST_MakeEnvelope(
            %(x)s + 20 * (n %% 200), %(y)s + 20 * (n / 200),
            %(x)s + 20 * (n %% 200) + 20, %(y)s + 20 * (n / 200) + 20, %(srid)s))
        FROM generate_series(0, 19999) n""",
        {"x": ORIGIN[0], "y": ORIGIN[1], "srid": storage_srid(connection)},
    )
    connection.execute(
        """INSERT INTO register.property_use (parcel_id, from_year_be, use)
        SELECT id, 2563, (ARRAY['residential', 'other', 'agriculture'])[1 + id %% 3]
        FROM register.parcel""",
        {},
    )
    for z in (11, 12):
        tiles = {
            (z, *local_tile(z, ORIGIN[0] + x, ORIGIN[1] + y))
            for x in (0, 2000, 3999)
            for y in (0, 1000, 1999)
        }
        sizes = [len(fetch(connection, "parcels", *tile)) for tile in tiles]
        assert max(sizes) < 500_000
        assert sum(sizes) > 10_000


def test_sign_without_a_place_stands_in_its_parcel(
    connection: Connection[Any], town: Town
) -> None:
    make_sign(
        connection, code="S2", parcel_id=town.let, owner_id=make_party(connection)
    )
    make_sign(connection, code="S3", parcel_id=town.let, removed_on=dt.date(2020, 1, 1))
    make_sign(connection, code="S4", x=20, y=20, exempt_under="8(9)")
    frame = read(connection, "signs", 16).set_index("code")
    assert shapely.box(50, 8, 75, 34).contains(frame.geometry["S2"])
    assert frame["state"].to_dict() == {
        "01A001-P001": "taxed",
        "S2": "untaxed",
        "S4": "exempt",
    }


def test_asset_tells_whether_it_is_let(connection: Connection[Any], town: Town) -> None:
    empty = make_asset(connection, parcel_id=town.field, code="A2")
    make_lease(connection, empty, end_on=dt.date(2025, 6, 30))
    frame = read(connection, "assets", 16).set_index("code")
    assert frame["leased"].astype(bool).to_dict() == {"A00001": True, "A2": False} or (
        frame.loc["A2", "leased"] in (False, 0) and len(frame) == 2
    )


def test_far_gaps_are_gathered_and_near_ones_shaped(
    connection: Connection[Any], town: Town
) -> None:
    connection.execute("UPDATE register.parcel SET area_wa = 130 WHERE code = '01A003'")
    find_gaps(connection, YEAR, actor="test")
    [cluster] = read(connection, "gaps", 10).to_dict("records")
    near = read(connection, "gaps", 16)
    assert cluster["count"] == len(near) == 2
    assert cluster["baht"] == pytest.approx(near["baht"].sum())
    assert cluster["geometry"].geom_type == "Point"
    assert set(near.geometry.geom_type) == {"Polygon"}


def test_waived_gap_leaves_the_map(connection: Connection[Any], town: Town) -> None:
    row = connection.execute("SELECT id FROM coverage.gap").fetchone()
    assert row is not None
    set_status(connection, row[0], "waived", actor="test", reason="ทางสาธารณะ")
    assert len(read(connection, "gaps", 16, (87, 20))) == 0


def test_local_grid_is_that_of_the_contract() -> None:
    """Resolution at z is 65,536 / 2^z metres a pixel; the corner is fixed."""
    assert local_bounds(0, 0, 0) == (-7_888_608, -4_777_216, 8_888_608, 12_000_000)
    for z in (3, 12, 20):
        west, south, east, north = local_bounds(z, *local_tile(z, 265_000, 1_817_000))
        assert (east - west) / 256 == (north - south) / 256 == 65_536 / 2**z
        assert west <= 265_000 < east
        assert south < 1_817_000 <= north


@pytest.mark.parametrize(
    "tile", [(-1, 0, 0), (25, 0, 0), (3, 8, 0), (3, 0, -1), (0, 0, 1)]
)
def test_tiles_outside_the_grid_do_not_exist(tile: tuple[int, int, int]) -> None:
    assert not tile_exists(*tile)
