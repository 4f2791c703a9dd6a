"""The datum of old Thai maps goes one way only."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS, Transformer

from kkmgis.crs import (
    INDIAN_1975,
    WGS_84,
    is_indian_1975,
    name_of,
    parse_crs,
    to_storage,
    transform_xy,
)
from kkmgis.errors import SourceError

OLD_MAP = (267635.31, 1817846.83)
"""A printed corner of a real tax map, Indian 1975 / UTM 48N."""
ON_THE_GROUND = (267220.30, 1818160.93)
ESRI = (
    'PROJCS["Indian_1975_UTM_Zone_48N",GEOGCS["GCS_Indian_1975",DATUM["D_Indian_1975",'
    'SPHEROID["Everest_Adjustment_1937",6377276.345,300.8017]],PRIMEM["Greenwich",0.0],'
    'UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],'
    'PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],'
    'PARAMETER["Central_Meridian",105.0],PARAMETER["Scale_Factor",0.9996],'
    'PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)


def moved(point: tuple[float, float], source: CRS, target: CRS) -> tuple[float, float]:
    x, y = transform_xy(np.array([point[0]]), np.array([point[1]]), source, target)
    return float(x[0]), float(y[0])


def test_tax_map_corner_lands_where_it_was_surveyed() -> None:
    found = moved(OLD_MAP, parse_crs(24048), parse_crs(32648))
    assert found == pytest.approx(ON_THE_GROUND, abs=0.01)


def test_projs_own_choice_is_elsewhere_and_not_taken() -> None:
    """PROJ prefers EPSG:1812, which is wrong by about 190 m at Khon Kaen."""
    by_proj = Transformer.from_crs(24048, 32648, always_xy=True).transform(*OLD_MAP)
    ours = moved(OLD_MAP, parse_crs(24048), parse_crs(32648))
    assert np.hypot(by_proj[0] - ours[0], by_proj[1] - ours[1]) > 150


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(ESRI, id="esri_names"),
        pytest.param(
            "+proj=utm +zone=48 +ellps=evrst30 +towgs84=293,836,318,0.5,1.6,-2.8,2.1",
            id="shift_that_the_file_brings_is_left_out",
        ),
        pytest.param("+proj=utm +zone=48 +ellps=evrst30", id="ellipsoid_alone"),
        pytest.param(
            ESRI.replace("D_Indian_1975", "Indian_1975").replace(
                "GCS_Indian_1975", "x"
            ),
            id="datum_named_otherwise",
        ),
    ],
)
def test_indian_1975_is_known_however_it_is_spelt(source: str) -> None:
    crs = parse_crs(source)
    assert is_indian_1975(crs)
    found = moved(OLD_MAP, crs, parse_crs(32648))
    assert found == pytest.approx(ON_THE_GROUND, abs=0.01)


@pytest.mark.parametrize("code", [32648, 4326, 4239, 4131, 24547, 5514])
def test_other_datums_are_not_taken_for_indian_1975(code: int) -> None:
    assert not is_indian_1975(CRS.from_epsg(code))


def test_degrees_of_indian_1975_take_the_same_way() -> None:
    to_degrees = Transformer.from_crs(24048, 4240, always_xy=True)
    degrees = to_degrees.transform(*OLD_MAP)
    found = moved(degrees, INDIAN_1975, parse_crs(32648))
    assert found == pytest.approx(ON_THE_GROUND, abs=0.01)


def test_other_zone_and_degrees_agree_about_the_place() -> None:
    direct = moved(OLD_MAP, parse_crs(24048), parse_crs(32647))
    by_degrees = moved(
        moved(OLD_MAP, parse_crs(24048), WGS_84), WGS_84, parse_crs(32647)
    )
    assert direct == pytest.approx(by_degrees, abs=1e-6)


@given(st.floats(97, 106), st.floats(5, 21))
def test_there_and_back_is_the_same_place(lon: float, lat: float) -> None:
    old = moved((lon, lat), WGS_84, INDIAN_1975)
    back = moved(old, INDIAN_1975, WGS_84)
    # Less than a centimetre: heights, which tax maps do not have, are left out both ways.
    assert back == pytest.approx((lon, lat), abs=9e-8)
    assert 300 < 111_000 * np.hypot(old[0] - lon, old[1] - lat) < 700


@given(st.floats(100, 104), st.floats(10, 20))
def test_between_two_indian_zones_the_datum_is_left_alone(
    lon: float, lat: float
) -> None:
    in_48 = moved((lon, lat), INDIAN_1975, parse_crs(24048))
    in_47 = moved(in_48, parse_crs(24048), parse_crs(24047))
    assert moved(in_47, parse_crs(24047), INDIAN_1975) == pytest.approx(
        (lon, lat), abs=1e-9
    )


def test_other_systems_go_as_proj_says_x_first() -> None:
    lon, lat = -71.11, 42.37
    expected = Transformer.from_crs(4326, 32619, always_xy=True).transform(lon, lat)
    assert moved((lon, lat), WGS_84, parse_crs(32619)) == pytest.approx(expected)


def test_missing_shapes_stay_missing() -> None:
    shapes = np.array([shapely.Point(*OLD_MAP), None], dtype=object)
    there = to_storage(shapes, parse_crs(24048), 32648)
    assert there[1] is None
    assert shapely.get_x(there[0]) == pytest.approx(ON_THE_GROUND[0], abs=0.01)


def test_heights_are_left_out_of_a_system() -> None:
    assert name_of(parse_crs("EPSG:32648+5773")) == "EPSG:32648"


@pytest.mark.parametrize("text", ["", "EPSG:999999", "somewhere", "EPSG:5773"])
def test_what_is_no_system_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(SourceError, match="coordinate system") as refused:
        parse_crs(text)
    assert "\n" not in str(refused.value)
