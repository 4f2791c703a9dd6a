"""DBF tables as they really are: cut, doubled, deleted, in any encoding."""

from __future__ import annotations

from pathlib import Path

import pytest

from importers.dbf import open_dbf
from importers.source import open_source
from kkmgis.errors import SourceError
from tests.importers.files import dbf
from tests.paths import SHARED

MAPSHAPER = SHARED / "data" / "malformed" / "mapshaper" / "dbf"


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def read(path: Path, encoding: str | None = None) -> dict[str, list[object]]:
    columns: dict[str, list[object]] = {}
    with open_source(path, encoding=encoding) as source:
        for rows in source.read(2):
            for name, values in rows.columns.items():
                columns.setdefault(name, []).extend(values)
    return columns


def test_thai_table_without_a_cpg_is_read_letter_for_letter(tmp_path: Path) -> None:
    names = ["นายสมชาย", "ขอนแก่น", "น้ำพอง"]
    rows = [[name.encode("cp874")] for name in names]
    path = write(tmp_path / "a.dbf", dbf({"ชื่อ": 20}, rows))
    assert read(path) == {"ชื่อ": names}


def test_same_table_shows_the_same_samples_in_every_run(tmp_path: Path) -> None:
    names = [f"บ้านเลขที่{letter}" for letter in "ฮมกขคงจชซดตถ"]
    rows = [[name.encode("cp874")] for name in names]
    path = write(tmp_path / "a.dbf", dbf({"ชื่อ": 20}, rows))
    with open_source(path) as source:
        assert source.encoding is not None
        evidence = source.encoding.evidence
    assert evidence == tuple(sorted(evidence))
    assert len(evidence) > 5


def test_columns_of_one_name_are_told_apart() -> None:
    columns = read(MAPSHAPER / "duplicate_fields.dbf")
    assert {"unemployed", "unemployed_2"} <= set(columns)


def test_decimal_commas_of_numbers_become_points(tmp_path: Path) -> None:
    path = write(tmp_path / "a.dbf", dbf({"A": 8}, [[b"  12,50"]], kinds="N"))
    assert read(path) == {"A": ["12.50"]}


def test_deleted_rows_are_left_out_and_still_counted(tmp_path: Path) -> None:
    table = dbf({"A": 3}, [[b"1"], [b"2"], [b"3"]], deleted=[1])
    with open_source(write(tmp_path / "a.dbf", table)) as source:
        (rows,) = source.read(10)
    assert rows.columns == {"A": ["1", "3"]}
    assert list(rows.numbers) == [1, 3]


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        pytest.param(b"20261121", "D", "2026-11-21", id="date"),
        pytest.param(b"00000000", "D", None, id="no_date"),
        pytest.param(b"T", "L", "true", id="yes"),
        pytest.param(b"?", "L", None, id="neither_yes_nor_no"),
        pytest.param(b"abc\x00old", "C", "abc", id="old_memory_behind_a_nul"),
        pytest.param(b"     ", "N", None, id="blank_number"),
    ],
)
def test_values_by_type(
    tmp_path: Path, value: bytes, kind: str, expected: str | None
) -> None:
    table = dbf({"A": 8}, [[value]], kinds=kind)
    assert read(write(tmp_path / "a.dbf", table)) == {"A": [expected]}


def test_utf8_letter_cut_by_its_field_is_left_out_and_said(tmp_path: Path) -> None:
    rows = [["ขอนแก่น".encode()], ["เมือง".encode()]]
    path = write(tmp_path / "a.dbf", dbf({"A": 20}, rows))
    assert read(path) == {"A": ["ขอนแก่", "เมือง"]}
    with open_source(path) as source:
        assert [issue.code for issue in source.issues] == ["file.letters_cut"]


def test_table_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    table = dbf({"A": 10}, [[b"x"]] * 9)
    with pytest.raises(SourceError, match="9 rows and has 4"):
        open_dbf(write(tmp_path / "a.dbf", table[:-50]), declared=None, given=None)


@pytest.mark.parametrize("size", [1, 33, 50])
def test_broken_header_is_refused(tmp_path: Path, size: int) -> None:
    table = dbf({"A": 10, "B": 10}, [[b"x", b"y"]])
    with pytest.raises(SourceError, match="DBF"):
        open_dbf(write(tmp_path / "a.dbf", table[:size]), declared=None, given=None)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("big5", "國語"),
        ("euckr", "한국말"),
        ("koi8r", "русский"),
        ("latin2", "čeština"),
        ("shiftjis", "カタカナひらがな"),
        ("win1251", "РУССКИЙ"),
        ("win874", "ภาษาไทย"),
    ],
)
def test_declared_encodings_of_real_files_are_read(name: str, text: str) -> None:
    assert read(MAPSHAPER / "cpg" / f"{name}.dbf")["NAME"] == [text]


def test_language_driver_of_a_real_file_is_read() -> None:
    assert read(MAPSHAPER / "ldid" / "chinese.dbf")["NAME"] == ["简体"]


def test_person_can_name_the_encoding_that_the_file_does_not() -> None:
    assert read(MAPSHAPER / "gbk.dbf", encoding="gbk")["NAME"] == ["简体国语"]
