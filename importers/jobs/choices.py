"""What a person said about a file on the page, and the mapping made of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

BY_HAND = "by-hand"
"""Name of the mapping of a file whose columns a person chose."""


@dataclasses.dataclass(frozen=True, slots=True)
class Chosen:
    """The columns that feed a field.

    Attributes
    ----------
    columns : tuple of str
        One; three of rai, ngan and wa.
    unit : str
        Empty: that of the register.
    """

    columns: tuple[str, ...]
    unit: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Choices:
    """What was chosen for one upload.

    Attributes
    ----------
    kind : str
        Empty: not chosen yet.
    layer, crs, encoding : str or None
        None: as the file says.
    mapping : str or None
        Name of a profile; None: by the names of the columns, or by ``fields``.
    fields : mapping of str to Chosen, or None
        What feeds each field, chosen by hand; None where nothing was.
    year_be : int or None
        Tax year of a workbook of six sheets; None: the running one.
    repairs : mapping of str to bool
        Named repairs of shapes that are wished or not, beyond the usual ones.
    """

    kind: str = ""
    layer: str | None = None
    crs: str | None = None
    encoding: str | None = None
    mapping: str | None = None
    fields: Mapping[str, Chosen] | None = None
    year_be: int | None = None
    repairs: Mapping[str, bool] = dataclasses.field(default_factory=dict)

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Choices:
        """Read what `as_json` gave."""
        fields = raw.get("fields")
        return cls(
            kind=str(raw.get("kind") or ""),
            layer=raw.get("layer") or None,
            crs=raw.get("crs") or None,
            encoding=raw.get("encoding") or None,
            mapping=raw.get("mapping") or None,
            fields=None
            if fields is None
            else {
                name: Chosen(tuple(one["columns"]), one.get("unit") or "")
                for name, one in fields.items()
            },
            year_be=raw.get("year_be"),
            repairs=dict(raw.get("repairs") or {}),
        )

    def as_json(self) -> dict[str, Any]:
        """Give the choices as JSON can hold them."""
        return dataclasses.asdict(self)


def profile_text(choices: Choices, name: str) -> str:
    """Write fields chosen by hand as a mapping profile.

    Parameters
    ----------
    choices : Choices
        With ``fields``.
    name : str
        Of the profile.
    """
    rules = {field: _rule(one) for field, one in (choices.fields or {}).items()}
    profile = {"name": name, "kinds": {choices.kind: {"fields": rules}}}
    text: str = yaml.safe_dump(profile, allow_unicode=True, sort_keys=False)
    return text


def _rule(chosen: Chosen) -> dict[str, Any]:
    if len(chosen.columns) > 1:
        return {"columns": list(chosen.columns), "as": "rai_ngan_wa"}
    rule: dict[str, Any] = {"column": chosen.columns[0]}
    if chosen.unit:
        rule["unit"] = chosen.unit
    return rule


def mapping_file(choices: Choices, folder: Path) -> str | None:
    """Give the mapping for the importer: a name, a file beside the upload, or None."""
    if choices.fields is None:
        return choices.mapping
    path = folder / f"{BY_HAND}.yaml"
    path.write_text(profile_text(choices, BY_HAND), encoding="utf-8")
    return str(path)
