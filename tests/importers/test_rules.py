"""Each check of the registry finds what its test data is about, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from psycopg import Connection

from importers.batches import get_batch
from importers.checks_page import PAGE, checks_page
from importers.kinds import KINDS
from importers.marks import mark_of
from importers.profile import parse_profile
from importers.rules import kinds_of
from kkmgis.geometry.repair import REPAIRS
from kkmgis.rules.registry import SEVERITIES, rule, rules, severity_of
from tests.importers.conftest import Fetch, Load
from tests.importers.examples import write_example
from tests.paths import ROOT

WORSE = {severity: rank for rank, severity in enumerate(SEVERITIES)}
# Where codes of issues are written down: in quotes, or in SQL as `:rule(CODE)`.
_FAMILIES = sorted({code.partition(".")[0] for code in rules()})
_WRITTEN = re.compile(rf"""["'(]((?:{"|".join(_FAMILIES)})\.[a-z_0-9]+)["')]""")
_ASSEMBLED = {"file.crs_assumed_degrees", "file.crs_assumed_boundary"}
_OTHER = {"use.py"}


@pytest.mark.parametrize("code", list(rules()))
def test_rule_finds_exactly_what_its_test_data_is_about(
    load: Load, connection: Connection[Any], fetch: Fetch, tmp_path: Path, code: str
) -> None:
    example = rule(code).example
    for number, former in enumerate(example.get("before", [])):
        report = _load(load, tmp_path / str(number), former)
        assert set(report.issues) <= set(example.get("also", [])), "test data before"
        assert not report.rejected, "test data before"
    if "retired" in example:
        connection.execute(
            "UPDATE register.parcel SET status = 'retired' WHERE code = %s",
            (example["retired"],),
        )
    mark = "MARK"
    if "rejected" in example:
        rejected = _load(load, tmp_path / "rejected", example["rejected"])
        mark = mark_of(rejected.batch, get_batch(connection, rejected.batch).sha256)
    report = _load(load, tmp_path / "it", example, mark)
    found = example.get("found", {})
    expected = (
        code,
        found.get("severity", rule(code).severity),
        found.get("row"),
        found.get("field", ""),
    )
    listed = fetch(
        "SELECT code, severity, row_no, field FROM staging.staged_issue"
        f" WHERE batch_id = {report.batch} ORDER BY id"
    )
    also = set(example.get("also", []))
    assert [one for one in listed if one[0] not in also] == [expected]
    assert {one[0] for one in listed} - {code} == also
    assert report.rejected == (1 if expected[1] == "error" else 0)


def _load(
    load: Load, folder: Path, example: Mapping[str, Any], mark: str = "MARK"
) -> Any:
    said = {
        name: example[name] for name in ("crs", "mapping", "repairs") if name in example
    }
    if isinstance(said.get("mapping"), dict):
        content = yaml.safe_dump({"kinds": {example["kind"]: said["mapping"]}})
        said["mapping"] = parse_profile(content, "example")
    if any("geom" in row for row in example.get("rows", [])):
        said.setdefault("crs", "EPSG:32648")
    return load(example["kind"], write_example(folder, example, mark), **said)


def written_codes() -> set[str]:
    return (
        _ASSEMBLED
        | {
            code
            for folder in ("importers", "kkmgis/geometry")
            for path in (ROOT / folder).rglob("*")
            if path.suffix in {".py", ".sql"}
            for code in _WRITTEN.findall(path.read_text(encoding="utf-8"))
        }
        - _OTHER
    )


def test_every_code_that_an_import_can_say_has_a_rule_and_every_rule_is_used() -> None:
    assert written_codes() == set(rules())


def test_code_without_a_rule_cannot_be_said() -> None:
    with pytest.raises(ValueError, match=r"geometry\.unheard_of"):
        severity_of("geometry.unheard_of")


@pytest.mark.parametrize("code", list(rules()))
def test_rule_fits_its_kinds_and_spares_nothing_worse(code: str) -> None:
    one = rule(code)
    assert one.example["kind"] in kinds_of(one)
    assert set(kinds_of(one)) <= set(KINDS)
    assert one.repair is None or one.repair in REPAIRS
    if one.spared is not None:
        assert WORSE[one.spared] > WORSE[one.severity]


def test_page_of_checks_is_current() -> None:
    """`python -m importers.checks_page` writes it."""
    assert PAGE.read_text(encoding="utf-8") == checks_page()
