"""GeoDataFrames, folium maps and the coverage table, from a committed register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import folium
import geopandas as gpd
import pytest
import shapely
from psycopg import Connection

import layers
from kkmgis import db
from kkmgis.coverage import find_gaps
from kkmgis.errors import SettingsError
from layers.coverage_table import coverage_by_block
from layers.frames import City
from layers.notebook_map import draw, draw_ramp
from tests.builders import ORIGIN, YEAR
from tests.coverage.town import assess, make_town
from tests.database import Server

PLOT_M2 = 650


@pytest.fixture(scope="module")
def city(database_server: Server) -> Iterator[City]:
    """Give the town with its garden retired, assessed and searched."""
    with database_server.database() as url:
        with db.connect(url) as connection:
            town = make_town(connection)
            connection.execute(
                "UPDATE register.parcel SET status = 'retired' WHERE id = %s",
                (town.garden,),
            )
            assess(connection)
            find_gaps(connection, YEAR, actor="test")
            connection.execute(
                "INSERT INTO register.footprint (code, source, confidence, geom)"
                " SELECT 'F1', 'drone', 0.9123, geom FROM register.building LIMIT 1"
            )
            connection.execute(
                "INSERT INTO register.sign_permit"
                " (permit_no, start_on, end_on, status, fee_satang, parcel_id)"
                " SELECT 'P1', '2026-01-05', '2026-01-20', 'approved', 20050, id"
                " FROM register.parcel WHERE code = '01A001'"
            )
        yield layers.open(url)


@pytest.fixture
def reader(city: City) -> Iterator[Connection[tuple[object, ...]]]:
    with db.connect(city.url) as opened:
        yield opened


def test_open_takes_the_latest_assessed_year(city: City) -> None:
    assert (city.year, city.srid) == (YEAR, 32648)
    assert layers.open(city.url, year=2568).year == 2568


@pytest.mark.parametrize(
    ("layer", "count"),
    [
        ("boundary", 1),
        ("blocks", 1),
        ("public_areas", 1),
        ("parcels", 7),
        ("buildings", 4),
        ("signs", 1),
        ("assets", 1),
        ("footprints", 1),
        ("permits", 1),
        ("gaps", 1),
    ],
)
def test_layer_loads_as_a_frame(city: City, layer: str, count: int) -> None:
    frame = city.frame(layer)
    assert isinstance(frame, gpd.GeoDataFrame)
    assert len(frame) == count
    assert frame.crs.to_epsg() == 32648
    assert frame.geometry.notna().all()
    assert frame.index.name == ("id" if layer == "gaps" else "code")


def test_money_and_legal_area_stay_exact(city: City) -> None:
    """Decimals all the way: sums of satang and of square wa are right to the digit."""
    parcels = city.frame("parcels")
    shop = parcels.loc["01A001"]
    assert shop["land_value_baht"] == Decimal("4875000.00")
    assert shop["building_value_baht"] == Decimal("768950.00")
    taxes = parcels["tax_baht"].dropna().tolist()
    assert all(isinstance(tax, Decimal) for tax in taxes)
    assert parcels["tax_baht"].sum() == sum(taxes)
    assert parcels["area_wa"].sum() == Decimal("162.5") * 7


def test_permit_stands_in_its_parcel_and_says_that_it_has_run_out(
    city: City,
) -> None:
    permit = city.frame("permits", where={"state": "overdue"}).loc["P1"]
    assert (permit["parcel_code"], permit["fee_baht"]) == ("01A001", Decimal("200.50"))
    parcel = city.frame("parcels").geometry["01A001"]
    assert parcel.contains(permit["geometry"])
    assert not {"applicant", "applicant_name"} & set(city.frame("permits").columns)


def test_footprint_keeps_how_sure_its_source_is(city: City) -> None:
    assert city.frame("footprints").loc["F1", "confidence"] == pytest.approx(0.9123)


def test_where_picks_rows(city: City) -> None:
    lived = city.frame("parcels", where={"use": ["residential"], "block": "01A"})
    assert sorted(lived.index) == ["01A002", "01A003", "01A008"]


def test_near_picks_what_lies_within_the_distance(city: City) -> None:
    east, north = ORIGIN[0] + 12, ORIGIN[1] + 10
    assert list(city.frame("parcels", near=(east, north, 5)).index) == ["01A001"]
    frame = city.frame("parcels", near=(east, north, 30))
    point = shapely.Point(east, north)
    everything = city.frame("parcels")
    assert set(frame.index) == set(everything[everything.distance(point) <= 30].index)


def test_unknown_layer_and_column_are_named(city: City) -> None:
    with pytest.raises(SettingsError, match="public_areas"):
        city.frame("parcel")
    with pytest.raises(SettingsError, match="owner"):
        city.frame("parcels", where={"owner": "x"})


def test_value_of_a_filter_is_data_not_sql(city: City) -> None:
    assert len(city.frame("parcels", where={"use": "' OR true --"})) == 0


def test_frame_of_nothing_has_its_columns(city: City) -> None:
    empty = city.frame("parcels", where={"use": "exempt"})
    assert len(empty) == 0
    assert {"block", "use", "tax_baht", "geometry"} <= set(empty.columns)
    assert empty.crs.to_epsg() == 32648


def test_year_moves_uses_and_tax(city: City) -> None:
    """No run of 2568 has been made; the uses hold since 2563."""
    former = city.frame("parcels", year=2568)
    assert set(former["state"]) == {"unassessed"}
    assert former["tax_baht"].isna().all()
    assert former.loc["01A001", "use"] == "other"


def test_as_of_shows_the_register_of_that_day(city: City) -> None:
    now = dt.datetime.now(tz=dt.UTC)
    assert len(city.frame("parcels", as_of=now)) == 7
    assert len(city.frame("parcels", as_of=dt.date(2020, 1, 1))) == 0
    row_of_past = city.frame("parcels", as_of=_before_retirement(city))
    assert "01A004" in row_of_past.index


def _before_retirement(city: City) -> dt.datetime:
    """Give the last moment of the garden's former row."""
    with db.connect(city.url) as connection:
        row = connection.execute(
            "SELECT ended_at - interval '1 microsecond' FROM history.parcel"
        ).fetchone()
    assert row is not None
    moment = row[0]
    assert isinstance(moment, dt.datetime)
    return moment


