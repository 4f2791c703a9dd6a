"""The examples in the docstrings of the web layer run."""

from __future__ import annotations

import doctest
from importlib import import_module

import pytest


@pytest.mark.parametrize("name", ["found", "language", "map_config", "words"])
def test_examples_of_the_module_hold(name: str) -> None:
    module = import_module(f"api.{name}")
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0
