"""Law as dated data: read ``parameters/*.yaml`` and check its form.

A file holds one subject, a subject some parameters, a parameter its values, each
with the tax years it holds for, its legal source and whether the primary text
was read (``verified``). A value is never edited; a new one supersedes it by year.

Numbers of the law stand in quotes: a YAML float would not be exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise
from typing import Any

import yaml

from kkmgis.errors import TaxError

_SUBJECT_FIELDS = {"subject", "parameters"}
_PARAMETER_FIELDS = {"title", "unit", "values", "cap", "text"}
_VALUE_FIELDS = {"from", "to", "verified", "source", "value"}
_MAY_HAVE = {"carried_on"}
_SOURCE_FIELDS = {"act", "section", "instrument", "gazette", "note", "note_th"}
_ACTS = {"land_building", "sign"}
RawValue = Any
"""Whatever a YAML or JSON document holds."""

_LIBYAML: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class LawMissingError(TaxError):
    """There is no law data for a tax year."""

    def __init__(self, tax_year: int, first: int, last: int) -> None:
        super().__init__(
            f"no law data for tax year {tax_year}; there is {first} to {last}"
        )
        self.tax_year, self.first, self.last = tax_year, first, last


class ParameterError(TaxError):
    """A parameter file is wrong; the message names file, key and fault."""

    def __init__(self, file: str, key: str, fault: str) -> None:
        super().__init__(f"{file}: {key}: {fault}")
        self.file, self.key, self.fault = file, key, fault


@dataclass(frozen=True, slots=True)
class Dated:
    """One value of a parameter and the tax years it holds for, both ends in."""

    first_year: int
    last_year: int
    verified: bool
    source: Mapping[str, str]
    value: Any
    carried_on: bool = False
    """Nothing is known for these years; what held before goes on."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number (or table) of the law through the years."""

    file: str
    key: str
    title: Mapping[str, str]
    unit: str
    cap: Mapping[str, str] | None
    text: Mapping[str, str] | None
    values: tuple[Dated, ...]

    def in_year(self, tax_year: int) -> Dated | None:
        """Give the value that holds in a tax year."""
        for dated in self.values:
            if dated.first_year <= tax_year <= dated.last_year:
                return dated
        return None


class _StrictLoader(_LIBYAML):  # type: ignore[misc]
    """Refuses a key written twice, which YAML readers let pass."""


def _strict_mapping(loader: RawValue, node: yaml.MappingNode) -> dict[Any, Any]:
    mapping: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in mapping:
            raise yaml.MarkedYAMLError(
                problem=f"key {key!r} is written twice",
                problem_mark=key_node.start_mark,
            )
        mapping[key] = loader.construct_object(value_node, deep=True)
    return mapping


_StrictLoader.add_constructor("tag:yaml.org,2002:map", _strict_mapping)


def read_parameters(sources: Iterable[Traversable]) -> dict[str, Parameter]:
    """Read parameter files.

    Parameters
    ----------
    sources : iterable of Traversable
        YAML files.

    Returns
    -------
    dict of str to Parameter
        By key, ``subject.name``.

    Raises
    ------
    ParameterError
        A file is not readable, a field is missing or unknown, a number is a
        float, years overlap or leave a hole, or a key stands in two files.
    """
    parameters: dict[str, Parameter] = {}
    for source in sources:
        for parameter in _read_file(source):
            if parameter.key in parameters:
                raise ParameterError(parameter.file, parameter.key, "is defined twice")
            parameters[parameter.key] = parameter
    return parameters


@cache
def parameters_of(*names: str) -> Mapping[str, Parameter]:
    """Read the parameter files of kkmgis with these names, without suffix."""
    folder = files("kkmgis.tax") / "parameters"
    return read_parameters([folder / f"{name}.yaml" for name in names])


def _read_file(source: Traversable) -> list[Parameter]:
    file = source.name
    try:
        content = yaml.load(source.read_bytes(), _StrictLoader)  # noqa: S506
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())
        raise ParameterError(file, "-", f"not readable: {reason}") from error
    _check_fields(file, "-", content, _SUBJECT_FIELDS, required=_SUBJECT_FIELDS)
    named = content["parameters"]
    if not isinstance(named, dict):
        raise ParameterError(file, content["subject"], "has no parameters")
    return [
        _read_parameter(file, f"{content['subject']}.{name}", raw)
        for name, raw in named.items()
    ]


def _check_fields(
    file: str, key: str, raw: RawValue, known: set[str], required: set[str]
) -> None:
    if not isinstance(raw, dict):
        raise ParameterError(file, key, f"is {type(raw).__name__}, not a mapping")
    for name in raw:
        if name not in known:
            raise ParameterError(file, key, f"has an unknown field {name!r}")
    for name in sorted(required):
        if raw.get(name) is None:
            raise ParameterError(file, key, f"has no {name!r}")


def _read_parameter(file: str, key: str, raw: RawValue) -> Parameter:
    _check_fields(file, key, raw, _PARAMETER_FIELDS, {"title", "unit", "values"})
    for name in ("title", "text"):
        if name in raw:
            _check_fields(file, key, raw[name], {"th", "en"}, {"th", "en"})
    if not isinstance(raw["values"], list):
        raise ParameterError(file, key, "values is not a list")
    values = tuple(_read_value(file, key, value) for value in raw["values"])
    _check_years(file, key, values)
    return Parameter(
        file=file,
        key=key,
        title=raw["title"],
        unit=raw["unit"],
        cap=raw.get("cap"),
        text=raw.get("text"),
        values=values,
    )


def _read_value(file: str, key: str, raw: RawValue) -> Dated:
    _check_fields(file, key, raw, _VALUE_FIELDS | _MAY_HAVE, _VALUE_FIELDS)
    _check_fields(file, key, raw["source"], _SOURCE_FIELDS, {"act"})
    if raw["source"]["act"] not in _ACTS:
        raise ParameterError(file, key, f"names an unknown act {raw['source']['act']}")
    if not isinstance(raw["verified"], bool):
        raise ParameterError(file, key, "verified is not true or false")
    carried_on = raw.get("carried_on", False)
    if not isinstance(carried_on, bool):
        raise ParameterError(file, key, "carried_on is not true or false")
    for year in (raw["from"], raw["to"]):
        if not isinstance(year, int) or isinstance(year, bool):
            raise ParameterError(file, key, f"year {year!r} is not a whole number")
    _refuse_floats(file, key, raw["value"])
    return Dated(
        first_year=raw["from"],
        last_year=raw["to"],
        verified=raw["verified"],
        source=raw["source"],
        value=raw["value"],
        carried_on=carried_on,
    )


def _refuse_floats(file: str, key: str, value: RawValue) -> None:
    if isinstance(value, float):
        raise ParameterError(file, key, f"{value} is a float; put it in quotes")
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            _refuse_floats(file, key, part)


def _check_years(file: str, key: str, values: tuple[Dated, ...]) -> None:
    if not values:
        raise ParameterError(file, key, "has no value")
    for value in values:
        if value.first_year > value.last_year:
            span = f"{value.first_year} to {value.last_year}"
            raise ParameterError(file, key, f"years run backwards: {span}")
    for before, after in pairwise(values):
        gap = after.first_year - before.last_year
        if gap < 1:
            raise ParameterError(file, key, f"years overlap at {after.first_year}")
        if gap > 1:
            raise ParameterError(
                file, key, f"years leave a hole after {before.last_year}"
            )
