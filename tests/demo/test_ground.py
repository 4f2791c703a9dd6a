"""The ground of the demo city, read back from its files onto the register's grid."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
import shapely

from kkmgis.demo import Manifest
from tests.demo.reading import Ground, on_grid, planted, read_map


def test_parcels_and_roads_overlap_only_where_planted(
    city: Manifest, ground: Ground
) -> None:
    shapes = np.concatenate([ground.parcels, ground.public])
    wrong = shapely.coverage_invalid_edges(shapes)
    found = np.flatnonzero(~shapely.is_empty(wrong)).tolist()
    codes = {ground.parcel_code[i] for i in found if i < len(ground.parcels)}
    pairs = planted(city, "parcel_overlap")
    assert codes == {code for pair in pairs for code in pair.split("|")}
    assert all(i < len(ground.parcels) for i in found)


def test_datum_and_back_leaves_every_corner_on_its_millimetre(city: Manifest) -> None:
    raw = shapely.get_coordinates(np.asarray(read_map(city, "parcel.shp")["geom"]))
    assert np.abs(raw - np.round(raw, 3)).max() < 1e-5


def test_neighbours_share_corners_exactly(ground: Ground) -> None:
    tree = shapely.STRtree(ground.parcels)
    one, two = tree.query(ground.parcels, predicate="touches")
    pairs = one < two
    common = shapely.intersection(
        ground.parcels[one[pairs]], ground.parcels[two[pairs]]
    )
    lines = common[shapely.length(common) > 0.05]
    assert len(lines) > 2_500
    corners = {tuple(xy) for xy in shapely.get_coordinates(ground.parcels).tolist()}
    assert all(tuple(xy) in corners for xy in shapely.get_coordinates(lines).tolist())


def test_only_planted_holes_are_bare(city: Manifest, ground: Ground) -> None:
    covered = shapely.union_all(np.concatenate([ground.parcels, ground.public]))
    bare = shapely.get_parts(shapely.difference(ground.limit, covered))
    bare = bare[shapely.area(bare) > 0.01]
    places = [answer.place for answer in city.answers["uncovered_area"]]
    points = shapely.points([place for place in places if place is not None])
    assert len(bare) == len(points) == len(places)
    assert all(shapely.contains(bare, point).sum() == 1 for point in points)


def test_no_parcel_is_a_sliver(ground: Ground) -> None:
    assert shapely.is_valid(ground.parcels).all()
    assert shapely.area(ground.parcels).min() > 25.0


def test_codes_are_ltax_codes_of_their_block(city: Manifest, ground: Ground) -> None:
    blocks = read_map(city, "block.shp")
    shape_of = dict(zip(blocks["BLOCK_ID"], on_grid(blocks["geom"]), strict=True))
    codes = np.array(ground.parcel_code)
    assert all(re.fullmatch(r"\d{2}[A-Z]\d{3}", code) for code in codes)
    assert len(set(codes)) == len(codes)
    assert max(Counter(code[:3] for code in codes).values()) <= 999
    inner = shapely.point_on_surface(ground.parcels)
    around = np.array([shape_of[code[:3]] for code in codes], dtype=object)
    assert shapely.contains(around, inner).all()


def test_blocks_do_not_overlap(city: Manifest) -> None:
    blocks = on_grid(read_map(city, "block.shp")["geom"])
    assert shapely.is_valid(blocks).all()
    total = float(shapely.area(blocks).sum())
    assert abs(total - float(shapely.area(shapely.union_all(blocks)))) < 1e-3


def test_buildings_stand_inside_their_parcels(city: Manifest, ground: Ground) -> None:
    buildings = read_map(city, "building.shp")
    shape_of = dict(zip(ground.parcel_code, ground.parcels, strict=True))
    standing = buildings[buildings["PARCEL_COD"] != ""]
    shapes = on_grid(standing["geom"])
    land = np.array([shape_of[code] for code in standing["PARCEL_COD"]], dtype=object)
    assert shapely.covers(land, shapes).all()
    tree = shapely.STRtree(shapes)
    one, two = tree.query(shapes, predicate="intersects")
    apart = shapely.area(shapely.intersection(shapes[one], shapes[two]))[one < two]
    assert (apart == 0).all()


def test_city_centre_lies_on_the_sheet_of_khon_kaen(city: Manifest) -> None:
    """registers_and_ltax D6: the centre's sheet works out as 5541 I 6816."""
    parcels = read_map(city, "parcel.shp")
    titled = parcels[parcels["DOC_TYPE"] == "1"]
    sheets = Counter(
        zip(titled["UTMMAP1"], titled["UTMMAP2"], titled["UTMMAP3"], strict=True)
    )
    assert ("5541", "1", "6816") in sheets
    assert all(map1 == "5541" and map2 == "1" for map1, map2, _ in sheets)
