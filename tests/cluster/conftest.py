"""A cluster of its own for tests that make, kill and mend one."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kkmgis.cluster import stop
from kkmgis.settings import Settings


def settings_below(home: Path) -> Settings:
    """Make settings of an installation whose home is given."""
    return replace(Settings.from_env({}), home=home)


@pytest.fixture
def settings() -> Iterator[Settings]:
    """Give an installation with no cluster yet.

    Not below pytest's tmp_path: the user as whom root's server runs cannot
    reach it.
    """
    home = Path(tempfile.mkdtemp(prefix="kkmgis-test-"))
    home.chmod(0o755)
    made = settings_below(home)
    yield made
    stop(made)
    shutil.rmtree(home)
