"""docs/api.md tells of everything the service answers to."""

from __future__ import annotations

import re

import pytest

from api.navigation import PAGES
from api.permissions import OF_ROLE, PERMISSIONS
from kkmgis.model.account import ROLES
from layers.registry import LAYERS
from tests.api.web import Web
from tests.paths import ROOT

TEXT = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")


def test_every_path_of_the_api_is_documented(web: Web) -> None:
    paths = web.get("/api/openapi.json").json()["paths"]
    assert len(paths) > 15
    missing = [
        f"{method.upper()} {path}"
        for path, methods in paths.items()
        if path.startswith("/api/")
        for method in methods
        if f"{method.upper()} {path}" not in TEXT
    ]
    assert missing == []


@pytest.mark.parametrize("permission", PERMISSIONS)
def test_roles_of_a_permission_are_documented(permission: str) -> None:
    row = re.search(rf"^\| `{re.escape(permission)}` \|(.*)\|$", TEXT, re.MULTILINE)
    assert row is not None
    cells = [cell.strip() for cell in row[1].split("|")]
    told = {role for role, cell in zip(ROLES, cells[1:], strict=True) if cell == "✓"}
    assert told == {role for role in ROLES if permission in OF_ROLE[role]}


def test_every_layer_and_page_is_documented() -> None:
    names = [f"`{name}`" for name in LAYERS] + [f"`/{name}`" for name, _ in PAGES]
    assert [name for name in names if name not in TEXT] == []
