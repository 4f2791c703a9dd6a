"""The database refuses what must never be stored, by a named constraint."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from psycopg import Connection
from psycopg.errors import CheckViolation, RestrictViolation, UniqueViolation

SQUARE = "ST_MakeEnvelope(268000, 1818000, 268040, 1818040, register_srid)"
BOW_TIE = "ST_GeomFromText('POLYGON((0 0, 10 10, 10 0, 0 10, 0 0))', register_srid)"


def insert_parcel(
    connection: Connection[Any], geom: str = SQUARE, **columns: Any
) -> None:
    """Insert one parcel; ``register_srid`` in ``geom`` stands for the store's."""
    row = connection.execute("SELECT srid FROM register.store").fetchone()
    assert row is not None
    values = {"code": "99Z001", **columns}
    names = ", ".join(values)
    places = ", ".join(["%s"] * len(values))
    shape = geom.replace("register_srid", str(row[0]))
    connection.execute(
        f"INSERT INTO register.parcel ({names}, geom)"
        f" VALUES ({places}, ST_Multi({shape}))",
        tuple(values.values()),
    )


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        pytest.param({"area_wa": 0}, "ck_parcel_area_positive", id="area_of_zero"),
        pytest.param({"status": "gone"}, "ck_parcel_status_known", id="status"),
        pytest.param({"doc_type": "deed"}, "ck_parcel_doc_type_known", id="document"),
        pytest.param({"code": " 01A001"}, "ck_parcel_code_trimmed", id="blank_in_code"),
    ],
)
def test_parcel_refuses(
    connection: Connection[Any], columns: dict[str, Any], constraint: str
) -> None:
    with pytest.raises(CheckViolation, match=constraint):
        insert_parcel(connection, **columns)


def test_parcel_refuses_a_self_crossing_ring(connection: Connection[Any]) -> None:
    with pytest.raises(CheckViolation, match="ck_parcel_geom_valid"):
        insert_parcel(connection, BOW_TIE)


def test_parcel_refuses_an_empty_shape(connection: Connection[Any]) -> None:
    empty = "ST_GeomFromText('POLYGON EMPTY', register_srid)"
    with pytest.raises(CheckViolation, match="ck_parcel_geom_valid"):
        insert_parcel(connection, empty)


def test_parcel_refuses_another_srid(connection: Connection[Any]) -> None:
    """Coordinates of another datum look alike and are half a kilometre away."""
    with pytest.raises(psycopg.errors.InvalidParameterValue, match="SRID"):
        insert_parcel(connection, SQUARE.replace("register_srid", "24048"))


def test_parcel_code_is_never_used_again(connection: Connection[Any]) -> None:
    insert_parcel(connection, status="retired")
    with pytest.raises(UniqueViolation, match="uq_parcel_code"):
        insert_parcel(connection)


def test_right_is_about_one_object(connection: Connection[Any]) -> None:
    connection.execute(
        "INSERT INTO register.party (code, kind, name) VALUES ('C1', 'person', 'ก')"
    )
    with pytest.raises(CheckViolation, match="ck_property_right_one_object"):
        connection.execute(
            "INSERT INTO register.property_right (party_id)"
            " SELECT id FROM register.party WHERE code = 'C1'"
        )


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        pytest.param("use, vacant_since_be", "ck_property_use_vacant", id="vacant"),
        pytest.param("use, exempt_under", "ck_property_use_exempt", id="exempt"),
    ],
)
def test_use_needs_what_its_law_needs(
    connection: Connection[Any], columns: str, constraint: str
) -> None:
    insert_parcel(connection)
    use = columns.split(", ")[1].split("_", maxsplit=1)[0]
    with pytest.raises(CheckViolation, match=constraint):
        connection.execute(
            f"INSERT INTO register.property_use (parcel_id, from_year_be, {columns})"
            " SELECT id, 2569, %s, NULL FROM register.parcel WHERE code = '99Z001'",
            (use,),
        )


def test_assessment_cannot_be_changed(connection: Connection[Any]) -> None:
    """What proves a bill is never updated and never deleted."""
    row = connection.execute(
        "INSERT INTO tax.run (tax, tax_year_be, status, rule_book, actor)"
        " VALUES ('sign', 2569, 'running', 'x', 'test') RETURNING id"
    ).fetchone()
    assert row is not None
    connection.execute(
        "INSERT INTO tax.assessment (run_id, number, party_ids, line_count,"
        " total_satang) VALUES (%s, 1, '{1}', 1, 20000)",
        row,
    )
    connection.execute("UPDATE tax.run SET status = 'done' WHERE id = %s", row)
    for statement in (
        "UPDATE tax.assessment SET total_satang = 0",
        "DELETE FROM tax.assessment",
        "UPDATE tax.run SET total_satang = 0 WHERE status = 'done'",
        "DELETE FROM tax.run",
    ):
        with (
            pytest.raises(RestrictViolation, match="append-only"),
            connection.transaction(),
        ):
            connection.execute(statement)


def test_audit_event_cannot_be_changed(connection: Connection[Any]) -> None:
    connection.execute(
        "INSERT INTO audit.event (actor, action, subject_kind)"
        " VALUES ('test', 'parcel.split', 'parcel')"
    )
    with pytest.raises(RestrictViolation, match="append-only"):
        connection.execute("UPDATE audit.event SET actor = 'nobody'")


def test_batch_counts_must_add_up(connection: Connection[Any]) -> None:
    with pytest.raises(CheckViolation, match="ck_batch_counts_add_up"):
        connection.execute(
            "INSERT INTO staging.batch (kind, file_name, file_sha256, status, actor,"
            " row_count, loaded) VALUES ('parcels', 'a', 'b', 'promoted', 't', 2, 1)"
        )
