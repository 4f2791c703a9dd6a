"""Inspection tells what is in a file, and proposes what to make of it."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
import shapely

from importers.candidates import parse_system
from importers.inspection import Inspection, inspect_file, preview
from importers.inspection.columns import LONGEST_JUDGED, describe
from importers.inspection.likeness import likeness
from importers.inspection.look import SAMPLED
from importers.sampling import Sample
from importers.source import open_source
from tests.importers.files import (
    box,
    dbf,
    write_csv,
    write_geojson,
    write_gpkg,
    write_xlsx,
)
from tests.paths import SHARED

DATA = SHARED / "data"


def best(found: Inspection) -> tuple[str, dict[str, list[str]]]:
    """Give the likeliest kind and its mapping: field → columns."""
    first: Any = found.proposals[0]
    return first["kind"], {one["field"]: one["columns"] for one in first["mapping"]}


def column(found: Inspection, name: str) -> Any:
    return next(one for one in found.fields if one["name"] == name)


def test_columns_are_told_with_type_filling_and_distinct_values(tmp_path: Path) -> None:
    rows = [
        ("01A001", "1,200.50", "๒๑/๑๑/๒๕๖๙", "1"),
        ("01A002", "", "22/11/2569", "2"),
    ]
    quoted = [(a, f'"{b}"', c, d) for a, b, c, d in rows]
    path = write_csv(tmp_path / "a.csv", ["k", "n", "d", "i"], *quoted)
    found = inspect_file(path)
    assert (found.sampled, found.complete) == (2, True)
    assert [one["type"] for one in found.fields] == [
        "text",
        "decimal",
        "date",
        "integer",
    ]
    assert [one["filled"] for one in found.fields] == [1.0, 0.5, 1.0, 1.0]
    assert [one["distinct"] for one in found.fields] == [2, 1, 2, 2]
    assert column(found, "k")["looks_like"] == "parcel"
    assert column(found, "d")["looks_like"] == "date_be"


@pytest.mark.parametrize(
    ("name", "value", "masked"),
    [
        pytest.param("psnId", "1234567890121", "1-xxxx-xxxxx-xx-1", id="by_name"),
        pytest.param(
            "k", "1-2345-67890-12-1", "1-xxxx-xxxxx-xx-1", id="by_check_digit"
        ),
        pytest.param("k", "๑๒๓๔๕๖๗๘๙๐๑๒๑", "๑-xxxx-xxxxx-xx-๑", id="thai_digits"),
        pytest.param("psnId", "1234567890122", "1-xxxx-xxxxx-xx-2", id="wrong_number"),
        pytest.param("k", "081-234-5678", "08xxxxxxxxxx", id="telephone"),
        pytest.param("ที่อยู่", "9 ถนนตัวอย่าง", "9xxxxxxxxxx", id="address"),
    ],
)
def test_personal_facts_are_masked(
    tmp_path: Path, name: str, value: str, masked: str
) -> None:
    path = write_csv(tmp_path / "a.csv", ["code", name], ["P1", value])
    found = inspect_file(path)
    assert column(found, name)["samples"] == [masked]
    assert found.columns[name] == [masked]
    assert value not in json.dumps(asdict(found), ensure_ascii=False)


@pytest.mark.parametrize(
    ("remark", "masked"),
    [
        ("เลข 1234567890121 ค้าง", "เลข xxxxxxxxxxxxx ค้าง"),
        ("โทร ๐๘๑-๒๓๔-๕๖๗๘", "โทร xxxxxxxxxxxx"),
        ("โฉนด 12345", "โฉนด 12345"),
    ],
)
def test_numbers_of_people_among_words_are_masked(
    tmp_path: Path, remark: str, masked: str
) -> None:
    path = write_csv(tmp_path / "a.csv", ["code", "x9"], ["R1", remark])
    assert column(inspect_file(path), "x9")["samples"] == [masked]


def test_identity_number_in_a_column_of_remarks_is_masked(tmp_path: Path) -> None:
    """One cell among many others: the column is not personal, the cell is."""
    rows = [[f"R{n}", f"หมายเหตุ {n}"] for n in range(9)]
    path = write_csv(tmp_path / "a.csv", ["code", "x9"], *rows, ["R9", "1234567890121"])
    assert "1234567890121" not in json.dumps(asdict(inspect_file(path)))


@pytest.mark.parametrize(
    ("header", "row", "kind", "expected"),
    [
        pytest.param(
            ["PARCEL_COD", "DOCNO", "RAI", "NGAN", "WA"],
            ["01A001", "123", "1", "2", "3"],
            "parcels",
            {
                "code": ["PARCEL_COD"],
                "deed_no": ["DOCNO"],
                "area_wa": ["RAI", "NGAN", "WA"],
            },
            id="names_cut_by_dbf",
        ),
        pytest.param(
            ["รหัสแปลงที่ดิน", "เลขที่โฉนด", "ไร่-งาน-วา"],
            ["01A001", "123", "1-2-3"],
            "parcels",
            {"code": ["รหัสแปลงที่ดิน"], "deed_no": ["เลขที่โฉนด"], "area_wa": ["ไร่-งาน-วา"]},
            id="thai_names",
        ),
        pytest.param(
            ["rahat_plaeng", "lek_thi_chanot", "neuati"],
            ["01A001", "123", "1-2-3"],
            "parcels",
            {
                "code": ["rahat_plaeng"],
                "deed_no": ["lek_thi_chanot"],
                "area_wa": ["neuati"],
            },
            id="thai_in_latin_letters",
        ),
        pytest.param(
            [
                "UTMMAP1",
                "UTMMAP2",
                "UTMMAP3",
                "UTMMAP4",
                "UTMSCALE",
                "LAND_NO",
                "EVAPRICE",
            ],
            ["5541", "1", "6816", "00", "4000", "12", "8500"],
            "prices-land",
            {
                "utm_map1": ["UTMMAP1"],
                "land_no": ["LAND_NO"],
                "price_baht_per_wa": ["EVAPRICE"],
            },
            id="open_price_list",
        ),
        pytest.param(
            ["assetReg4", "prefixName", "firstName", "lastName", "psnId"],
            ["P1", "นาย", "ตัวอย่าง", "ทดสอบ", "1234567890121"],
            "parties",
            {"code": ["assetReg4"], "surname": ["lastName"], "id_number": ["psnId"]},
            id="owners_of_ltax",
        ),
        pytest.param(
            ["F1", "F2"],
            ["01A001-B001", "01A001"],
            "buildings",
            {"code": ["F1"], "parcel_code": ["F2"]},
            id="nameless_columns_by_their_codes",
        ),
        pytest.param(
            ["signboardCode", "character", "width", "lon", "lat"],
            ["01A001-P001", "1", "120", "102.83", "16.43"],
            "signs",
            {"code": ["signboardCode"], "x": ["lon"], "y": ["lat"]},
            id="signs_with_coordinates",
        ),
        pytest.param(
            ["building_kode", "storys"],
            ["01A001-B001", "2"],
            "buildings",
            {"code": ["building_kode"], "storeys": ["storys"]},
            id="misspelt",
        ),
    ],
)
def test_kind_and_mapping_are_proposed(
    tmp_path: Path,
    header: list[str],
    row: list[str],
    kind: str,
    expected: dict[str, list[str]],
) -> None:
    found = inspect_file(write_csv(tmp_path / "a.csv", header, row))
    proposed, mapping = best(found)
    assert proposed == kind
    assert expected.items() <= mapping.items()
    listed: Any = found.proposals
    assert all(0 < one["confidence"] <= 1 for one in listed)
    assert sum(one["confidence"] for one in listed) <= 1
    assert all(0 < m["confidence"] <= 1 for one in listed for m in one["mapping"])


@pytest.mark.parametrize(
    ("path", "kind", "profile"),
    [
        ("parcels/us_cambridge_fy2014/TaxFY14.csv", "roll", "cambridge-roll"),
        (
            "parcels/us_cambridge_fy2014/parcels_fy2014.geojson",
            "parcels",
            "cambridge-parcels",
        ),
        ("parcels/cz_decany/decany.gpkg", "parcels", "decany"),
        ("parcels/fr_25354/fr25354.gpkg", "parcels", "fr25354"),
        (
            "boundaries_th/derived_cp874_indian1975/khonkaen_tambon.shp",
            "blocks",
            "thai-tambon",
        ),
    ],
)
def test_profile_that_fits_a_real_file_is_found(
    path: str, kind: str, profile: str
) -> None:
    layer = "parcelle" if "fr_" in path else None
    with open_source(DATA / path, first=True) as source:
        names = [one.name for one in source.layers]
    chosen = next(
        (name for name in names if layer and name.lower().startswith(layer)), None
    )
    first: Any = inspect_file(DATA / path, layer=chosen).proposals[0]
    assert (first["kind"], first["profile"]) == (kind, profile)


def test_only_the_beginning_of_a_very_long_value_is_judged() -> None:
    text = "ถนนศรีจันทร์ " * 50_000
    sample = Sample([1, 2], {"note": [text, "สั้น"]}, None, complete=True)
    described = describe(sample, "note", personal=False)
    assert described.values == (text[:LONGEST_JUDGED], "สั้น")
    assert described.distinct == 2


def test_column_whose_values_do_not_fit_its_name_is_less_sure(tmp_path: Path) -> None:
    def sure(value: str) -> float:
        path = write_csv(
            tmp_path / "a.csv", ["code", "storeys"], ["01A001-B001", value]
        )
        first: Any = inspect_file(path).proposals[0]
        told = {one["field"]: one["confidence"] for one in first["mapping"]}
        return float(told.get("storeys", 0.0))

    assert sure("3") > 0.9
    assert sure("สามชั้น") < 0.5


def test_name_of_the_sheet_tells_the_kind(tmp_path: Path) -> None:
    rows = [["รหัสป้าย", "ชื่อ"], ["ป1", "ร้านตัวอย่าง"]]
    found = inspect_file(write_xlsx(tmp_path / "a.xlsx", {"ป้าย": rows}))
    assert best(found)[0] == "signs"


def test_points_are_no_parcels(tmp_path: Path) -> None:
    rows = [{"code": "X1"}]
    points = write_gpkg(tmp_path / "p.gpkg", rows, [shapely.Point(265_000, 1_817_000)])
    kinds = [str(one["kind"]) for one in inspect_file(points).proposals]
    assert kinds[0] in ("signs", "assets")
    areas = inspect_file(write_gpkg(tmp_path / "a.gpkg", rows, [box()]))
    assert areas.geometry_types == {"Polygon": 1}
    assert best(areas)[0] != "signs"


def test_sample_is_spread_over_a_large_file(tmp_path: Path) -> None:
    rows = [{"code": f"C{n}", "late": "yes" if n > 4000 else None} for n in range(5000)]
    shapes = [box(n * 50, 0) for n in range(5000)]
    found = inspect_file(write_gpkg(tmp_path / "a.gpkg", rows, shapes))
    assert (found.count, found.complete) == (5000, False)
    assert found.sampled <= SAMPLED
    assert column(found, "late")["filled"] == pytest.approx(0.2, abs=0.06)


def test_likely_encodings_are_shown_where_nothing_tells(tmp_path: Path) -> None:
    path = tmp_path / "a.dbf"
    path.write_bytes(dbf({"NAME": 20}, [["Peçeña São".encode("cp1252")]]))
    found = inspect_file(path)
    assert found.encoding_from == "unclear"
    samples = {one["encoding"]: one["sample"] for one in found.encodings}
    assert samples["cp1252"] == "Peçeña São"
    assert [issue["code"] for issue in found.issues] == ["inspect.encoding_unclear"]


def test_encoding_that_was_told_comes_first_with_its_sample(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", ["ชื่อ"], ["ขอนแก่น"], encoding="cp874")
    found = inspect_file(path)
    first: Any = found.encodings[0]
    assert (found.encoding, first["encoding"]) == ("cp874", "cp874")
    assert "ชื่อ" in first["sample"]
    assert first["confidence"] > 0.9


def test_preview_draws_the_file_over_the_boundary(tmp_path: Path) -> None:
    shapes = [box(n * 50, 0) for n in range(1200)]
    rows = [{"code": f"C{n}", "name": "ความลับ"} for n in range(1200)]
    path = write_gpkg(tmp_path / "a.gpkg", rows, shapes)
    boundary = box(0, 0, 60_000, 1_000)
    with open_source(path) as source:
        drawn = preview(source, parse_system("EPSG:32648"), boundary=boundary)
    features = drawn["features"]["features"]
    assert 100 < len(features) <= 500
    assert drawn["count"] == 1200
    assert {tuple(one["properties"]) for one in features} == {("row",)}
    west, south, east, north = drawn["bounds"]
    assert 97 < west < east < 106
    assert 16.4 < south < north < 16.5
    outline = shapely.from_geojson(json.dumps(drawn["outline"]))
    assert outline.intersects(shapely.from_geojson(json.dumps(features[0])).centroid)


def test_preview_of_the_wrong_system_draws_nothing_impossible(tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "a.geojson", [{"code": "1"}], [box()])
    with open_source(path) as source:
        drawn = preview(source, parse_system("EPSG:4326"))
    assert drawn["features"]["features"] == []
    assert (drawn["bounds"], drawn["outline"]) == (None, None)


def test_preview_stays_small_whatever_the_shapes_are(tmp_path: Path) -> None:
    ring = shapely.Point(265_000, 1_817_000).buffer(5_000, quad_segs=50_000)
    path = write_gpkg(tmp_path / "a.gpkg", [{"code": "1"}], [ring])
    with open_source(path) as source:
        drawn = preview(source, parse_system("EPSG:32648"))
    assert len(json.dumps(drawn)) < 20_000


@pytest.mark.parametrize(
    ("column", "name", "low", "high"),
    [
        ("PARCEL CODE", "parcel_code", 1.0, 1.0),
        ("APPRAISED_", "appraised_value", 0.9, 0.9),
        ("ราคาประเมิน (บาท)", "ราคาประเมิน", 0.7, 0.8),
        ("surnam", "surname", 0.5, 0.7),
        ("namsakul", "นามสกุล", 0.6, 0.7),
        ("utm1", "utm2", 0.0, 0.0),
        ("owner", "tenant", 0.0, 0.0),
        ("", "code", 0.0, 0.0),
    ],
)
def test_likeness_of_names(column: str, name: str, low: float, high: float) -> None:
    assert low <= likeness(column, name) <= high
