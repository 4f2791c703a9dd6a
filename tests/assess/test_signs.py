"""Signboard tax of the register (Signboard Tax Act B.E. 2510)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from psycopg import Connection

from kkmgis.tax.case import compute_case
from tests.assess.reading import assess, code_of, lines, reasons, stored
from tests.builders import make_building, make_parcel, make_party, make_sign

Database = Connection[Any]


def one_line(connection: Database, **columns: Any) -> dict[str, Any]:
    make_sign(connection, owner_id=make_party(connection), **columns)
    [line] = lines(connection, tax="sign")
    return line


@pytest.mark.parametrize("text", ["thai", "mixed", "foreign"])
@pytest.mark.parametrize("moving", [False, True])
@pytest.mark.parametrize(
    "installed_on",
    [None, dt.date(2020, 5, 1)] + [dt.date(2026, month, 28) for month in (2, 5, 8, 12)],
)
def test_sign_pays_what_the_contract_computes(
    connection: Database, text: str, moving: bool, installed_on: dt.date | None
) -> None:
    line = one_line(
        connection,
        text_class=text,
        moving=moving,
        installed_on=installed_on,
        width_cm="240.25",
        height_cm="120.5",
        sides=2,
    )
    case = {
        "kind": "sign",
        "tax_year": 2569,
        "width_cm": "240.25",
        "height_cm": "120.5",
        "sides": 2,
        "text": text,
        "moving": moving,
    }
    if installed_on is not None:
        case["installed_on"] = installed_on.isoformat()
    assert f"{line['tax_satang'] / 100:.2f}" == compute_case(case)["tax"]
    assert (line["rate_group"], line["use"]) == (text, "sign")


@pytest.mark.parametrize(
    ("columns", "taxed"),
    [
        pytest.param({"removed_on": dt.date(2025, 12, 31)}, False, id="gone_before"),
        pytest.param({"removed_on": dt.date(2026, 1, 1)}, True, id="gone_in_the_year"),
        pytest.param({"installed_on": dt.date(2026, 12, 31)}, True, id="last_day"),
        pytest.param({"installed_on": dt.date(2027, 1, 1)}, False, id="next_year"),
        pytest.param({"kind": "temporary"}, False, id="temporary"),
    ],
)
def test_sign_stands_in_the_year(
    connection: Database, columns: dict[str, Any], taxed: bool
) -> None:
    make_sign(connection, owner_id=make_party(connection), **columns)
    assert len(lines(connection, tax="sign")) == taxed
    assert reasons(connection, tax="sign") == {}


def test_exempt_sign_has_a_line_without_tax(connection: Database) -> None:
    """s.8; it stays in the register and in the run, also unmeasured."""
    line = one_line(
        connection, exempt_under="8(6)", width_cm=None, height_cm=None, text_class=None
    )
    assert (line["rate_group"], line["tax_satang"]) == ("exempt", 0)
    assert line["facts"]["exempt_under"] == "8(6)"


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        pytest.param({"owner_id": None}, "no_owner", id="owner"),
        pytest.param({"width_cm": None}, "no_size", id="size"),
        pytest.param({"text_class": None}, "no_text_class", id="text_class"),
    ],
)
def test_sign_is_set_aside(
    connection: Database, columns: dict[str, Any], reason: str
) -> None:
    """s.7 makes others liable only after the owner was looked for."""
    given = {"owner_id": make_party(connection)} | columns
    sign = make_sign(connection, **given)
    assert reasons(connection, tax="sign") == {("sign", sign): reason}


def test_sign_on_a_building_belongs_to_its_parcel(connection: Database) -> None:
    parcel = make_parcel(connection)
    building = make_building(connection, parcel)
    line = one_line(connection, building_id=building)
    assert line["parcel_id"] == parcel


def test_signs_of_one_owner_are_one_assessment_by_parcel_code(
    connection: Database,
) -> None:
    owner = make_party(connection)
    first, second = make_parcel(connection), make_parcel(connection)
    signs = [
        make_sign(connection, owner_id=owner, parcel_id=parcel)
        for parcel in (second, first)
    ]
    run = assess(connection, tax="sign")
    [assessment] = stored(connection, "assessment", run)
    assert (assessment["party_ids"], assessment["total_satang"]) == ([owner], 40_000)
    assert [row["object_id"] for row in stored(connection, "line", run)] == signs[::-1]
    assert code_of(connection, "parcel", first) < code_of(connection, "parcel", second)
