"""The registry of checks. Nothing can be said about a file that is not in it.

The rules are the files ``*.yaml`` of this folder. Their sentences and remedies are
in the message catalogue, see ``kkmgis.issue``.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

import yaml

from kkmgis.issue import Issue, Severity

Stage = Literal["file", "value", "shape", "set", "register"]
STAGES: tuple[Stage, ...] = get_args(Stage)
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
_KEYS = frozenset({"severity", "spared", "stage", "kinds", "repair", "example"})

# Parsed by libyaml where it is there: many times as fast.
_LIBYAML: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclasses.dataclass(frozen=True, slots=True)
class Rule:
    """One check.

    Attributes
    ----------
    code : str
        Of the issues that it finds.
    severity : {"error", "warning", "info"}
        Of an error the row stays out.
    stage : {"file", "value", "shape", "set", "register"}
        What it has to look at: the file as a whole, one value, one shape, all
        rows of the file, or the register.
    kinds : str or tuple of str
        Kinds of files that it is for: their names, ``all``, ``polygons`` or
        ``shapes``.
    example : mapping
        Test data in which it finds exactly one thing, see
        ``tests/importers/examples.py``.
    spared : str or None
        Severity where the row can do without what is wrong, e.g. a wrong value
        of a field that is not needed; None where that makes no difference.
    repair : str or None
        Named repair of which it tells, see ``kkmgis.geometry.repair``.
    """

    code: str
    severity: Severity
    stage: Stage
    kinds: str | tuple[str, ...]
    example: Mapping[str, Any]
    spared: Severity | None = None
    repair: str | None = None


@cache
def rules() -> Mapping[str, Rule]:
    """Read all rules, in the order of their files.

    Raises
    ------
    ValueError
        A file of this folder says something that is no rule.
    """
    found: dict[str, Rule] = {}
    folder = files("kkmgis") / "rules"
    for path in sorted(folder.iterdir(), key=lambda one: one.name):
        if not path.name.endswith(".yaml"):
            continue
        listed = yaml.load(path.read_text(encoding="utf-8"), _LIBYAML)  # noqa: S506
        for code, told in listed.items():
            if code in found:
                raise ValueError(f"{path.name}: rule {code!r} is there twice")
            found[code] = _rule(code, told)
    return found


def _rule(code: str, told: Mapping[str, Any]) -> Rule:
    unknown = set(told) - _KEYS
    if unknown:
        raise ValueError(f"rule {code!r}: nobody knows {sorted(unknown)}")
    if told["severity"] not in SEVERITIES or told["stage"] not in STAGES:
        raise ValueError(f"rule {code!r}: wrong severity or stage")
    kinds = told["kinds"]
    return Rule(
        code=code,
        severity=told["severity"],
        stage=told["stage"],
        kinds=tuple(kinds) if isinstance(kinds, list) else kinds,
        example=told["example"],
        spared=told.get("spared"),
        repair=told.get("repair"),
    )


def rule(code: str) -> Rule:
    """Find the rule of a code.

    Raises
    ------
    ValueError
        There is none: whoever wrote a new check has to write its rule too.
    """
    try:
        return rules()[code]
    except KeyError:
        raise ValueError(f"no rule {code!r} in kkmgis/rules/*.yaml") from None


def severity_of(code: str, *, needed: bool = True) -> Severity:
    """Tell how bad it is when a check finds something.

    Parameters
    ----------
    code : str
    needed : bool
        The row cannot do without what is wrong.
    """
    found = rule(code)
    return found.severity if needed or found.spared is None else found.spared


def issue(
    code: str,
    *,
    field: str = "",
    value: str = "",
    values: Mapping[str, object] | None = None,
) -> Issue:
    """Make an issue about a file as a whole, with the severity of its rule."""
    return Issue(code, severity_of(code), field, value, values=values or {})
