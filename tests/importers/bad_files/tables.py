"""Tables: formulas, values that no column takes, too much of everything."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

from importers.kinds import KINDS
from tests.importers.bad_files.made import Made, write
from tests.importers.files import box

VALUES = (
    "=cmd|'/c calc'!A1", "@SUM(1+1)*cmd|' /C calc'!A0", "+1+1", "-2+3",
    '=HYPERLINK("http://127.0.0.1:9/?"&A1)', "=1/0", "#REF!", "1e308", "-1e308",
    "NaN", "Infinity", "-0", "9" * 400, "0." + "0" * 400 + "1", "1e-400", "0x7fffffff",
    "2147483648", "-2147483649", "9223372036854775808", "๑๒๓๔๕๖๗๘๙๐" * 30, "١٢٣",
    "1,2,3", "31/02/2569", "00/00/0000", "29/02/2566", "9999-12-31", "0001-01-01",
    "32/13/99999", "\x00", "\ufeff", "\u202eabc", "ก" * 5000, "เ็้๊๋์" * 400, "\ud7ff",
    "\U0001f5fa", "'; DROP TABLE register.parcel; --", "%s%n%x", "{0.__class__}",
    "{value}", "../../../etc/passwd", "C:\\CON", "<script>alert(1)</script>", "${jndi:x}",
    "\\N", "\\.", '"', "\r\n", "\t", " " * 3000, "true", "NULL", "None", "[]", "{}", "1/0",
    "POLYGON((0 0))", "POLYGON EMPTY", "POLYGON((0 0,1 1,nan 0,0 0))",
    "GEOMETRYCOLLECTION(" * 3000, "POLYGON((" + "0 " * 9999, "CIRCULARSTRING(0 0,1 1,2 0)",
    "POLYGON((1e308 1e308,-1e308 1e308,0 -1e308,1e308 1e308))", "SRID=99;POINT(1 1)",
)  # fmt: skip


def nasty_values(folder: Path, chance: Random, index: int) -> Made:
    """Fill a table of some kind with values that no field expects."""
    kind = list(KINDS)[index % len(KINDS)]
    fields = [field.name for field in KINDS[kind].fields]
    fields += ["wkt"] if KINDS[kind].shape else []
    lines = [fields]
    for number in range(30):
        line = [chance.choice(VALUES) for _ in fields]
        if "wkt" in fields and number % 2:
            line[-1] = box(45 * number).wkt
        lines.append(line)
    text = "\r\n".join(",".join(map(_quoted, line)) for line in lines)
    content = text.encode("utf-8", "surrogatepass")
    if index % 3:
        content = content.replace(b"\x00", b"")
    return Made(write(folder, "map.csv", content), f"{kind} with odd values", kind)


def _quoted(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'


def _columns(count: int) -> bytes:
    names = ",".join(f"c{n}" for n in range(count))
    return f"code,{names}\n01A001/00,{',' * (count - 1)}\n".encode()


def _same_columns(count: int) -> bytes:
    return ("code" + ",code" * count + "\n01A001/00\n").encode()


def _one_line(megabytes: int) -> bytes:
    return b"code,note\n01A001/00," + b"x" * (megabytes << 20)


def _one_cell(megabytes: int) -> bytes:
    return b'code,note\n01A001/00,"' + b"x\n" * (megabytes << 19)


def _short_rows(count: int) -> bytes:
    return b"code,note\n" + b"a\n" * count


def _long_rows(count: int) -> bytes:
    return b"code,note\n" + (b"a" + b"," * 50_000 + b"\n") * count


def _big_shape(points: int) -> bytes:
    ring = ",".join(f"{n} {n * n % 1009}" for n in range(points))
    return f'code,wkt\n01A001/00,"POLYGON(({ring},0 0))"\n'.encode()


HUGE: tuple[tuple[Callable[[], bytes], str], ...] = (
    (lambda: _columns(1_000_000), "a million columns"),
    (lambda: _same_columns(1_000_000), "a million columns of one name"),
    (lambda: _columns(20_000), "20,000 columns"),
    (lambda: _one_line(100), "a line of 100 MB"),
    (lambda: _one_cell(100), "a quoted cell of 100 MB that never ends"),
    (lambda: _one_line(15), "a cell of 15 MB"),
    (lambda: _short_rows(300_000), "300,000 rows of nothing"),
    (lambda: _long_rows(200), "rows of 50,000 cells under two columns"),
    (lambda: _big_shape(1_000_000), "a ring of a million points as text"),
    (lambda: b"code,note\n" + b"\n" * 20_000_000, "20 million empty lines"),
    (lambda: b"code" + b'"' * 2_000_000, "two million quotation marks"),
    (lambda: b"\r" * 5_000_000, "carriage returns alone"),
    (lambda: b"," * 3_000_000, "commas alone"),
    (lambda: b"\x00" * 3_000_000, "NUL alone"),
    (lambda: b"code\n" + bytes(3_000_000), "a header, then NUL"),
    (lambda: b"code;note\n1,2;3|4\t5\n" * 50_000, "every separator"),
)


def huge_tables(folder: Path, chance: Random, index: int) -> Made:
    """Write a table that is too wide, too long, or one single line."""
    content, about = HUGE[index % len(HUGE)]
    suffix = (".csv", ".txt", ".tsv")[index // len(HUGE) % 3]
    return Made(write(folder, f"map{suffix}", content()), about)


def gigabyte_line(folder: Path, chance: Random, index: int) -> Made:
    """Write a single line of 1 GB."""
    path = folder / "map.csv"
    with path.open("wb") as file:
        file.write(b"code,note\n01A001/00,")
        for _ in range(1024):
            file.write(b"x" * (1 << 20))
    return Made(path, "a line of 1 GB")
