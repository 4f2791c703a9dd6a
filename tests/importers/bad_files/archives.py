"""Archives: bombs, lying sizes, paths that lead elsewhere."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random

from tests.importers.bad_files.made import EPOCH, Made, Maker, write, zip_of
from tests.importers.bad_files.seeds import Seed, csv_text

GIB = 1 << 30
PATHS = (
    "../../map.csv", "/absolute/map.csv", "//absolute/map.csv", "C:\\map.csv",
    "..\\..\\map.csv", "C:map.csv", "\\\\server\\share\\map.csv", "./././map.csv",
    "a/../../../../map.csv", "map.csv/", "map.csv/map.csv", ".", "..", "", "/", "//",
    "CON.csv", "NUL", "aux.csv", "COM1.csv", "map.csv.", "map.csv ", " .csv", ".csv",
    "map.csv:stream", "a" * 255 + ".csv", "a" * 5000 + ".csv", "/".join("a" * 3000),
    "ก" * 200 + ".csv", "map\n.csv", "map\r\n.csv", "map\x07.csv", "-rf.csv", "~/map.csv",
    "$(touch evil).csv", "%2e%2e/map.csv", "map\u202evsc.csv", "MAP.CSV", "..csv",
    "__MACOSX/._map.csv", "vsicurl/http:/127.0.0.1:9/map.csv", "proc/self/environ",
)  # fmt: skip


def strange_paths(folder: Path, chance: Random, index: int) -> Made:
    """Name a member so that unpacking it by name would do harm."""
    name = PATHS[index % len(PATHS)]
    members = [(name, csv_text().encode())]
    match index // len(PATHS) % 3:
        case 1:
            members = [("map.csv", csv_text().encode()), *members]
        case 2:
            members *= 2
    return Made(write(folder, "map.zip", zip_of(members)), f"member {name[:40]!r}")


def _zeros(size: int) -> bytes:
    """Deflate zeros without ever having them: one block, many times."""
    block = 1 << 20
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    first = packer.compress(bytes(block)) + packer.flush(zlib.Z_FULL_FLUSH)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return first * (size // block) + packer.flush(zlib.Z_FINISH)


def raw_zip(members: list[tuple[bytes, bytes, int]], *, flags: int = 0) -> bytes:
    """Write an archive by hand.

    Parameters
    ----------
    members : list of tuple
        Name, deflated content, and the size that it claims to unpack to.
    flags : int
        General purpose flags.
    """
    body, directory = b"", b""
    for name, packed, claimed in members:
        size = min(claimed, 0xFFFFFFFF)
        extra = struct.pack("<HHQ", 1, 8, claimed) if claimed > 0xFFFFFFFE else b""
        common = struct.pack(
            "<HHHHHIIIHH",
            45, flags, 8, 0, 0x5C21, 0, len(packed), size, len(name), len(extra),
        )  # fmt: skip
        entry = struct.pack("<HHHII", 0, 0, 0, 0, len(body))
        directory += b"PK\x01\x02" + struct.pack("<H", 45) + common + entry
        directory += name + extra
        body += b"PK\x03\x04" + common + name + extra + packed
    end = struct.pack(
        "<HHHHIIH",
        0, 0, len(members), len(members), len(directory), len(body), 0,
    )  # fmt: skip
    return body + directory + b"PK\x05\x06" + end


def _deflated(content: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


def _ten_gigabytes(_: Random) -> bytes:
    return raw_zip([(b"map.csv", _zeros(10 * GIB), 10 * GIB)])


def _claims_little(_: Random) -> bytes:
    return raw_zip([(b"map.csv", _zeros(10 * GIB), 1000)])


def _claims_much(_: Random) -> bytes:
    return raw_zip([(b"map.csv", _deflated(csv_text().encode()), 1 << 60)])


def _nested(_: Random) -> bytes:
    content = raw_zip([(b"map.csv", _zeros(GIB), GIB)])
    for _level in range(8):
        content = zip_of([("map.zip", content)] * 4)
    return content


def _in_a_workbook(_: Random) -> bytes:
    return raw_zip(
        [
            (b"xl/workbook.xml", _zeros(10 * GIB), 10 * GIB),
            (b"map.gpkg", _zeros(GIB), GIB),
        ]
    )


def _overlapping(_: Random) -> bytes:
    """Let every entry of the directory name the same member."""
    one = bytearray(raw_zip([(b"map.csv", _zeros(GIB), GIB)]))
    at = one.index(b"PK\x01\x02")
    entry, count = bytes(one[at : one.index(b"PK\x05\x06")]), 400
    end = struct.pack("<HHHHIIH", 0, 0, count, count, len(entry) * count, at, 0)
    return bytes(one[:at]) + entry * count + b"PK\x05\x06" + end


def _many(_: Random) -> bytes:
    return zip_of([(f"m{n}.txt", b"x") for n in range(60_000)])


def _many_datasets(_: Random) -> bytes:
    return zip_of([(f"m{n}.csv", b"code\n1\n") for n in range(450)])


def _duplicates(_: Random) -> bytes:
    return raw_zip(
        [
            (b"map.csv", _deflated(csv_text().encode()), 100),
            (b"map.csv", _deflated(b"x"), 1),
            (b"MAP.CSV", _deflated(b"y"), 1),
        ]
    )


def _symlink(_: Random) -> bytes:
    folder = zipfile.ZipInfo("map.csv", EPOCH)
    folder.create_system = 3
    folder.external_attr = 0o120777 << 16
    content = zip_of([("x", b"x")])
    at = content.index(b"PK\x01\x02")
    made = raw_zip([(b"map.csv", _deflated(b"/etc/passwd"), 11)])
    at = made.index(b"PK\x01\x02")
    linked = bytearray(made)
    linked[at + 4 : at + 6] = struct.pack("<H", (3 << 8) | 45)
    linked[at + 38 : at + 42] = struct.pack("<I", folder.external_attr)
    return bytes(linked)


def _locked(_: Random) -> bytes:
    return raw_zip([(b"map.csv", bytes(200), 100)], flags=1)


def _bad_names(chance: Random) -> bytes:
    names = [chance.randbytes(12).replace(b"/", b"_") + b".csv" for _ in range(20)]
    return raw_zip([(n, _deflated(b"code\n1"), 6) for n in names], flags=0x800)


def _method(chance: Random) -> bytes:
    made = bytearray(raw_zip([(b"map.csv", _deflated(b"code\n1"), 6)]))
    number = struct.pack("<H", chance.choice((1, 6, 9, 12, 14, 93, 95, 99, 65535)))
    at = made.index(b"PK\x01\x02")
    made[8:10], made[at + 10 : at + 12] = number, number
    return bytes(made)


def _entries_lie(chance: Random) -> bytes:
    made = bytearray(raw_zip([(b"map.csv", _deflated(csv_text().encode()), 1234)]))
    start = made.index(b"PK\x01\x02")
    for _ in range(3):
        made[chance.randrange(start, len(made))] = chance.choice((0, 1, 127, 255))
    return bytes(made)


def _nested_once(_: Random) -> bytes:
    return zip_of([("map.zip", zip_of([("map.csv", csv_text().encode())]))])


def _long_comment(_: Random) -> bytes:
    made = zip_of([("map.csv", csv_text().encode())])
    return made[:-2] + struct.pack("<H", 65_535) + b"PK\x05\x06" * 16_000


Builder = Callable[[Random], bytes]
BOMBS: tuple[Builder, ...] = (
    _ten_gigabytes, _claims_little, _claims_much, _nested, _in_a_workbook,
    _overlapping, _many, _many_datasets, _duplicates, _symlink, _locked, _bad_names,
    _method, _entries_lie, _nested_once, _long_comment, _method, _entries_lie,
    _bad_names, _entries_lie,
)  # fmt: skip


def bombs(folder: Path, chance: Random, index: int) -> Made:
    """Write an archive that unpacks to far more than it is, or cannot be one."""
    build = BOMBS[index % len(BOMBS)]
    suffix = (".zip", ".zip", ".xlsx", ".ods")[index // len(BOMBS) % 4]
    return Made(write(folder, f"map{suffix}", build(chance)), f"zip {build.__name__}")


def several(seeds: Mapping[str, Seed]) -> Maker:
    """Zip datasets of several formats, or parts of one in different folders."""

    def make(folder: Path, chance: Random, index: int) -> Made:
        names = chance.sample(list(seeds), 3)
        members = [
            (f"{chance.choice(('', 'a/', 'b/', 'A/'))}map{suffix}", content)
            for name in names
            for suffix, content in seeds[name].items()
        ]
        chance.shuffle(members)
        path = write(folder, "map.zip", zip_of(members))
        return Made(path, f"zip of {', '.join(names)}")

    return make
