"""Sign permits, the deed list, footprints seen from above, and payments."""

from __future__ import annotations

import os
from pathlib import Path

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    srid = int(os.environ.get("KKMGIS_SRID", "32648"))
    cursor = op.get_bind().connection.cursor()
    path = Path(__file__).with_suffix(".sql")
    cursor.execute(path.read_text(encoding="utf-8").replace(":SRID", str(srid)))
