"""Mapping profiles: bombs and rules that have no meaning."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from random import Random

from tests.importers.bad_files.damage import DAMAGES
from tests.importers.bad_files.made import Made, Maker, write
from tests.importers.bad_files.seeds import Seed

GOOD = """
name: bad
kinds:
  parcels:
    crs: EPSG:32648
    defaults: {doc_type: ns4}
    fields:
      code: code
      area_wa: {column: area_wa, unit: sqm, round: up}
      road: {columns: [road, note], join: " "}
      geom: wkt
"""


def _laughs() -> str:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    for n in range(12):
        one, before = chr(98 + n), chr(97 + n)
        lines.append(f"{one}: &{one} [{', '.join([f'*{before}'] * 9)}]")
    return "\n".join([*lines, "kinds: *m"])


TEXTS = (
    _laughs(),
    _laughs().replace("kinds: *m", "kinds: {parcels: {fields: {code: {columns: *m}}}}"),
    _laughs().replace("kinds: *m", "kinds: {parcels: {fields: {code: {empty: *m}}}}"),
    "kinds: &k {parcels: {fields: *k}}",
    "kinds: &k [*k]",
    "kinds: " + "{a: " * 5_000,
    "kinds: " + "[" * 100_000,
    "!!python/object/apply:os.system ['touch evil']",
    "kinds: !!python/name:os.system ''",
    "kinds: {parcels: {fields: {code: {column: code, values: {'0-99999999999': a}}}}}",
    "kinds: {parcels: {code_pattern: '(a+)+$', fields: {code: note}}}",
    "kinds: {parcels: {code_pattern: '[', fields: {code: code}}}",
    "kinds: {parcels: {crs: '+proj=utm +zone=48 +nadgrids=/etc/passwd',"
    " fields: {code: code}}}",
    "kinds: {parcels: {crs: 'http://127.0.0.1:9/', fields: {code: code}}}",
    "kinds: {parcels: {encoding: zlib_codec, fields: {code: code}}}",
    "kinds: {parcels: {encoding: idna, fields: {code: code}}}",
    "kinds: {parcels: {layer: [1], fields: {code: [code]}}}",
    "kinds: {parcels: {fields: {code: null}}}",
    "kinds: {parcels: {fields: {'code); DROP TABLE register.parcel; --': code}}}",
    "kinds: {parcels: {fields: {batch_id: code, id: code}}}",
    "kinds: {parcels: {fields: {code: {column: code, as: rai_ngan_wa}}}}",
    "kinds: {parcels: {fields: {area_wa: {columns: [code, note], as: rai_ngan_wa}}}}",
    "kinds: {parcels: {fields: {code: {column: code, unit: parsec}}}}",
    "kinds: {parcels: {fields: {code: {column: code, round: sideways}}}}",
    "kinds: {parcels: {defaults: {area_wa: 1e999999}, fields: {code: code}}}",
    "kinds: {parcels: {fields: {code: {columns: [" + "code, " * 50_000 + "code]}}}}",
    "x" * 20_000_000,
    "\x00\x01",
    "- " * 200_000,
    "? " * 20_000,
    "kinds: |\n" + "  x\n" * 1_000_000,
    "%YAML 9.9\n---\nkinds: {}",
    "",
)


def profiles(seeds: Mapping[str, Seed]) -> Maker:
    """Import a good file by a bad profile."""
    table = seeds["csv"][".csv"]

    def make(folder: Path, chance: Random, index: int) -> Made:
        if index < len(TEXTS):
            content = TEXTS[index].encode()
        else:
            content = chance.choice(DAMAGES)(GOOD.encode(), chance)
        path = write(folder, "map.csv", table)
        profile = write(folder, "bad.yaml", content)
        return Made(path, f"profile {content[:60]!r}", mapping=profile)

    return make
