"""What an import unpacks is gone afterwards, also when it was killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from importers.scratch import PREFIX, scratch_folder
from tests.paths import ROOT

LEFT = """
import os, signal
from importers.scratch import scratch_folder
with scratch_folder() as folder:
    (folder / "map.csv").write_text("x")
    print(folder, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(autouse=True)
def own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the folders of other imports on this machine out of it."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))


def test_folder_is_gone_when_the_import_ends(tmp_path: Path) -> None:
    with scratch_folder() as folder:
        assert folder.parent == tmp_path
        (folder / "map.csv").write_text("x", encoding="ascii")
    assert list(tmp_path.iterdir()) == []


def test_folder_of_a_killed_import_goes_with_the_next_one(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LEFT],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    assert len(list(tmp_path.glob(f"{PREFIX}*/map.csv"))) == 1
    with scratch_folder() as folder:
        assert list(tmp_path.iterdir()) == [folder]


def test_folder_in_use_is_left_alone() -> None:
    with scratch_folder() as one, scratch_folder() as other:
        assert one.exists()
        assert other.exists()


def test_folder_that_was_never_finished_goes_when_it_is_old(tmp_path: Path) -> None:
    old, new = tmp_path / f"{PREFIX}old", tmp_path / f"{PREFIX}new"
    old.mkdir()
    new.mkdir()
    os.utime(old, (0, 0))
    with scratch_folder():
        assert not old.exists()
        assert new.exists()
