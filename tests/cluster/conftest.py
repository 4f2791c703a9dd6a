"""A cluster of its own for tests that make, kill and mend one."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from kkmgis.cluster import ensure_running, stop
from kkmgis.settings import Settings


def settings_below(home: Path) -> Settings:
    """Make settings of an installation whose home is given."""
    return replace(Settings.from_env({}), home=home)


@contextmanager
def installation() -> Iterator[Settings]:
    """Make a home for a cluster, and remove both.

    Not below pytest's tmp_path: the user as whom root's server runs cannot
    reach it.
    """
    home = Path(tempfile.mkdtemp(prefix="kkmgis-test-"))
    home.chmod(0o755)
    made = settings_below(home)
    yield made
    stop(made)
    shutil.rmtree(home)


@pytest.fixture
def settings() -> Iterator[Settings]:
    """Give an installation with no cluster yet."""
    with installation() as made:
        yield made


@pytest.fixture(scope="module")
def standing() -> Iterator[Settings]:
    """Give an installation whose cluster was made already, running or not."""
    with installation() as made:
        ensure_running(made)
        yield made
