"""A short run of the drill that `make drill ONLY=import_faults` runs long."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.drill.import_faults import (
    VICTIMS,
    Site,
    can_mount,
    fill_round,
    installation,
    kill_round,
)
from tests.drill.import_worker import STEPS


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """Give an installation of its own with a file to import."""
    with installation() as made:
        yield made


@pytest.mark.parametrize("number", range(len(STEPS) + 1))
def test_killed_import_leaves_all_or_nothing_and_completes_again(
    site: Site, number: int
) -> None:
    step = (*STEPS, "undo")[number]
    assert kill_round(site, step, VICTIMS[number % 3], 0.02) in ("before", "after")


def test_full_disk_is_said_in_one_sentence_and_the_import_completes_again() -> None:
    if not can_mount():
        pytest.skip("no right to mount a small disk")
    with installation(on_a_small_disk=True) as site:
        said = [fill_round(site, spare) for spare in (64, 1024)]
    assert any(said)
    for sentence in filter(None, said):
        assert "นำเข้าแฟ้มเดิมอีกครั้ง" in sentence
        assert " · " in sentence
