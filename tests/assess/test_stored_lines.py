"""All lines of a run as columns, as they were stored."""

from __future__ import annotations

from typing import Any

import pytest
from psycopg import Connection

from kkmgis.assess.stored_lines import read_run_lines
from kkmgis.errors import DatabaseError
from kkmgis.tax.records import read_record
from tests.assess.reading import assess
from tests.builders import YEAR, make_home, make_use

Database = Connection[Any]


def forge(connection: Database, run_id: int, number: int, record: str) -> None:
    """Store a record as no run of this version would, past the trigger."""
    connection.execute("ALTER TABLE tax.line DISABLE TRIGGER USER")
    connection.execute(
        "UPDATE tax.line SET facts = jsonb_set(facts, '{record}', to_jsonb(%s::text))"
        " WHERE run_id = %s AND number = %s",
        (record, run_id, number),
    )
    connection.execute("ALTER TABLE tax.line ENABLE TRIGGER USER")


def homes(connection: Database) -> int:
    for n in range(3):
        land, _, _ = make_home(connection, price=300_000 * (n + 1))
        make_use(connection, ("parcel", land), "other", position=2)
    return assess(connection, tax="land_building", year=YEAR).run_id


def test_every_line_reads_as_its_own_record(connection: Database) -> None:
    run_id = homes(connection)
    read = read_run_lines(connection, run_id)
    rows = connection.execute(
        "SELECT number, object_code, facts->>'record' FROM tax.line"
        " WHERE run_id = %s ORDER BY number",
        (run_id,),
    ).fetchall()
    assert len(rows) > 6
    assert read.number.tolist() == [row[0] for row in rows]
    assert read.code.to_pylist() == [row[1] for row in rows]
    for n, row in enumerate(rows):
        assert read.lines.record(n) == read_record(row[2])


def test_some_assessments_can_be_asked_for(connection: Database) -> None:
    run_id = homes(connection)
    read = read_run_lines(connection, run_id, assessments=[2])
    assert set(read.lines.assessment.tolist()) == {2}
    assert len(read_run_lines(connection, run_id, assessments=[]).lines) == 0
    assert len(read_run_lines(connection, run_id + 1).lines) == 0


def test_numbers_beyond_int64_stay_exact(connection: Database) -> None:
    run_id = homes(connection)
    whole = read_run_lines(connection, run_id)
    record = whole.lines.record(0).to_json()
    part = f",{whole.lines.columns['share_part'][0]},"
    huge = 2**70
    assert part in record
    forge(connection, run_id, 1, record.replace(part, f",{huge},", 1))
    columns = read_run_lines(connection, run_id).lines.columns
    assert huge in [int(column[0]) for column in columns.values()]


def test_lines_of_an_unknown_layout_are_refused(connection: Database) -> None:
    run_id = homes(connection)
    forge(connection, run_id, 1, "[9,1,2,3]")
    with pytest.raises(DatabaseError, match="stored lines have"):
        read_run_lines(connection, run_id)
