"""Any imports, undone the latest first, leave the register as it was at each step."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from importers.undo import undo_batch
from tests.importers.conftest import Load
from tests.importers.dump import register_dump
from tests.importers.files import box, write_csv, write_gpkg

KINDS = ("blocks", "parcels", "buildings", "parties", "rights", "uses", "signs")


def version_of(folder: Path, kind: str, turn: int) -> Path:
    """Write a file of some kind; what it says depends on the turn."""
    folder.mkdir()
    some = range(turn % 3, turn % 3 + 4)
    codes = [f"01A00{n}" for n in some]
    if kind == "blocks":
        shape = box(-10 * turn, 0, 300 + 50 * turn, 60)
        return write_gpkg(folder / "a.gpkg", [{"code": "01A"}], [shape])
    if kind == "parcels":
        rows = [{"code": c, "deed_no": str(turn), "appraised_value": turn * 10 + 1}
                for c in codes]  # fmt: skip
        shapes = [box(50 * n + turn, 0, 40 + turn % 2) for n in some]
        return write_gpkg(folder / "a.gpkg", rows, shapes)
    if kind == "buildings":
        rows = [{"code": f"{c}-B001", "storeys": 1 + turn % 2} for c in codes]
        shapes = [box(50 * n + 5 * (turn % 5), 5, 20, 20) for n in some]
        return write_gpkg(folder / "a.gpkg", rows, shapes)
    tables: dict[str, tuple[list[str], list[list[object]]]] = {
        "parties": (
            ["code", "name", "phone"],
            [[f"P{n}", f"สม{turn}", "" if n == turn % 4 else f"08{turn}"] for n in some],
        ),
        "rights": (
            ["object_kind", "object_code", "party_code", "share"],
            [["parcel", c, f"P{n}", f"1/{1 + turn % 2}"]
             for n, c in zip(some, codes, strict=True)],
        ),
        "uses": (
            ["object_kind", "object_code", "from_year_be", "use", "amount"],
            [["parcel", c, 2566 + turn % 2, ("other", "residential")[turn % 2], 1]
             for c in codes],
        ),
        "signs": (
            ["code", "parcel_code", "width_cm", "height_cm"],
            [[f"{c}-P001", c, 100 + turn, 50] for c in codes],
        ),
    }  # fmt: skip
    header, lines = tables[kind]
    return write_csv(folder / "a.csv", header, *lines)


@pytest.mark.parametrize("seed", range(6))
def test_register_is_as_before_at_each_step_back(
    load: Load, tmp_path: Path, connection: Connection[Any], seed: int
) -> None:
    """Imports and undos in an order of the seed's own, then all the way back."""
    done: list[int] = []
    states = [register_dump(connection)]
    for turn in range(14):
        draw = (seed * 31 + turn * turn * 7 + turn * 5) % 11
        if draw < 3 and done:
            undo_batch(connection, done.pop(), actor="test")
            states.pop()
            assert register_dump(connection) == states[-1]
            continue
        kind = KINDS[min(draw % 7, turn)] if turn < 3 else KINDS[draw % 7]
        path = version_of(tmp_path / str(turn), kind, turn + seed)
        done.append(load(kind, path).batch)
        states.append(register_dump(connection))
    while done:
        assert register_dump(connection) == states.pop()
        undo_batch(connection, done.pop(), actor="test")
    assert register_dump(connection) == states.pop()
    assert states == []
