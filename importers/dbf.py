"""DBF tables, read as bytes: nothing is decoded before the encoding is known.

GDAL decodes on its own and puts question marks where it fails; deleted rows, cut
letters and doubled column names have to be seen here.
"""

from __future__ import annotations

import dataclasses
import string
import struct
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from importers import column as arrow
from importers.column import by_value, trimmed
from importers.encoding import Encoding, decode_cut, is_wide, known_codec, tell_encoding
from importers.rows import unique_names
from kkmgis.errors import SourceError
from kkmgis.i18n import both

HEADER_BYTES = 32
FIELD_BYTES = 32
END_OF_FIELDS = 0x0D
DELETED = b"*"
# Types whose bytes are text in the encoding of the file, and those in ASCII.
_TEXT_TYPES = "C"
_ASCII_TYPES = "NFDL"
# Of these, what is in ASCII alone needs no look at the single value.
_QUICK_TYPES = "CNF"
FIRST_NOT_ASCII = 128
_FILLING = " \x1a"
SAMPLE_ROWS = 200_000


@dataclasses.dataclass(frozen=True, slots=True)
class Column:
    """One column of a DBF: name, type letter, width in bytes."""

    name: str
    kind: str
    width: int


@dataclasses.dataclass(frozen=True, slots=True)
class Table:
    """A DBF on disk.

    Attributes
    ----------
    path : Path
    columns : tuple of Column
        Names are unique: a second `NAME` is called `NAME_2`.
    count : int
        Rows, deleted ones included.
    encoding : Encoding
    """

    path: Path
    columns: tuple[Column, ...]
    count: int
    header_bytes: int
    row_bytes: int
    encoding: Encoding
    torn: bool = False

    def read(self, start: int, stop: int) -> dict[str, arrow.Column]:
        """Read the texts of rows ``start`` to ``stop``, column by column."""
        rows = _records(self, start, stop)
        return {
            column.name: arrow.Column(
                _texts(np.ascontiguousarray(rows[f"f{i}"]), column, self.encoding.name)
            )
            for i, column in enumerate(self.columns)
        }

    def deleted(self, start: int, stop: int) -> NDArray[np.bool_]:
        """Tell which rows are marked as deleted."""
        flags = _records(self, start, stop)["deleted"] == DELETED
        return np.asarray(flags, dtype=np.bool_)


def open_dbf(
    path: Path,
    *,
    declared: str | None,
    given: str | None,
    fallback: str | None = None,
) -> Table:
    """Read the header of a DBF and tell its encoding.

    Parameters
    ----------
    path : Path
    declared : str or None
        Content of its .cpg file.
    given, fallback : str or None
        Encoding that the person says, and the one to take where nothing tells.

    Raises
    ------
    SourceError
        It is no DBF, it is cut off, or its encoding cannot be told.
    """
    with path.open("rb") as file:
        head = file.read(65_536)
    if len(head) < HEADER_BYTES + 1:
        raise SourceError(both("source.dbf.broken", name=path.name))
    count, header_bytes, row_bytes = struct.unpack_from("<IHH", head, 4)
    wide = is_wide(known_codec(given or declared) or "")
    columns = _columns(head[:header_bytes], path.name, wide=wide)
    whole = header_bytes + count * row_bytes
    if 1 + sum(width for _, _, width in columns) != row_bytes:
        raise SourceError(both("source.dbf.broken", name=path.name))
    if path.stat().st_size < whole - 1:
        there = max(0, path.stat().st_size - header_bytes) // row_bytes
        shown = {"name": path.name, "says": count, "there": there}
        raise SourceError(both("source.dbf.cut_off", **shown))
    raw = Table(path, (), count, header_bytes, row_bytes, Encoding("ascii", "ascii"))
    named = tuple(Column(f"f{i}", k, w) for i, (_, k, w) in enumerate(columns))
    values = _sample(dataclasses.replace(raw, columns=named), wide=wide)
    texts = [name for name, _, _ in columns] + values
    encoding = tell_encoding(
        texts,
        declared=declared,
        driver=head[29],
        given=given,
        fallback=fallback,
        name=path.name,
    )
    names = unique_names([_decode(name, encoding.name) for name, _, _ in columns])
    full = [Column(n, k, w) for n, (_, k, w) in zip(names, columns, strict=True)]
    torn = any((decode_cut(text, encoding.name) or ("", False))[1] for text in texts)
    return dataclasses.replace(raw, columns=tuple(full), encoding=encoding, torn=torn)


