"""Damage that happens to any file: cut, flipped, overwritten, misnamed, recoded."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random

from tests.importers.bad_files.made import Made, Maker, write, zip_of
from tests.importers.bad_files.seeds import Seed

Damage = Callable[[bytes, Random], bytes]
Seeds = Mapping[str, Seed]
KINDS = ("parcels", "parcels", "parcels", "buildings", "blocks", "signs", "parties")


def cut(content: bytes, chance: Random) -> bytes:
    """Lose the end."""
    return content[: chance.randrange(len(content))]


def headless(content: bytes, chance: Random) -> bytes:
    """Lose the beginning."""
    return content[chance.randrange(1, len(content)) :]


def flipped(content: bytes, chance: Random) -> bytes:
    """Flip some bits."""
    damaged = bytearray(content)
    for _ in range(chance.choice((1, 1, 3, 10, 100))):
        damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
    return bytes(damaged)


def flipped_head(content: bytes, chance: Random) -> bytes:
    """Flip bits where formats say how long everything is."""
    damaged = bytearray(content)
    for _ in range(chance.choice((1, 2, 4))):
        damaged[chance.randrange(min(128, len(damaged)))] ^= 1 << chance.randrange(8)
    return bytes(damaged)


def zeroed(content: bytes, chance: Random) -> bytes:
    """Overwrite a stretch with NUL, as after a crash of a file system."""
    start = chance.randrange(len(content))
    length = min(chance.choice((1, 16, 512, 4096)), len(content) - start)
    return content[:start] + bytes(length) + content[start + length :]


def filled(content: bytes, chance: Random) -> bytes:
    """Overwrite a stretch with 0xFF."""
    start = chance.randrange(len(content))
    length = min(chance.choice((1, 2, 4, 8, 64)), len(content) - start)
    return content[:start] + b"\xff" * length + content[start + length :]


def shuffled(content: bytes, chance: Random) -> bytes:
    """Bring blocks into another order."""
    size = chance.choice((64, 512, 1024))
    blocks = [content[at : at + size] for at in range(0, len(content), size)]
    chance.shuffle(blocks)
    return b"".join(blocks)


def repeated(content: bytes, chance: Random) -> bytes:
    """Say a stretch twice."""
    start = chance.randrange(len(content))
    stop = chance.randrange(start, len(content)) + 1
    return content[:stop] + content[start:stop] + content[stop:]


def followed(content: bytes, chance: Random) -> bytes:
    """Let something follow the end."""
    return content + chance.choice(
        (bytes(1000), b"\xff" * 1000, content, chance.randbytes(1000), b"<html>" * 99)
    )


def inserted(content: bytes, chance: Random) -> bytes:
    """Put bytes in between that are no text."""
    at = chance.randrange(len(content) + 1)
    some = (b"\x00", b"\x1a", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b"\n", b"\r", b"\x80")
    return content[:at] + chance.choice(some) * chance.choice((1, 3)) + content[at:]


def noise(content: bytes, chance: Random) -> bytes:
    """Keep the first bytes only."""
    keep = chance.choice((0, 4, 16, 100))
    return content[:keep] + chance.randbytes(len(content))


def web_page(content: bytes, chance: Random) -> bytes:
    """Save the page that refused the download."""
    return b"<!DOCTYPE html><html><title>403</title>" + bytes(chance.randrange(99))


DAMAGES: tuple[Damage, ...] = (
    cut, flipped, flipped_head, zeroed, filled, shuffled, repeated, followed,
    inserted, noise, cut, flipped, flipped_head, headless, web_page,
)  # fmt: skip


def damaged(seeds: Seeds) -> Maker:
    """Make one of the files of one dataset bad."""
    names = list(seeds)

    def make(folder: Path, chance: Random, index: int) -> Made:
        name = names[index % len(names)]
        seed = seeds[name]
        damage = DAMAGES[index // len(names) % len(DAMAGES)]
        victim = chance.choice(list(seed))
        for suffix, content in seed.items():
            changed = damage(content, chance) if suffix == victim else content
            write(folder, f"map{suffix}", changed)
        path = folder / f"map{next(iter(seed))}"
        kind = KINDS[index // len(names) // len(DAMAGES) % len(KINDS)]
        return Made(path, f"{name}: {damage.__name__} {victim}", kind)

    return make


def damaged_inside(seeds: Seeds) -> Maker:
    """Damage a member of an archive that is itself in order."""

    def make(folder: Path, chance: Random, index: int) -> Made:
        seed = seeds[chance.choice(("shapefile", "gpkg", "csv", "xlsx", "geojson"))]
        victim = chance.choice(list(seed))
        damage = chance.choice(DAMAGES)
        members = [
            (f"map{suffix}", damage(content, chance) if suffix == victim else content)
            for suffix, content in seed.items()
        ]
        path = write(folder, "map.zip", zip_of(members))
        return Made(path, f"zip of {damage.__name__} {victim}")

    return make


def misnamed(seeds: Seeds) -> Maker:
    """Give a file the suffix of another format."""
    contents = [c for seed in seeds.values() for c in seed.values()]
    suffixes = (
        ".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods", ".xlsm", ".shp", ".dbf",
        ".gpkg", ".geojson", ".json", ".topojson", ".fgb", ".zip", ".ZIP", ".XLSX",
    )  # fmt: skip

    def make(folder: Path, chance: Random, index: int) -> Made:
        suffix = suffixes[index % len(suffixes)]
        path = write(folder, f"map{suffix}", chance.choice(contents))
        return Made(path, f"something else called {suffix}")

    return make


def swapped_parts(seeds: Seeds) -> Maker:
    """Put the parts of a shapefile under each other's names, or of another one."""
    parts = dict(seeds["shapefile"])

    def make(folder: Path, chance: Random, index: int) -> Made:
        given = list(parts.values())
        chance.shuffle(given)
        missing = chance.choice((".shx", ".dbf", ".prj", ".cpg", ""))
        for suffix, content in zip(parts, given, strict=True):
            right = parts[suffix] if chance.random() < 0.5 else content
            if suffix != missing:
                write(folder, f"map{suffix}", right)
        if not (folder / "map.shp").exists():
            write(folder, "map.shp", b"")
        return Made(folder / "map.shp", f"parts of a shapefile mixed, no {missing}")

    return make


