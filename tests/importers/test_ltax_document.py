"""docs/ltax.md tells of every column of the six sheets where it goes."""

from __future__ import annotations

import pytest

from kkmgis.ltax.layout import SHEETS, Sheet
from tests.paths import ROOT


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_document_lists_the_columns_of_a_sheet_in_order(sheet: Sheet) -> None:
    document = (ROOT / "docs" / "ltax.md").read_text(encoding="utf-8")
    section = document.split(f"### {sheet.title}\n")[1].split("\n### ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| ")][1:]
    assert [line.split(" | ")[0].removeprefix("| ") for line in rows] == list(
        sheet.headers
    )
    for line, column in zip(rows, sheet.columns, strict=True):
        sealed = "ปิดผนึก" in line
        assert sealed == column.personal, line
