"""Tables in many encodings are read to the right letters, not only without an error."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from importers.encoding import UnknownEncodingError
from importers.inspection import inspect_file
from importers.source import open_source
from tests.importers.conftest import Fetch, Load
from tests.importers.files import box, dbf, write_csv, write_shapefile
from tests.paths import SHARED

DATA = SHARED / "data"
DBF = DATA / "malformed" / "mapshaper" / "dbf"
TWIN = DATA / "boundaries_th" / "derived_cp874_indian1975" / "khonkaen_tambon.shp"
ORIGINAL = DATA / "boundaries_th" / "khonkaen_adm3_mapthai.geojson"

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="the shared data are not beside this checkout"
)

JAPANESE = ["ひたちなか市", "西蒲原郡弥彦村"]


def column(path: Path, name: str, encoding: str | None = None) -> list[str | None]:
    with open_source(path, encoding=encoding) as source:
        return [text for rows in source.read(1_000) for text in rows.texts(name)]


DECLARED = [
    ("cpg/big5.dbf", ["國語"]),
    ("cpg/euckr.dbf", ["한국말"]),
    ("cpg/koi8r.dbf", ["русский"]),
    ("cpg/latin2.dbf", ["čeština"]),
    ("cpg/shiftjis.dbf", ["カタカナひらがな"]),
    ("cpg/win1251.dbf", ["РУССКИЙ"]),
    ("cpg/win874.dbf", ["ภาษาไทย"]),
    ("ldid/chinese.dbf", ["简体"]),
    ("utf8.dbf", ["国语國語"]),
    ("POLYGON.dbf", ["Fairfax City", "Manassas"]),
]
SILENT = [
    ("big5.dbf", "big5", ["繁體國語"]),
    ("gb2312.dbf", "gb2312", ["简体国语"]),
    ("gbk.dbf", "gbk", ["简体国语"]),
    ("latin1.dbf", "latin1", ["Peçeña México"]),
    ("shiftjis.dbf", "shift_jis", JAPANESE),
    ("eucjp.dbf", "euc_jp", JAPANESE),
]


@pytest.mark.parametrize(("file", "texts"), DECLARED)
def test_file_that_says_its_encoding_is_read(file: str, texts: list[str]) -> None:
    assert column(DBF / file, "NAME") == texts


@pytest.mark.parametrize(("file", "encoding", "texts"), SILENT)
def test_silent_file_is_refused_until_a_person_says_it(
    file: str, encoding: str, texts: list[str]
) -> None:
    with pytest.raises(UnknownEncodingError):
        column(DBF / file, "NAME")
    assert column(DBF / file, "NAME", encoding) == texts


@pytest.mark.parametrize(("file", "encoding", "texts"), SILENT)
def test_inspection_shows_the_right_letters_among_the_candidates(
    file: str, encoding: str, texts: list[str]
) -> None:
    """Without a hint; a person who reads the language knows which one it is."""
    samples = [str(one["sample"]) for one in inspect_file(DBF / file).encodings]
    assert any(all(text in sample for text in texts) for sample in samples)


def test_every_table_of_the_folder_with_code_pages_is_compared() -> None:
    named = {file for file, _ in DECLARED} | {"cpg/utf16.dbf"}
    assert {f"cpg/{path.name}" for path in (DBF / "cpg").glob("*.dbf")} <= named


def test_header_in_utf16_is_read_letter_by_letter() -> None:
    """The file has no rows; its names are what there is to read."""
    with open_source(DBF / "cpg" / "utf16.dbf") as source:
        assert (source.columns, source.count) == (("i", "N"), 0)


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_rows_in_utf16_are_read_letter_by_letter(tmp_path: Path, codec: str) -> None:
    texts = ["ขอนแก่น", "ก", "AB"]
    rows = [[text.encode(codec).ljust(20, b"\0")] for text in texts]
    table = bytearray(dbf({"xx": 20}, rows))
    table[32:43] = "NAM".encode(codec).ljust(11, b"\0")
    path = tmp_path / "a.dbf"
    path.write_bytes(bytes(table))
    path.with_suffix(".cpg").write_text(codec, encoding="ascii")
    assert column(path, "NAM") == texts


def test_accents_of_a_western_table_are_read_by_its_language_driver() -> None:
    places = column(DBF / "ne_10m_time_zones.dbf", "places")
    assert "Rothera, San Martín Stations" in places
    assert any(text is not None and "Côte d'Ivoire" in text for text in places)


def test_greek_is_read_when_a_person_says_so() -> None:
    texts = column(DBF / "periphereies.dbf", "PER", "iso8859-7")
    assert len(texts) == 13
    assert texts[-1] == "Π. ΑΤΤΙΚΗΣ"
    assert texts[0] == "Π. ΑΝΑΤΟΛΙΚΗΣ ΜΑΚΕΔΟΝΙΑΣ - ΘΡΑΚΗΣ"


def test_thai_twin_has_the_letters_of_its_original() -> None:
    """cp874 in the shapefile, UTF-8 in the GeoJSON that it was made from."""
    features = json.loads(ORIGINAL.read_text(encoding="utf-8"))["features"]
    expected = {
        one["properties"]["adm3_pcode"]: tuple(
            one["properties"][name] for name in ("adm3_th", "adm2_th", "adm1_th")
        )
        for one in features
    }
    read = zip(
        *(column(TWIN, name) for name in ("TAM_CODE", "TAM_TH", "AMP_TH", "PRO_TH")),
        strict=True,
    )
    assert {code: tuple(names) for code, *names in read} == expected
    assert len(expected) == 199


def test_columns_of_one_name_keep_their_own_values() -> None:
    with open_source(DBF / "duplicate_fields.dbf") as source:
        assert len(set(source.columns)) == len(source.columns)
        assert {"unemployed", "unemployed_2", "not_in_lab_2"} <= set(source.columns)


def test_decimal_commas_of_a_real_table_are_points() -> None:
    assert column(DBF / "comma_separated.dbf", "AUGSTUMS")[:3] == [
        "68.500",
        "66.300",
        "65.500",
    ]


def test_text_that_fills_its_field_loses_no_whole_letter(tmp_path: Path) -> None:
    """254 bytes hold 84 letters of three bytes, and two thirds of the next."""
    text = "ก" * 90
    rows = [[text.encode()[:254]], ["ข".encode()]]
    path = tmp_path / "a.dbf"
    path.write_bytes(dbf({"A": 254}, rows))
    assert column(path, "A") == ["ก" * 84, "ข"]
    with open_source(path) as source:
        assert [issue.code for issue in source.issues] == ["file.letters_cut"]


@pytest.mark.parametrize("encoding", ["cp874", "utf-8"])
def test_stray_marks_are_taken_off_codes_and_left_in_words(
    load: Load, fetch: Fetch, tmp_path: Path, encoding: str
) -> None:
    """A slip of a Thai keyboard between letters and digits of a real tax map."""
    rows = [["01ฺA001".encode(encoding), "ซอยสุขใจ".encode(encoding)]]
    table = dbf({"CODE": 12, "ROAD": 30}, rows)
    path = write_shapefile(tmp_path / "a.shp", table, [box()])
    report = load("parcels", path)
    assert report.issues["code.cleaned"] == 1
    assert fetch("SELECT code, road FROM register.parcel") == [("01A001", "ซอยสุขใจ")]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp874", "tis-620", "utf-16"])
def test_price_list_is_read_in_every_encoding_that_it_comes_in(
    tmp_path: Path, encoding: str
) -> None:
    path = write_csv(
        tmp_path / "a.csv", ["ตำบล", "EVAPRICE"], ["ในเมือง", 8500], encoding=encoding
    )
    assert column(path, "ตำบล") == ["ในเมือง"]
