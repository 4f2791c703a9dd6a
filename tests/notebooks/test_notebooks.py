"""The notebooks run from top to bottom on a register that is not special."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from kkmgis import db
from kkmgis.coverage import find_gaps
from tests.builders import YEAR
from tests.coverage.town import assess, make_town
from tests.database import Server
from tests.paths import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module")
def town_url(database_server: Server) -> Iterator[str]:
    """Give a town with two gaps, in a database of its own."""
    with database_server.database() as url:
        with db.connect(url) as connection:
            town = make_town(connection)
            connection.execute(
                "UPDATE register.parcel SET status = 'retired' WHERE id = %s",
                (town.garden,),
            )
            connection.execute(
                "UPDATE register.parcel SET area_wa = 130 WHERE id = %s", (town.let,)
            )
            assess(connection)
            find_gaps(connection, YEAR, actor="test")
        yield url


def run(path: Path, url: str) -> Any:
    """Execute a notebook as a person would, from its own folder."""
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KKMGIS_DATABASE_URL", url)
        patch.setenv("PYTHONPATH", str(ROOT))
        client = NotebookClient(
            notebook,
            timeout=120,
            kernel_name="python3",
            resources={"metadata": {"path": str(path.parent)}},
        )
        client.execute()
    return notebook


def outputs(notebook: Any) -> list[Any]:
    return [
        output
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
    ]


def test_there_is_a_notebook() -> None:
    assert [path.name for path in NOTEBOOKS] == ["01_coverage.ipynb"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_kept_without_output(path: Path) -> None:
    """Results belong to the register they came from, not into the repository."""
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    nbformat.validate(notebook)
    assert outputs(notebook) == []


def test_coverage_notebook_runs_and_shows_its_maps(town_url: str) -> None:
    notebook = run(NOTEBOOKS[0], town_url)
    shown = outputs(notebook)
    assert [output for output in shown if output.output_type == "error"] == []
    assert [o for o in shown if o.output_type == "stream" and o.name == "stderr"] == []
    html = [output.data["text/html"] for output in shown if "data" in output]
    maps = [page for page in html if "leaflet" in page]
    assert len(maps) == 3
    assert all("tileLayer" not in page for page in maps)
    words = " ".join(output.text for output in shown if output.output_type == "stream")
    assert "แปลงที่ดิน 7 · สิ่งปลูกสร้าง 4 · รายการตกหล่น 2" in words
    assert any("uncovered_area" in page and "area_mismatch" in page for page in html)
