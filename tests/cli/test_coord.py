"""`kkmgis coord` prints where a point is in another coordinate system."""

from __future__ import annotations

import pytest
import typer
from typer.testing import CliRunner

from api.cli import coord
from kkmgis.errors import SourceError


def run(*words: str) -> tuple[float, float]:
    app = typer.Typer()
    app.callback()(lambda: None)
    coord.register(app)
    result = CliRunner().invoke(app, ["coord", *words], catch_exceptions=False)
    x, y = result.output.split()
    return float(x), float(y)


def test_indian_1975_goes_through_the_pinned_pipeline() -> None:
    """A point of a real tax map; PROJ's default lands 190 m away."""
    x, y = run("267635.31", "1817846.83", "--from", "EPSG:24048", "--to", "EPSG:32648")
    assert (x, y) == pytest.approx((267220.30, 1818160.93), abs=0.01)


def test_western_longitude_is_a_number_and_no_option() -> None:
    x, y = run("-71.11", "42.37", "--from", "EPSG:4326", "--to", "32619")
    assert (x, y) == pytest.approx((326239.9, 4692932.1), abs=500)


def test_there_and_back_is_the_same_point() -> None:
    x, y = run("268340", "1818020", "--from", "EPSG:32648", "--to", "EPSG:24048")
    there = run(str(x), str(y), "--from", "EPSG:24048", "--to", "EPSG:32648")
    assert there == pytest.approx((268340, 1818020), abs=0.002)


def test_coordinate_outside_the_system_is_refused() -> None:
    with pytest.raises(SourceError, match="999"):
        run("999", "999", "--from", "EPSG:4326", "--to", "EPSG:32648")
