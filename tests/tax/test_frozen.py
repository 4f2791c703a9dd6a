"""Lines of every release come out to the same satang for ever."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

import pytest

from kkmgis import __version__
from kkmgis.tax.assess import assess_columns
from kkmgis.tax.explain import explain_line, explain_sign
from kkmgis.tax.facts import RateGroup
from kkmgis.tax.recompute import facts_of_lines, lines_that_differ
from kkmgis.tax.rulebook import RuleBook, rule_book_of_content
from kkmgis.tax.sign import assess_signs
from kkmgis.tax.sign_records import read_sign_record
from tests.tax.freeze import (
    FOLDER,
    SUMS,
    Json,
    lines_of,
    read,
    releases,
    sign_facts,
    slices_of,
    steps_of,
    stored_records,
    write,
)

RELEASES = [path.name for path in releases()]


def laws(frozen: Json) -> dict[str, RuleBook]:
    return {
        version: rule_book_of_content(content)
        for version, content in frozen["rule_books"].items()
    }


def has_steps(now: list[list[str | None]], frozen: list[list[str | None]]) -> bool:
    """Tell whether all frozen steps are there in order; later ones may stand between."""
    left = iter(now)
    return all(step in left for step in frozen)


def test_there_is_a_frozen_release() -> None:
    assert f"{__version__}.json.gz" in RELEASES


@pytest.mark.parametrize("name", RELEASES)
def test_a_frozen_file_is_never_changed(name: str) -> None:
    listed = dict(
        line.split()[::-1] for line in (FOLDER / SUMS).read_text().splitlines()
    )
    assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == listed[name]


@pytest.mark.parametrize("name", RELEASES)
def test_the_law_that_was_stored_keeps_its_version(name: str) -> None:
    for version, rules in laws(read(FOLDER / name)).items():
        assert rules.version == version


@pytest.mark.parametrize("name", RELEASES)
def test_every_line_is_taxed_to_the_same_satang(name: str) -> None:
    """Value, depreciation, base, exemption, rate group, pool, points, tax."""
    frozen = read(FOLDER / name)
    rules = laws(frozen)
    for roll in frozen["rolls"]:
        records = stored_records(roll)
        lines = lines_of(records, [line["place"] for line in roll["lines"]])
        facts = facts_of_lines(lines, roll["tax_year"])
        again = assess_columns(facts, rules[roll["rule_book"]])
        assert lines_that_differ(lines, again, facts.asset) == {}


@pytest.mark.parametrize("name", RELEASES)
def test_every_slice_and_step_comes_to_the_same(name: str) -> None:
    frozen = read(FOLDER / name)
    rules = laws(frozen)
    for roll in frozen["rolls"]:
        law = rules[roll["rule_book"]]
        for line, record in zip(roll["lines"], stored_records(roll), strict=True):
            assert slices_of(record, law) == line["slices"]
            assert has_steps(steps_of(explain_line(record, law)), line["steps"])


@pytest.mark.parametrize("name", RELEASES)
def test_every_sign_is_taxed_to_the_same_satang(name: str) -> None:
    frozen = read(FOLDER / name)
    rules = laws(frozen)
    for roll in frozen["sign_rolls"]:
        law = rules[roll["rule_book"]]
        records = [read_sign_record(one["record"]) for one in roll["signs"]]
        again = assess_signs(sign_facts(records, roll["tax_year"]), law)
        assert [one.tax for one in records] == again.tax.tolist()
        assert [one.per_side for one in records] == again.per_side.tolist()
        for one, record in zip(roll["signs"], records, strict=True):
            assert has_steps(steps_of(explain_sign(record, law)), one["steps"])


@pytest.mark.parametrize("name", RELEASES)
def test_the_lines_are_of_every_sort(name: str) -> None:
    """All groups and years; pools, vacancies, reductions, relief, co-owners, large sums."""
    records = [
        record
        for roll in read(FOLDER / name)["rolls"]
        for record in stored_records(roll)
    ]
    groups = Counter(record.rate_group for record in records)
    assert set(groups) == set(RateGroup)
    assert len(records) > 300
    assert sum(record.pool_lines > 1 for record in records) > 30
    assert sum(record.points > 0 for record in records) > 10
    assert {record.listed_reduction for record in records} == {0, 50, 90}
    assert any(record.tax < record.tax_before_relief for record in records)
    assert any(record.co_owned for record in records)
    assert any(record.used_before and record.exempt for record in records)
    assert max(record.value for record in records) > 10**15


def test_a_release_is_not_frozen_twice(tmp_path: Path) -> None:
    first = write("9.9.9", tmp_path)
    with pytest.raises(FileExistsError):
        write("9.9.9", tmp_path)
    with pytest.raises(ValueError, match="no version"):
        write("../x", tmp_path)
    assert read(first)["version"] == "9.9.9"
