"""Parties, rights, uses and prices: what the tax hangs on."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from kkmgis.identity import Vault
from tests.builders import make_building, make_parcel, make_party
from tests.importers.conftest import KEY, Fetch, Load
from tests.importers.files import write_csv, write_xlsx

NUMBER = "1234567890121"
PARTY = ["code", "kind", "title", "name", "surname", "id_number", "phone", "address"]


def party_file(path: Path, number: str = NUMBER, phone: str = "043-000000") -> Path:
    row = ["C1", "1", "นาย", "สมชาย", "ใจดี", number, phone, "99 ถนนกลางเมือง"]
    return write_xlsx(path, {"เจ้าของ": [PARTY, row]})


def test_person_is_loaded_and_what_identifies_him_is_sealed(
    load: Load, fetch: Fetch, tmp_path: Path
) -> None:
    assert load("parties", party_file(tmp_path / "p.xlsx")).clean
    assert fetch("SELECT code, kind, title, name, surname FROM register.party") == [
        ("C1", "person", "นาย", "สมชาย", "ใจดี")
    ]
    ((number, found, phone, address),) = fetch(
        "SELECT id_number_cipher, id_number_hash, phone_cipher, address_cipher"
        " FROM private.party_identity"
    )
    vault = Vault(KEY)
    assert vault.open("C1", "id_number", number) == NUMBER
    assert vault.open("C1", "phone", phone) == "043-000000"
    assert vault.open("C1", "address", address) == "99 ถนนกลางเมือง"
    assert bytes(found) == vault.lookup_hash("1-2345-67890-12-1")


def test_same_person_again_changes_nothing(load: Load, tmp_path: Path) -> None:
    path = party_file(tmp_path / "p.xlsx")
    load("parties", path)
    assert load("parties", path).unchanged == 1


def test_new_telephone_counts_as_updated(
    load: Load, fetch: Fetch, tmp_path: Path
) -> None:
    load("parties", party_file(tmp_path / "a.xlsx"))
    report = load("parties", party_file(tmp_path / "b.xlsx", phone="081-1111111"))
    assert (report.updated, report.unchanged) == (1, 0)
    ((phone,),) = fetch("SELECT phone_cipher FROM private.party_identity")
    assert Vault(KEY).open("C1", "phone", phone) == "081-1111111"


def test_number_that_fails_its_check_digit_is_kept_flagged_and_not_shown(
    load: Load, fetch: Fetch, tmp_path: Path
) -> None:
    report = load("parties", party_file(tmp_path / "p.xlsx", number="1234567890122"))
    assert (report.loaded, report.issues) == (1, {"identity.checksum": 1})
    assert fetch("SELECT field, value FROM staging.staged_issue") == [("id_number", "")]


def test_rejected_person_is_not_in_clear_in_the_database(
    load: Load, fetch: Fetch, tmp_path: Path
) -> None:
    """What stays outside the register is as personal as what goes in."""
    row = ["C1", "1", "", "", "", NUMBER, "043-000000", "99 ถนนกลางเมือง"]
    report = load("parties", write_csv(tmp_path / "p.csv", PARTY, row))
    assert report.rejected == 1
    ((attributes,),) = fetch("SELECT attributes::text FROM staging.staged_row")
    assert NUMBER not in attributes
    assert "กลางเมือง" not in attributes
    assert "sealed:" in attributes


def test_party_without_a_name_is_rejected(load: Load, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "p.csv", ["code", "name"], ["C1", ""], ["", "สมชาย"])
    report = load("parties", path)
    assert (report.rejected, report.issues) == (2, {"value.required": 2})


@pytest.fixture
def house(connection: Connection[Any]) -> None:
    """Give land with a house and two people."""
    parcel = make_parcel(connection, code="01A001", area_wa="100")
    make_building(connection, code="01A001-B001", parcel_id=parcel, floor_area_m2="180")
    make_party(connection, code="C1")
    make_party(connection, code="C2")


RIGHT = ["object_kind", "object_code", "party_code", "share", "start_on", "end_on"]


@pytest.mark.usefixtures("house")
def test_rights_carry_shares_and_dates(
    load: Load, fetch: Fetch, tmp_path: Path
) -> None:
    path = write_csv(
        tmp_path / "r.csv", RIGHT,
        ["ที่ดิน", "01A001", "C1", "1/3", "1/2/2560", ""],
        ["ที่ดิน", "01A001", "C2", "2/3", "1/2/2560", ""],
        ["อาคาร", "01A001-B001", "C1", "", "", ""],
    )  # fmt: skip
    assert load("rights", path).clean
    assert fetch(
        "SELECT kind, share_num, share_den, start_on, parcel_id IS NULL"
        " FROM register.property_right ORDER BY id"
    ) == [
        ("owner", 1, 3, dt.date(2017, 2, 1), False),
        ("owner", 2, 3, dt.date(2017, 2, 1), False),
        ("owner", 1, 1, None, True),
    ]
    assert load("rights", path).unchanged == 3


@pytest.mark.usefixtures("house")
def test_owners_without_shares_hold_equal_parts(
    load: Load, fetch: Fetch, tmp_path: Path
) -> None:
    rows = [["parcel", "01A001", code, "", "", ""] for code in ("C1", "C2")]
    assert load("rights", write_csv(tmp_path / "r.csv", RIGHT, *rows)).clean
    assert fetch("SELECT share_num, share_den FROM register.property_right") == [
        (1, 2),
        (1, 2),
    ]


@pytest.mark.usefixtures("house")
def test_shares_that_do_not_add_up_are_kept_and_flagged(
    load: Load, tmp_path: Path
) -> None:
    rows = [["parcel", "01A001", code, "1/3", "", ""] for code in ("C1", "C2")]
    report = load("rights", write_csv(tmp_path / "r.csv", RIGHT, *rows))
    assert (report.loaded, report.issues) == (2, {"right.shares": 1})


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize(
    ("row", "issue"),
    [
        (["parcel", "09Z009", "C1", "", "", ""], "reference.missing"),
        (["parcel", "01A001", "C9", "", "", ""], "reference.missing"),
        (["boat", "01A001", "C1", "", "", ""], "value.unknown"),
        (["parcel", "01A001", "C1", "", "1/1/2569", "1/1/2568"], "dates.order"),
    ],
)
def test_right_that_cannot_be_is_rejected(
    load: Load, tmp_path: Path, row: list[object], issue: str
) -> None:
    report = load("rights", write_csv(tmp_path / "r.csv", RIGHT, row))
    assert (report.rejected, report.issues) == (1, {issue: 1})


USE = ["object_kind", "object_code", "from_year_be", "use", "amount", "vacant_since_be",
       "exempt_under", "reduction_pct"]  # fmt: skip


@pytest.mark.usefixtures("house")
def test_uses_are_loaded_in_their_order(
    load: Load, fetch: Fetch, tmp_path: Path
) -> None:
    path = write_csv(
        tmp_path / "u.csv", USE,
        ["parcel", "01A001", 2569, "อยู่อาศัย", 60, "", "", ""],
        ["parcel", "01A001", 2569, "ทิ้งไว้ว่างเปล่า", 40, 2566, "", ""],
        ["building", "01A001-B001", 2569, "ยกเว้น", 180, "", "8(5)", 50],
    )  # fmt: skip
    assert load("uses", path).clean
    assert fetch(
        "SELECT position, use, amount, vacant_since_be, exempt_under, reduction_pct"
        " FROM register.property_use ORDER BY id"
    ) == [
        (1, "residential", Decimal("60.0000"), None, None, None),
        (2, "vacant", Decimal("40.0000"), 2566, None, None),
        (1, "exempt", Decimal("180.0000"), None, "8(5)", 50),
    ]
    assert load("uses", path).unchanged == 3


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize(
    ("row", "issue"),
    [
        pytest.param(["vacant", 1, "", "", ""], "use.vacant_since", id="since_when"),
        pytest.param(["exempt", 1, "", "", ""], "use.exempt_under", id="by_which_law"),
        pytest.param(["parking", 1, "", "", ""], "value.unknown", id="unknown_use"),
        pytest.param(["other", 0, "", "", ""], "value.out_of_range", id="no_amount"),
    ],
)
def test_use_without_what_its_law_asks_is_rejected(
    load: Load, tmp_path: Path, row: list[object], issue: str
) -> None:
    full = ["parcel", "01A001", 2569, *row]
    report = load("uses", write_csv(tmp_path / "u.csv", USE, full))
    assert (report.rejected, report.issues) == (1, {issue: 1})


@pytest.mark.usefixtures("house")
def test_uses_that_do_not_add_up_to_the_land_are_flagged(
    load: Load, tmp_path: Path
) -> None:
    rows = [
        ["parcel", "01A001", 2569, use, 30, "", "", ""]
        for use in ("residential", "other")
    ]
    report = load("uses", write_csv(tmp_path / "u.csv", USE, *rows))
    assert (report.loaded, report.issues) == (2, {"use.amounts": 1})


def test_land_prices_by_deed_key_parcel_and_block(
    load: Load, fetch: Fetch, tmp_path: Path
) -> None:
    header = ["parcel_code", "block_code", "UTMMAP1", "UTMMAP2", "UTMMAP3", "UTMMAP4",
              "UTMSCALE", "LAND_NO", "EVAPRICE", "from_year_be"]  # fmt: skip
    path = write_csv(
        tmp_path / "p.csv", header,
        ["", "", "5541", "1", "6816", "00", "1000", "17", "25,500".replace(",", ""), 2566],
        ["01A001", "", "", "", "", "", "", "", 30000, 2566],
        ["", "01A", "", "", "", "", "", "", 18000.5, 2566],
        encoding="utf-8-sig",
    )  # fmt: skip
    assert load("prices-land", path).clean
    assert fetch(
        "SELECT key, price_baht_per_wa FROM register.land_price ORDER BY id"
    ) == [
        ("deed 5541 1 6816 00 1000 17", Decimal("25500.00")),
        ("parcel 01A001", Decimal("30000.00")),
        ("block 01A", Decimal("18000.50")),
    ]
    assert load("prices-land", path).unchanged == 3


def test_land_price_for_two_things_at_once_is_rejected(
    load: Load, tmp_path: Path
) -> None:
    header = ["parcel_code", "block_code", "price_baht_per_wa", "from_year_be"]
    path = write_csv(
        tmp_path / "p.csv", header, ["01A001", "01A", 5, 2566], ["", "", 5, 2566]
    )
    report = load("prices-land", path)
    assert (report.rejected, report.issues) == (2, {"price.one_key": 2})


def test_new_round_stands_beside_the_old_one(
    load: Load, fetch: Fetch, tmp_path: Path
) -> None:
    header = ["type_code", "price_baht_per_m2", "from_year_be"]
    path = write_csv(
        tmp_path / "p.csv", header, ["101", 7800, 2566], ["101", 8350, 2570]
    )
    assert load("prices-building", path).loaded == 2
    corrected = write_csv(tmp_path / "q.csv", header, ["101", 8400, 2570])
    assert load("prices-building", corrected).updated == 1
    assert fetch(
        "SELECT price_baht_per_m2 FROM register.building_price ORDER BY from_year_be"
    ) == [
        (Decimal("7800.00"),),
        (Decimal("8400.00"),),
    ]


def test_condominium_prices_by_floor_and_unit(
    load: Load, fetch: Fetch, tmp_path: Path
) -> None:
    header = [
        "condominium_code",
        "floor_no",
        "unit_no",
        "price_baht_per_m2",
        "from_year_be",
    ]
    path = write_csv(
        tmp_path / "p.csv", header,
        ["C1", "", "", 30000, 2566], ["C1", 2, "", 31000, 2566], ["C1", 2, "9", 32000, 2566],
    )  # fmt: skip
    assert load("prices-condo", path).loaded == 3
    assert fetch("SELECT key FROM register.condo_price ORDER BY id") == [
        ("C1",),
        ("C1 floor 2",),
        ("C1 floor 2 unit 9",),
    ]


def test_years_in_the_wrong_order_are_rejected(load: Load, tmp_path: Path) -> None:
    header = ["type_code", "price_baht_per_m2", "from_year_be", "to_year_be"]
    report = load(
        "prices-building", write_csv(tmp_path / "p.csv", header, ["1", 5, 2569, 2566])
    )
    assert report.issues == {"dates.order": 1}
