"""What a partition is: its files, their columns, and what is wrong with one.

``DIR/authority=CODE/`` holds ``objects.parquet``, ``uses.parquet`` and
``authority.json``. ``docs/national.md`` describes them for those who write them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from pyproj import CRS
from pyproj.exceptions import CRSError

from kkmgis.errors import SourceError
from kkmgis.issue import Issue
from kkmgis.tax.amend import Change

LAYOUT = "kkmgis-authority"
LAYOUT_VERSION = 1

FOLDER = "authority="
OBJECTS, USES, DESCRIPTION = "objects.parquet", "uses.parquet", "authority.json"
FILES = (DESCRIPTION, OBJECTS, USES)
GEOMETRY = "geometry"

KINDS = ("land", "building", "unit")
"""In the order of `kkmgis.tax.facts.AssetKind`."""

AREA_DECIMALS = 4
PRICE_DECIMALS = 2

_CODE = re.compile(r"[0-9A-Za-z_-]{1,40}", re.ASCII)
_REQUIRED = ("layout", "version", "code", "name_th", "tax_year", "srid")
_KNOWN = (*_REQUIRED, "name_en", "ordinances")


class LayoutError(SourceError):
    """A partition is not what ``docs/national.md`` says, at a place that is named.

    Attributes
    ----------
    issue : Issue
        ``values`` names the file, and where it applies column and row.
    """

    def __init__(self, issue: Issue) -> None:
        super().__init__(issue.code)
        self.issue = issue

    def __str__(self) -> str:
        """Say it in Thai, then in English."""
        return f"{self.issue.message('th')} · {self.issue.message('en')}"


def refuse(code: str, file: str, column: str = "", **values: object) -> NoReturn:
    """Raise the fault of a partition.

    Parameters
    ----------
    code : str
        Of the issue, after ``national.``.
    file, column : str
    **values
        Placeholders of the message; rows are counted from 1.

    Raises
    ------
    LayoutError
    """
    raise LayoutError(
        Issue(
            f"national.{code}",
            field=column,
            value=str(values.get("value", "")),
            values={"file": file, **values},
        )
    )


@dataclass(frozen=True, slots=True)
class Authority:
    """Description of an authority's partition.

    Attributes
    ----------
    code : str
    name_th, name_en : str
    tax_year : int
        Buddhist Era; uses, prices and holders are those of this year.
    srid : int
        EPSG code of the geometry, a system in metres.
    ordinances : tuple of Change
        Values that the authority sets itself (s.37 para 6), `kkmgis.tax.amend`.
    """

    code: str
    name_th: str
    tax_year: int
    srid: int
    name_en: str = ""
    ordinances: tuple[Change, ...] = field(default=())

    def to_json(self) -> str:
        """Write ``authority.json``."""
        content = {
            "layout": LAYOUT,
            "version": LAYOUT_VERSION,
            "code": self.code,
            "name_th": self.name_th,
            "name_en": self.name_en,
            "tax_year": self.tax_year,
            "srid": self.srid,
            "ordinances": [
                {"key": one.key, "value": one.value, "source": dict(one.source)}
                for one in self.ordinances
            ],
        }
        return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def partition_folders(directory: Path) -> list[Path]:
    """List the partitions of a directory by code.

    Raises
    ------
    SourceError
        There is none.
    """
    found = sorted(
        path for path in directory.glob(f"{FOLDER}*") if _CODE.fullmatch(code_of(path))
    )
    if not found:
        refuse("no_partitions", str(directory))
    return found


def code_of(folder: Path) -> str:
    """Tell the authority's code by the name of its folder."""
    return folder.name.removeprefix(FOLDER)


def folder_of(directory: Path, code: str) -> Path:
    """Tell where the partition of an authority lies.

    Raises
    ------
    LayoutError
        The code cannot be the name of a folder.
    """
    if not _CODE.fullmatch(code):
        refuse("bad_value", DESCRIPTION, "code", value=code)
    return directory / f"{FOLDER}{code}"


def read_authority(folder: Path) -> Authority:
    """Read the description of a partition.

    Raises
    ------
    LayoutError
        It is missing, or not as described; the key is named.
    """
    raw = _read_json(folder / DESCRIPTION)
    for name in _REQUIRED:
        if name not in raw:
            refuse("key_missing", DESCRIPTION, name)
    for name, value in raw.items():
        if name not in _KNOWN:
            refuse("key_unknown", DESCRIPTION, name)
        if name not in ("version", "tax_year", "srid", "ordinances"):
            _expect(name, value, isinstance(value, str))
    _expect("layout", raw["layout"], raw["layout"] == LAYOUT)
    _expect("version", raw["version"], raw["version"] == LAYOUT_VERSION)
    _expect("code", raw["code"], raw["code"] == code_of(folder))
    _expect("tax_year", raw["tax_year"], type(raw["tax_year"]) is int)
    _expect("srid", raw["srid"], type(raw["srid"]) is int and _metric(raw["srid"]))
    return Authority(
        code=raw["code"],
        name_th=raw["name_th"],
        name_en=raw.get("name_en", ""),
        tax_year=raw["tax_year"],
        srid=raw["srid"],
        ordinances=_ordinances(raw.get("ordinances", [])),
    )


def _read_json(path: Path) -> Mapping[str, Any]:
    try:
        raw = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        refuse("file_missing", path.name)
    except (ValueError, RecursionError, OSError) as error:
        refuse("file_unreadable", path.name, reason=_one_line(error))
    if not isinstance(raw, dict):
        refuse("file_unreadable", path.name, reason="not a JSON object")
    return raw


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]


def _expect(name: str, value: object, holds: bool) -> None:
    if not holds:
        refuse("bad_value", DESCRIPTION, name, value=str(value)[:60])


def _metric(srid: int) -> bool:
    try:
        system = CRS.from_epsg(srid)
    except CRSError:
        return False
    return system.is_projected and all(
        axis.unit_conversion_factor == 1 for axis in system.axis_info
    )


def _ordinances(raw: Any) -> tuple[Change, ...]:  # noqa: ANN401
    _expect("ordinances", raw, isinstance(raw, list))
    changes = []
    for one in raw:
        whole = isinstance(one, dict) and set(one) == {"key", "value", "source"}
        _expect("ordinances", one, whole and isinstance(one["source"], dict))
        changes.append(
            Change(
                key=str(one["key"]),
                value=one["value"],
                by="authority",
                source=one["source"],
            )
        )
    return tuple(changes)