def _columns(header: bytes, name: str, *, wide: bool) -> list[tuple[bytes, str, int]]:
    found: list[tuple[bytes, str, int]] = []
    fields = 0
    for at in range(HEADER_BYTES, len(header), FIELD_BYTES):
        if header[at] == END_OF_FIELDS:
            return found
        if at + FIELD_BYTES > len(header):
            break
        label = _trim_wide(header[at : at + 10]) if wide else _label(header, at)
        kind, width = chr(header[at + 11]).upper(), header[at + 16]
        if not kind.isalpha() and kind not in "@+":
            break
        if width:
            found.append((label, kind, width))
        fields += 1
    if fields and HEADER_BYTES + fields * FIELD_BYTES >= len(header) - 1:
        return found
    raise SourceError(both("source.dbf.broken", name=name))


def _label(header: bytes, at: int) -> bytes:
    return header[at : at + 11].split(b"\0", 1)[0].strip()


def _records(table: Table, start: int, stop: int) -> NDArray[np.void]:
    stop = min(stop, table.count)
    shape = [("deleted", "S1")]
    shape += [(f"f{i}", f"S{column.width}") for i, column in enumerate(table.columns)]
    if not table.columns or stop <= start:
        return np.zeros(max(0, stop - start), dtype=shape)
    content = np.memmap(
        table.path,
        dtype=np.dtype(shape),
        mode="r",
        offset=table.header_bytes + start * table.row_bytes,
        shape=(stop - start,),
    )
    return np.asarray(content)


def _sample(table: Table, *, wide: bool) -> list[bytes]:
    """Take the texts of all rows (of the first many in a very large file)."""
    rows = _records(table, 0, SAMPLE_ROWS)
    # Each once, in the same order in every run.
    values: dict[bytes, None] = {}
    for i, column in enumerate(table.columns):
        if column.kind not in _TEXT_TYPES:
            continue
        cells = np.ascontiguousarray(rows[f"f{i}"])
        if not wide:
            letters = cells.view(np.uint8).reshape(len(cells), column.width)
            cells = cells[(letters >= FIRST_NOT_ASCII).any(axis=1)]
        values.update(dict.fromkeys(np.unique(cells).tolist()))
    if wide:
        return [clean for value in values if (clean := _trim_wide(value))]
    return [clean for value in values if not (clean := _trim(value)).isascii()]


def _trim(value: bytes) -> bytes:
    """Take off what fills the field; after a NUL there is only old memory."""
    return value.split(b"\0", 1)[0].rstrip(b" \x1a")


def _trim_wide(value: bytes) -> bytes:
    """Keep whole letters of two bytes, up to the first NUL or filling blank."""
    even = value + b"\0" * (len(value) % 2)
    for at in range(0, len(even), 2):
        if even[at : at + 2] in (b"\0\0", b"  "):
            return even[:at]
    return even


def _texts(values: NDArray[np.bytes_], column: Column, codec: str) -> pa.Array:
    text = column.kind in _TEXT_TYPES
    wide = text and is_wide(codec)
    if wide or not (text or column.kind in _ASCII_TYPES):
        # Here NUL is a byte like any other.
        read = partial(_wide_text, codec=codec) if wide else _hexadecimal
        known = {value: read(value) for value in set(values.tolist())}
        return pa.array([known[value] for value in values.tolist()], pa.string())
    # Arrow takes the bytes up to the first NUL; after it there is only old memory.
    array = pa.array(values, pa.binary())
    if column.kind in _QUICK_TYPES and (values.view(np.uint8) < FIRST_NOT_ASCII).all():
        texts = trimmed(array.cast(pa.string()), _FILLING)
        if text:
            return texts
        numbers = trimmed(texts, string.whitespace, left=True)
        return pc.replace_substring(numbers, ",", ".")
    if text:
        return by_value(
            array, lambda value: _decode(_trim(value), codec).rstrip(" ") or None
        )
    return by_value(array, partial(_plain, kind=column.kind))


def _wide_text(value: bytes, codec: str) -> str | None:
    return _decode(_trim_wide(value), codec).rstrip(" ") or None


def _hexadecimal(value: bytes) -> str | None:
    return value.hex() or None


def _decode(value: bytes, codec: str) -> str:
    decoded = decode_cut(value, codec)
    if decoded is None:
        shown = {"name": "", "encoding": codec}
        raise SourceError(both("source.encoding.does_not_fit", **shown))
    return decoded[0]


def _plain(value: bytes, kind: str) -> str | None:
    """Read numbers, dates and yes/no; a decimal comma becomes a point."""
    text = _trim(value).decode("latin-1").strip()
    if kind in "NF":
        return text.replace(",", ".") or None
    if kind == "D":
        dated = len(text) == 8 and text.isdigit()
        iso = f"{text[:4]}-{text[4:6]}-{text[6:]}" if dated else text
        return None if text == "00000000" else iso or None
    return {"T": "true", "Y": "true", "F": "false", "N": "false"}.get(text.upper())
