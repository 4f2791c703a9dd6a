"""The small demo city, written once for all tests of the module."""

from __future__ import annotations

import pytest

from kkmgis.demo import Manifest, write_city
from tests.demo.reading import Ground, read_ground


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Manifest:
    """Write the small city."""
    return write_city(tmp_path_factory.mktemp("demo") / "small", "small")


@pytest.fixture(scope="session")
def ground(city: Manifest) -> Ground:
    """Read its parcels and public areas as the register will keep them."""
    return read_ground(city)
