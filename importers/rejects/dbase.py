"""Rejected rows as a DBF: columns, widths and encoding of the file, and ours."""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence
from pathlib import Path

from importers.encoding import driver_of
from importers.form import Form
from importers.marks import DBF_NAMES
from importers.rejects.reading import Rejected, Rejects, wkt_of, writable_shapes
from importers.rows import as_text

_VERSION = 3
_HEADER_BYTES = _FIELD_BYTES = 32
LONGEST_TEXT = 254
"""Bytes that a column of text holds."""
LONGEST_ROW = 65_535
NARROWEST_COLUMN = 30
NUMBER_WIDTH = 10
ASCII_CODEC = "utf-8"
_ISO_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
# Signs of our own sentences that old code pages do not have.
_PLAIN = str.maketrans({"→": "->", "²": "2", "×": "x", "–": "-", "·": ".", "≥": ">="})


def write_table(rejects: Rejects, path: Path, *, with_shapes: bool) -> None:
    """Write the DBF and the .cpg beside it.

    Parameters
    ----------
    rejects : Rejects
    path : Path
        The .dbf.
    with_shapes : bool
        Shapes are in a file beside it, and only those that it cannot hold have
        to be written out here.
    """
    form = rejects.form
    codec = str(form.get("codec") or ASCII_CODEC)
    rows = rejects.rows
    if "fields" in form:
        head, columns = bytes.fromhex(form["fields"]), _received(rejects, codec)
    else:
        head, columns = _as_text(rejects, codec)
    ours_head, ours = _added(rejects, codec, sum(map(_width, columns)), with_shapes)
    columns = [*columns, *ours]
    head += ours_head
    driver = driver_of(codec, int(form.get("driver", 0)))
    start = struct.pack(
        "<4BIHH",
        *(_VERSION, 126, 1, 1),
        len(rows),
        _HEADER_BYTES + len(head) + 1,
        1 + sum(map(_width, columns)),
    )
    with path.open("wb") as file:
        file.write(start + bytes(17) + bytes([driver]) + bytes(2) + head + b"\r")
        for place in range(len(rows)):
            file.write(b" " + b"".join([column[place] for column in columns]))
        file.write(b"\x1a")
    path.with_suffix(".cpg").write_bytes(_cpg(form, codec))


def _width(column: Sequence[bytes]) -> int:
    return len(column[0])


def _cpg(form: Form, codec: str) -> bytes:
    """Give the .cpg of the file where it told the truth, else the truth."""
    from importers.encoding import known_codec

    received = bytes.fromhex(form.get("cpg") or "")
    says = known_codec(received.decode("latin-1").strip())
    return received if says == codec else codec.upper().encode("ascii")


def _received(rejects: Rejects, codec: str) -> list[list[bytes]]:
    """Write the columns of the file into their own widths."""
    fields = bytes.fromhex(rejects.form["fields"])
    columns = []
    for place, name in enumerate(rejects.form["columns"]):
        at = place * _FIELD_BYTES
        kind, width = chr(fields[at + 11]).upper(), fields[at + 16]
        cells = [_cell(one.attributes.get(name), kind, codec) for one in rejects.rows]
        columns.append(
            [
                cell[:width].rjust(width) if kind in "NF" else cell[:width].ljust(width)
                for cell in cells
            ]
        )
    return columns


def _cell(value: object, kind: str, codec: str) -> bytes:
    text = as_text(value) or ""
    if kind == "C":
        return text.encode(codec)
    if kind == "D":
        text = _ISO_DATE.sub(r"\1\2\3", text)
    elif kind == "L":
        text = {"true": "T", "false": "F"}.get(text, "")
    elif kind not in "NF":  # bytes that nobody read, kept as hexadecimal
        return bytes.fromhex(text)
    return text.encode("latin-1", "replace")


def _as_text(rejects: Rejects, codec: str) -> tuple[bytes, list[list[bytes]]]:
    """Write the columns of a file of another format as text."""
    taken: set[str] = set()
    head = b""
    columns: list[list[bytes]] = []
    for name in rejects.columns:
        short = _short_name(name, taken, codec)
        cells = [as_text(one.attributes.get(name)) or "" for one in rejects.rows]
        described, column = _text_column(short, cells, codec, LONGEST_TEXT)
        head, columns = head + described, [*columns, column]
    return head, columns


def _short_name(name: str, taken: set[str], codec: str) -> bytes:
    short = cut(name, codec, 10)
    number = 2
    while short.decode(codec).casefold() in taken:
        short = cut(name, codec, 7) + f"_{number}".encode()
        number += 1
    taken.add(short.decode(codec).casefold())
    return short


def _added(
    rejects: Rejects, codec: str, used: int, with_shapes: bool
) -> tuple[bytes, list[list[bytes]]]:
    """Write our own columns into the bytes that a row has left."""
    rows = rejects.rows
    values = [list(rejects.added(one).values()) for one in rows]
    shapes = _shape_cells(rows, with_shapes)
    cells = [[str(row[at]) for row in values] for at in range(4)]
    cells += [shapes] if any(shapes) else []
    head = b""
    columns: list[list[bytes]] = []
    left = LONGEST_ROW - 1 - used - NUMBER_WIDTH
    for name, texts in zip(DBF_NAMES, cells, strict=False):
        label = name.upper().encode("ascii")
        if name == DBF_NAMES[1]:
            head += _descriptor(label, "N", NUMBER_WIDTH)
            columns.append([text.rjust(NUMBER_WIDTH).encode() for text in texts])
            continue
        width = min(LONGEST_TEXT, left)
        if width < NARROWEST_COLUMN:
            continue
        described, column = _text_column(label, texts, codec, width)
        head += described
        columns.append(column)
        left -= _width(column)
    return head, columns


def _shape_cells(rows: Sequence[Rejected], with_shapes: bool) -> list[str]:
    """Write out the shapes that are not in the file beside the table."""
    held = writable_shapes(list(rows)) if with_shapes else [None] * len(rows)
    return [
        "" if one.geometry is None or shape is not None else wkt_of(one.geometry)
        for one, shape in zip(rows, held, strict=True)
    ]


def _text_column(
    label: bytes, texts: Sequence[str], codec: str, most: int
) -> tuple[bytes, list[bytes]]:
    cells = [cut(text, codec, most) for text in texts]
    width = max(1, *map(len, cells))
    return _descriptor(label, "C", width), [cell.ljust(width) for cell in cells]


def _descriptor(label: bytes, kind: str, width: int) -> bytes:
    return (
        label.ljust(11, b"\0") + kind.encode() + bytes(4) + bytes([width]) + bytes(15)
    )


def cut(text: str, codec: str, most: int) -> bytes:
    """Encode a text of ours into at most so many bytes, whole letters only.

    A letter that the encoding does not have is written plainer, or left out:
    never as a question mark.

    >>> cut("ผิด → แก้", "cp874", 20).decode("cp874"), len(cut("กขค", "utf-8", 7))
    ('ผิด -> แก้', 6)
    """
    try:
        encoded = text.encode(codec)
    except UnicodeEncodeError:
        encoded = text.translate(_PLAIN).encode(codec, "ignore")
    if len(encoded) <= most:
        return encoded
    return encoded[:most].decode(codec, "ignore").encode(codec)
