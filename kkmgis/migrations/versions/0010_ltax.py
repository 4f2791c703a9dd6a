"""What workbooks of LTAX told beyond the register."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    cursor = op.get_bind().connection.cursor()
    path = Path(__file__).with_suffix(".sql")
    cursor.execute(path.read_text(encoding="utf-8"))