RECODED = (
    "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "cp037", "cp874",
    "utf-8-sig", "punycode", "unicode_escape",
)  # fmt: skip


def recoded(seeds: Seeds) -> Maker:
    """Write a text file in an encoding that nobody expects, or in two."""

    def make(folder: Path, chance: Random, index: int) -> Made:
        codec = RECODED[index % len(RECODED)]
        name = chance.choice(("csv", "geojson", "topojson", "tsv"))
        suffix, content = next(iter(seeds[name].items()))
        text = content.decode().encode(codec, "replace")
        if chance.random() < 0.3:
            text += content
        return Made(write(folder, f"map{suffix}", text), f"{name} in {codec}")

    return make


TYPED: tuple[object, ...] = (
    None,
    True,
    -1,
    10**400,
    1e308,
    [],
    {},
    [[]],
    "",
    "\x00",
    "NaN",
    {"type": 1},
)


def wrong_types(seeds: Seeds) -> Maker:
    """Put values of another type wherever GeoJSON has one."""

    def make(folder: Path, chance: Random, index: int) -> Made:
        suffix = chance.choice((".geojson", ".topojson"))
        tree = json.loads(seeds[suffix[1:]][suffix])
        for _ in range(chance.choice((1, 2, 5))):
            _spoil(tree, chance)
        text = json.dumps(tree)
        return Made(write(folder, f"map{suffix}", text.encode()), "wrong types in JSON")

    return make


def _spoil(tree: object, chance: Random) -> None:
    """Walk down at random and replace what is there."""
    while True:
        if isinstance(tree, dict) and tree:
            place: object = chance.choice(list(tree))
            if chance.random() < 0.3 or not isinstance(tree[place], dict | list):
                tree[place] = copy.copy(chance.choice(TYPED))
                return
            tree = tree[place]
        elif isinstance(tree, list) and tree:
            at = chance.randrange(len(tree))
            if chance.random() < 0.2 or not isinstance(tree[at], dict | list):
                tree[at] = copy.copy(chance.choice(TYPED))
                return
            tree = tree[at]
        else:
            return