def test_coverage_counts_the_block(
    city: City, reader: Connection[tuple[object, ...]]
) -> None:
    """Block 100 × 60 less a road of 100 × 8: 5,200 m², seven eighths are parcels."""
    [row] = coverage_by_block(reader, YEAR)
    assert row.block == "01A"
    assert row.ground_m2 == 5200
    assert row.parcel_m2 == 7 * PLOT_M2
    assert row.covered == Decimal("0.8750")
    counts = (row.with_owner, row.with_price, row.with_use, row.assessed)
    assert (row.parcels, *counts) == (7, 7, 7, 7, 7)
    total = reader.execute(
        "SELECT sum(tax_satang) FROM tax.current_line WHERE kind <> 'sign'"
    ).fetchone()
    assert total == (row.tax_satang,)
    stake = reader.execute("SELECT count(*), sum(stake_satang) FROM coverage.gap")
    assert stake.fetchone() == (row.gaps, row.stake_satang)


def test_coverage_sees_what_is_missing(city: City) -> None:
    with (
        db.connect(city.url) as connection,
        connection.transaction(force_rollback=True),
    ):
        for statement in (
            "DELETE FROM register.property_right WHERE parcel_id ="
            " (SELECT id FROM register.parcel WHERE code = '01A003')",
            "UPDATE register.land_price SET price_baht_per_wa = 0"
            " WHERE parcel_code IN ('01A001', '01A002')",
            "DELETE FROM register.property_use WHERE parcel_id ="
            " (SELECT id FROM register.parcel WHERE code = '01A005')",
            "UPDATE register.parcel SET block_id = NULL WHERE code = '01A008'",
        ):
            connection.execute(statement)
        block, outside = coverage_by_block(connection, YEAR)
    assert (block.parcels, block.with_owner, block.with_price, block.with_use) == (
        6,
        5,
        4,
        5,
    )
    assert (outside.block, outside.ground_m2, outside.parcels) == (None, None, 1)


def test_coverage_frame_is_a_map(city: City) -> None:
    frame = city.coverage()
    assert frame.loc["01A", "covered_pct"] == 87.5
    assert frame.loc["01A", "with_owner_pct"] == 100
    assert isinstance(frame.loc["01A", "tax_baht"], Decimal)
    assert frame.geometry.area.to_dict() == {"01A": pytest.approx(6000)}


def test_map_has_our_colours_and_legend_and_no_basemap(city: City) -> None:
    made = draw(city.frame("parcels"), "use", tooltip=["deed_no", "tax_baht"])
    draw(city.frame("boundary"), "boundary", on=made)
    html = made.get_root().render()
    assert "อยู่อาศัย" in html
    assert "#E69F00" in html
    assert "L.tileLayer" not in html
    assert sum(isinstance(c, folium.GeoJson) for c in made._children.values()) == 2


def test_ramp_paints_by_classes(city: City) -> None:
    made = draw_ramp(
        city.coverage(), "covered_pct", [0, 50, 80, 90, 100], title="ร้อยละ"
    )
    [shown] = [c for c in made._children.values() if isinstance(c, folium.GeoJson)]
    [feature] = shown.data["features"]
    assert shown.style_function(feature)["fillColor"] == "#3182BD"
    assert "80 – 90" in made.get_root().render()


@pytest.mark.parametrize("breaks", [[1], [1, 1], [2, 1], list(range(8))])
def test_breaks_that_make_no_ramp_are_refused(city: City, breaks: list[float]) -> None:
    with pytest.raises(ValueError, match="ascending breaks"):
        draw_ramp(city.coverage(), "covered_pct", breaks, title="x")


def test_empty_frame_makes_an_empty_map(city: City) -> None:
    html = draw(city.frame("parcels", where={"use": "exempt"}), "use").get_root()
    assert "ยกเว้นภาษี" in html.render()
