"""Shapes that are too much: points, crossings, nesting, numbers."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from random import Random

from tests.importers.bad_files.made import Made, write
from tests.importers.bad_files.seeds import geojson_object
from tests.rows import ORIGIN

X, Y = ORIGIN


def _circle(points: int, radius: float = 500.0) -> str:
    step = 2 * math.pi / points
    places = (
        f"[{X + radius * math.cos(step * n):.6f},{Y + radius * math.sin(step * n):.6f}]"
        for n in range(points)
    )
    ring = ",".join(places)
    return f"[[{ring},[{X + radius:.6f},{Y:.6f}]]]"


def _tangle(points: int, chance: Random) -> str:
    """Draw from one random place to the next: every edge crosses every other."""
    places = [
        f"[{X + chance.uniform(0, 500):.3f},{Y + chance.uniform(0, 500):.3f}]"
        for _ in range(points)
    ]
    return f"[[{','.join([*places, places[0]])}]]"


def _comb(teeth: int, *, upright: bool) -> str:
    """Draw a comb; two of them, one lying, cross at teeth² places."""
    size = 500.0
    step = size / teeth
    places: list[tuple[float, float]] = [(0.0, 0.0)]
    for n in range(teeth):
        places += [(n * step, size), (n * step + step / 2, size)]
        places += [(n * step + step / 2, 1.0), (n * step + step, 1.0)]
    places += [(size, 0.0), (0.0, 0.0)]
    turned = places if upright else [(y, x) for x, y in places]
    ring = ",".join(f"[{X + x:.4f},{Y + y:.4f}]" for x, y in turned)
    return f"[[{ring}]]"


def _holes(count: int) -> str:
    side = math.ceil(math.sqrt(count))
    rings = ["[[{0},{1}],[{2},{1}],[{2},{3}],[{0},{3}],[{0},{1}]]"]
    outer = rings[0].format(X, Y, X + 10 * side, Y + 10 * side)
    inner = [
        rings[0].format(
            X + 10 * (n % side) + 1,
            Y + 10 * (n // side) + 1,
            X + 10 * (n % side) + 9,
            Y + 10 * (n // side) + 9,
        )
        for n in range(count)
    ]
    return "[" + ",".join([outer, *inner]) + "]"


def _feature(coordinates: str, number: int = 1, kind: str = "Polygon") -> str:
    code = f"01A{number:03}/00"
    return (
        f'{{"type":"Feature","properties":{{"code":"{code}"}},"geometry":'
        f'{{"type":"{kind}","coordinates":{coordinates}}}}}'
    )


def _collection(*features: str) -> bytes:
    named = '"crs":{"type":"name","properties":{"name":"EPSG:32648"}}'
    return (
        f'{{"type":"FeatureCollection",{named},"features":[{",".join(features)}]}}'
    ).encode()


def _nested_collection(depth: int) -> bytes:
    inside = '{"type":"GeometryCollection","geometries":[' * depth
    point = f'{{"type":"Point","coordinates":[{X},{Y}]}}'
    feature = (
        f'{{"type":"Feature","properties":{{"code":"1"}},"geometry":'
        f"{inside}{point}{']}' * depth}}}"
    )
    return _collection(feature)


def _nested_property(depth: int) -> bytes:
    feature = _feature(_circle(8)).replace(
        '"code"', f'"deep":{"[" * depth}{"]" * depth},"code"', 1
    )
    return _collection(feature)


def _properties(count: int) -> bytes:
    many = ",".join(f'"p{n}":1' for n in range(count))
    return _collection(_feature(_circle(8)).replace('"code"', f'{many},"code"', 1))


def _new_property_each(count: int) -> bytes:
    """Give each feature a property that no other has: count² empty cells."""
    return _collection(
        *(
            _feature(_circle(4), n).replace('"code"', f'"p{n}":1,"code"', 1)
            for n in range(count)
        )
    )


def _coordinates(text: str) -> bytes:
    return _collection(_feature(text))


def _ring(number: str) -> bytes:
    return _coordinates(f"[[[{number},0],[1,{number}],[{number},{number}],[0,0]]]")


Builder = Callable[[Random], bytes]
MONSTERS: tuple[tuple[Builder, str], ...] = (
    (lambda _: _coordinates(_circle(1_000_000)), "a ring of a million points"),
    (lambda _: _coordinates(_circle(250_000)), "a ring of 250,000 points"),
    (lambda c: _coordinates(_tangle(1_000_000, c)), "a million crossing points"),
    (lambda c: _coordinates(_tangle(20_000, c)), "20,000 points, all crossing"),
    (lambda c: _coordinates(_tangle(3_000, c)), "3,000 points, all crossing"),
    (
        lambda _: _collection(
            _feature(_comb(20_000, upright=True), 1),
            _feature(_comb(20_000, upright=False), 2),
        ),
        "two combs with 400 million crossings",
    ),
    (
        lambda _: _collection(
            _feature(_comb(2_000, upright=True), 1),
            _feature(_comb(2_000, upright=False), 2),
        ),
        "two combs with 4 million crossings",
    ),
    (
        lambda _: _collection(*(_feature(_circle(4), n) for n in range(1, 3000))),
        "3,000 times the same ground",
    ),
    (
        lambda _: _collection(*(_feature(_circle(3_000), n) for n in range(1, 60))),
        "sixty times the same 3,000 points",
    ),
    (lambda _: _coordinates(_holes(50_000)), "50,000 holes"),
    (lambda _: _coordinates("[" + "[]," * 100_000 + "[]]"), "100,000 empty rings"),
    (lambda _: _nested_collection(20), "collections 20 deep"),
    (lambda _: _nested_collection(1_000), "collections 1,000 deep"),
    (lambda _: _nested_collection(200_000), "collections 200,000 deep"),
    (lambda _: _nested_property(400), "a property 400 deep"),
    (lambda _: _nested_property(1_000_000), "a property a million deep"),
    (lambda _: _coordinates("[" * 500_000 + "]" * 500_000), "rings 500,000 deep"),
    (lambda _: b"[" * 5_000_000, "five million brackets"),
    (lambda _: b'{"a":' * 1_000_000, "a million braces"),
    (lambda _: _properties(1_000_000), "a million properties"),
    (lambda _: _properties(3_000), "3,000 properties"),
    (lambda _: _new_property_each(5_000), "5,000 features, a property each"),
    (lambda _: _ring("1e308"), "coordinates 1e308"),
    (lambda _: _ring("-1e308"), "coordinates -1e308"),
    (lambda _: _ring("1e999"), "coordinates 1e999"),
    (lambda _: _ring("NaN"), "coordinates NaN"),
    (lambda _: _ring("Infinity"), "coordinates Infinity"),
    (lambda _: _ring("1" + "0" * 100_000), "a number of 100,000 digits"),
    (lambda _: _ring("1e-320"), "coordinates 1e-320"),
    (lambda _: _ring('"1"'), "coordinates as text"),
    (lambda _: _ring("null"), "coordinates null"),
    (lambda _: _coordinates(f"[[[{X},{Y}]]]"), "a ring of one point"),
    (lambda _: _coordinates("[[[0,0,0,0,0,0,0,0,0]]]"), "points of nine numbers"),
    (
        lambda _: json.dumps({**geojson_object(), "crs": {"type": "link"}}).encode(),
        "a CRS to be fetched",
    ),
    (
        lambda _: json.dumps(
            {
                **geojson_object(),
                "crs": {
                    "type": "link",
                    "properties": {"href": "http://127.0.0.1:9/", "type": "proj4"},
                },
            }
        ).encode(),
        "a CRS behind an address",
    ),
    (lambda _: b"{}" + b" " * 20_000_000, "an empty object and 20 MB of blanks"),
    (lambda _: _collection(*["{}"] * 200_000), "200,000 empty features"),
    (lambda _: _collection(*["null"] * 200_000), "200,000 times nothing"),
)


def monsters(folder: Path, chance: Random, index: int) -> Made:
    """Write GeoJSON that asks too much of whoever works with it."""
    build, about = MONSTERS[index % len(MONSTERS)]
    kind = ("parcels", "public-areas", "assets", "blocks")[index // len(MONSTERS) % 4]
    return Made(write(folder, "map.geojson", build(chance)), about, kind)
