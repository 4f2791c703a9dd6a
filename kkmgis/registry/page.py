"""Lists in pages: a cursor remembers the sort key of the last row shown.

A page costs the same however far down the list it lies, and rows that come or go
meanwhile neither repeat nor hide others.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any

from kkmgis.errors import KkmgisError

LARGEST = 500


class CursorError(KkmgisError):
    """A cursor or box was not made by us."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list.

    Attributes
    ----------
    items : list of dict, ready for JSON
    next : str or None
        Cursor of the next page; None on the last.
    """

    items: list[dict[str, Any]]
    next: str | None


def encode_cursor(*key: int | str) -> str:
    """Write a sort key as an opaque word for addresses."""
    plain = json.dumps(key, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def decode_cursor(cursor: str, *kinds: type) -> list[Any]:
    """Read back a sort key, checked for the types of its parts.

    Raises
    ------
    CursorError
        It is not one of ours.

    Examples
    --------
    >>> decode_cursor(encode_cursor(5400, "01A001"), int, str)
    [5400, '01A001']
    """
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        key = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
    except (ValueError, binascii.Error, UnicodeError) as error:
        raise CursorError("cursor") from error
    if not isinstance(key, list) or len(key) != len(kinds):
        raise CursorError("cursor")
    if not all(_fits(part, kind) for part, kind in zip(key, kinds, strict=True)):
        raise CursorError("cursor")
    return key


def _fits(part: object, kind: type) -> bool:
    if type(part) is not kind:
        return False
    if isinstance(part, str):
        return "\0" not in part
    return not isinstance(part, int) or abs(part) < 2**62


def parse_box(text: str) -> tuple[float, float, float, float, bool]:
    """Read ``minx,miny,maxx,maxy``.

    Returns
    -------
    tuple of four floats and bool
        The last says that the box is in degrees (WGS 84): metric coordinates of
        any zone are far larger than degrees can be.

    Raises
    ------
    CursorError
        Not four ordered finite numbers.

    Examples
    --------
    >>> parse_box("102.8,16.4,102.9,16.5")
    (102.8, 16.4, 102.9, 16.5, True)
    """
    try:
        minx, miny, maxx, maxy = (float(part) for part in text.split(","))
    except ValueError as error:
        raise CursorError("bbox") from error
    if not (-1e8 < minx <= maxx < 1e8 and -1e8 < miny <= maxy < 1e8):
        raise CursorError("bbox")
    degrees = minx >= -180 and maxx <= 180 and miny >= -90 and maxy <= 90
    return minx, miny, maxx, maxy, degrees


BOX_SQL = (
    "CASE WHEN %(degrees)s THEN ST_Transform("
    "ST_MakeEnvelope(%(minx)s, %(miny)s, %(maxx)s, %(maxy)s, 4326), %(srid)s)"
    " ELSE ST_MakeEnvelope(%(minx)s, %(miny)s, %(maxx)s, %(maxy)s, %(srid)s) END"
)
"""The box of `box_values` in the storage CRS."""


def box_values(text: str, srid: int) -> dict[str, Any]:
    """Make the parameters of `BOX_SQL`."""
    minx, miny, maxx, maxy, degrees = parse_box(text)
    return {
        "minx": minx,
        "miny": miny,
        "maxx": maxx,
        "maxy": maxy,
        "degrees": degrees,
        "srid": srid,
    }
