"""Every sentence that an import can say exists in Thai and English."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from importers.kinds import KINDS
from kkmgis.i18n import LANGUAGES, catalogue, text
from tests.paths import ROOT

FAMILIES = ("file", "geometry", "code", "row", "reference", "value", "dates", "identity",
            "right", "use", "price", "roll", "deed", "permit", "payment")  # fmt: skip
_CODE = re.compile(rf"""["'`]((?:{"|".join(FAMILIES)})\.[a-z_]+)["'`]""")
_KEY = re.compile(r"""both\(\s*"([a-z_.]+)\"""")
# Names that look like an issue code and are none.
_OTHER = {"use.py", "geometry.py"}


def sources() -> list[Path]:
    folders = ("importers", "kkmgis/geometry")
    return [
        path
        for folder in folders
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".sql"}
    ]


def codes() -> set[str]:
    found = {
        code
        for path in sources()
        for code in _CODE.findall(path.read_text(encoding="utf-8"))
    }
    return found - _OTHER


def places(message: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(message) if name}


def test_codes_are_found_at_all() -> None:
    assert {
        "geometry.self_crossing_repaired",
        "row.repeated",
        "value.required",
    } <= codes()
    assert len(codes()) > 40


@pytest.mark.parametrize("code", sorted(codes()))
def test_issue_has_message_and_remedy_in_both_languages(code: str) -> None:
    messages = {
        language: catalogue(language)[f"issue.{code}"] for language in LANGUAGES
    }
    assert all(catalogue(language)[f"issue.{code}.remedy"] for language in LANGUAGES)
    assert places(messages["th"]) == places(messages["en"])
    assert any("ก" <= letter <= "ฮ" for letter in messages["th"])


def test_refusals_are_said_in_both_languages() -> None:
    keys = {
        key
        for path in [
            *sources(),
            *(ROOT / "api" / "cli").glob("i*.py"),
            ROOT / "kkmgis/crs.py",
        ]
        for key in _KEY.findall(path.read_text(encoding="utf-8"))
    }
    assert len(keys) > 30
    for key in keys:
        assert places(text(key, "th")) == places(text(key, "en")), key


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_documents_name_every_kind_and_field(kind: str) -> None:
    """docs/importing.md is what a person has to map a file by."""
    document = (ROOT / "docs" / "importing.md").read_text(encoding="utf-8")
    assert f"`{kind}`" in document
    for field in KINDS[kind].fields:
        assert f"`{field.name}`" in document, field.name
