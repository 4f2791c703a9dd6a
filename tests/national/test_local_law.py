"""A partition carries what its authority set itself, and is taxed by it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from psycopg import Connection

from kkmgis.assess.local_rules import NewLocalRule, add_local_rule
from kkmgis.national.export import export_register
from kkmgis.national.partition import compute_partition
from kkmgis.tax.rulebook import rule_book
from tests.assess.reading import assess
from tests.builders import make_home, make_use
from tests.national.test_export import make_authority

YEAR = 2569
HIGHER = [{"up_to": "50000000", "rate": "0.8"}, {"rate": "0.9"}]


def test_an_ordinance_goes_out_with_the_register(
    connection: Connection[Any], tmp_path: Path
) -> None:
    make_authority(connection)
    land, _, _ = make_home(connection)
    make_use(connection, ("parcel", land), "other", position=2)
    before = assess(connection, year=YEAR)
    ordinance = NewLocalRule(
        "land_building.rate.other",
        YEAR,
        YEAR,
        HIGHER,
        "เทศบัญญัติตัวอย่าง",
        dt.date(2025, 9, 1),
    )
    add_local_rule(connection, ordinance, actor="legal")
    run = assess(connection, year=YEAR)
    folder = export_register(connection, tmp_path, YEAR)
    done = compute_partition(folder, rule_book(YEAR))
    assert done.rules.version == run.rule_book != before.rule_book
    assert sum(done.result.tax.tolist()) == run.total_satang > before.total_satang
