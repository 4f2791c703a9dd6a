"""Rules on the repository itself: packages, length of files, the message catalogue."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import packages_distributions
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from kkmgis.i18n import catalogue
from setup.words import MESSAGES
from tests.paths import PACKAGES, ROOT

FOLDERS = (*PACKAGES, "tests", "setup")
SUFFIXES = {".py", ".ts", ".html", ".sql", ".css"}
GENERATED = {"node_modules", "built", "versions", "__pycache__"}
LONGEST = 400
LOCALE = ROOT / "kkmgis" / "locale"
DOMAINS = sorted({path.name for path in LOCALE.glob("*/*.po")})
KEY_IN_TEMPLATE = re.compile(r"""\bt\(\s*["']([^"'{}]+)["']""")


def source_files(*suffixes: str) -> list[Path]:
    """List what people wrote, not what tools did."""
    return [
        path
        for folder in FOLDERS
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in suffixes and not GENERATED & set(path.relative_to(ROOT).parts)
    ]


@pytest.mark.parametrize("name", PACKAGES)
def test_package_comes_from_kkmgis_only(name: str) -> None:
    """A foreign distribution with the same top-level package would win silently."""
    assert set(packages_distributions()[name]) == {"kkmgis"}
    found = import_module(name).__file__
    assert found is not None
    assert Path(found).resolve().parent == ROOT / name


def test_no_file_is_longer_than_400_lines() -> None:
    """Split by responsibility before a file reaches the limit."""
    lines = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in source_files(*SUFFIXES)
    }
    assert lines["tests/test_layout.py"] > 0
    assert {name: n for name, n in lines.items() if n > LONGEST} == {}


def test_every_tests_directory_is_a_package() -> None:
    """Otherwise pytest puts tests/ on the path, and `import api` finds the tests."""
    folders = {path.parent for path in (ROOT / "tests").rglob("test_*.py")}
    above = {
        up for f in folders for up in f.parents if ROOT / "tests" in (up, *up.parents)
    }
    bare = [f for f in folders | above if not (f / "__init__.py").is_file()]
    assert bare == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_domain_says_the_same_in_both_languages(domain: str) -> None:
    thai, english = (messages(LOCALE / language / domain) for language in ("th", "en"))
    assert thai.keys() == english.keys()
    assert {k: placeholders(v) for k, v in thai.items()} == {
        k: placeholders(v) for k, v in english.items()
    }


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("language", ["th", "en"])
def test_domain_leaves_no_message_empty(domain: str, language: str) -> None:
    found = messages(LOCALE / language / domain)
    assert [key for key, message in found.items() if not message.strip()] == []


def test_set_up_says_the_same_in_both_languages() -> None:
    for key, (thai, english) in MESSAGES.items():
        named = {name.removesuffix("_en") for name in placeholders(english)}
        assert placeholders(thai) == named, key


def test_every_message_that_code_asks_for_exists() -> None:
    asked = {
        (key, str(path.relative_to(ROOT)))
        for path in source_files(".py", ".html")
        if path.relative_to(ROOT).parts[0] in PACKAGES
        for key in keys_in(path)
    }
    assert len(asked) > 50
    known = catalogue("th").keys()
    assert sorted(f"{key} in {path}" for key, path in asked if key not in known) == []


def messages(path: Path) -> dict[str, str]:
    """Read a domain, empty messages too."""
    with path.open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file) if m.id}


def placeholders(message: str) -> set[str]:
    """Tell the placeholders of a message."""
    return {name for _, name, _, _ in Formatter().parse(message) if name}


def keys_in(path: Path) -> Iterator[str]:
    """Find the keys that stand in a template or a module as they are."""
    content = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        yield from KEY_IN_TEMPLATE.findall(content)
        return
    tree = ast.parse(content)
    speaking = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "kkmgis.i18n"
        for alias in node.names
        if alias.name in ("text", "both")
    }
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                func=ast.Name(id=name), args=[ast.Constant(value=str(key)), *_]
            ):
                if name in speaking:
                    yield key
