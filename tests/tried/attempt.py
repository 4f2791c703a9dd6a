"""One attempt to import one file, and what came of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from psycopg import Connection

from importers.load import load_file
from importers.report import Report
from kkmgis.errors import SourceError
from kkmgis.i18n import catalogue
from tests.importers.conftest import KEY
from tests.paths import SHARED

DATA = SHARED / "data"
HERE = Path(__file__).parent
PROFILES = {"tried": HERE / "profile.yaml", "malformed": HERE / "malformed.yaml"}
"""Profiles of these tests, by the name that the table has for them."""


@dataclass(frozen=True)
class Tried:
    """What is done with a file, and what has to come of it.

    Attributes
    ----------
    file : str
        Below the folder of the shared data.
    kind : str
    said : mapping
        ``mapping``, ``layer``, ``crs``, ``encoding``.
    srid : int, EPSG code
        Of the register.
    before : sequence of mapping
        Files that have to be there, as ``kind``, ``said`` and, when it is not the
        same one, ``file``.
    refused : str or None
        Key of the sentence with which the file is refused.
    read, loaded, rejected : int
    says : mapping of str to int
        Issues among those that are found.
    """

    file: str
    kind: str
    said: Mapping[str, str] = field(default_factory=dict)
    srid: int = 32648
    before: Sequence[Mapping[str, Any]] = ()
    refused: str | None = None
    read: int = 0
    loaded: int = 0
    rejected: int = 0
    says: Mapping[str, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Name the attempt: the file, its layer and the kind."""
        layer = self.said.get("layer")
        return " ".join(part for part in (self.file, layer, self.kind) if part)


def expectations() -> list[Tried]:
    """Read what is expected of each file."""
    text = (HERE / "expected.yaml").read_text(encoding="utf-8")
    return [Tried(**one) for one in yaml.safe_load(text)]


def attempt(connection: Connection[Any], tried: Tried) -> Tried:
    """Import a file and take it back; tell what happened in the same form."""
    with connection.transaction(force_rollback=True):
        for one in tried.before:
            file = one.get("file", tried.file)
            _load(connection, file, one["kind"], one.get("said", {}))
        try:
            report = _load(connection, tried.file, tried.kind, tried.said)
        except SourceError as error:
            told: dict[str, Any] = {"refused": refusal(str(error))}
        else:
            told = {
                "read": report.read,
                "loaded": report.loaded,
                "rejected": report.rejected,
                "says": dict(report.issues),
            }
    asked: dict[str, Any] = {
        name: getattr(tried, name)
        for name in ("file", "kind", "said", "srid", "before")
    }
    return Tried(**asked, **told)


def _load(
    connection: Connection[Any], file: str, kind: str, said: Mapping[str, str]
) -> Report:
    given: dict[str, Any] = dict(said)
    if given.get("mapping") in PROFILES:
        given["mapping"] = str(PROFILES[given["mapping"]])
    return load_file(
        connection, kind, DATA / file, actor="test", identity_key=KEY, **given
    )


def refusal(sentence: str) -> str:
    """Find the key of a sentence of the catalogue."""
    thai, _, _ = sentence.partition(" · ")
    return next((key for key, shape in _shapes() if shape.fullmatch(thai)), sentence)


@cache
def _shapes() -> list[tuple[str, re.Pattern[str]]]:
    """List the sentences of refusals, those with the most words of their own first."""
    told = {
        key: text
        for key, text in catalogue("th").items()
        if key.startswith(("source.", "profile.", "import."))
    }
    shapes = []
    for key, text in sorted(
        told.items(), key=lambda one: -len(re.sub("{.*?}", "", one[1]))
    ):
        parts = [re.escape(part) for part in re.split(r"{.*?}", text)]
        shapes.append((key, re.compile(".*?".join(parts), re.DOTALL)))
    return shapes
