"""The register, its history, staging, tax, coverage, accounts and audit."""

from __future__ import annotations

import os
from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

STEPS = ("functions", "tables", "triggers")


def upgrade() -> None:
    srid = int(os.environ.get("KKMGIS_SRID", "32648"))
    cursor = op.get_bind().connection.cursor()
    for step in STEPS:
        path = Path(__file__).with_name(f"0001_{step}.sql")
        cursor.execute(path.read_text(encoding="utf-8").replace(":SRID", str(srid)))
