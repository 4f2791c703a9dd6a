"""A made-up map of parcels of any size, the same one each time, as a city has it.

Blocks of 1,000 lots between roads; the lots of a block share their corners. In a few
of them is what real files have: points twice, rings that cross themselves, neighbours
that overlap, a code twice. Coordinates are not on any grid, words are Thai in cp874.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyogrio
import shapely
from numpy.typing import NDArray

SRID = 32648
ORIGIN = (240_000.0, 1_800_000.0)
LOTS = (25, 40)
LOT_M, ROAD_M = (12.0, 24.0), 9.0
BLOCK_M = (LOTS[0] * LOT_M[0] + ROAD_M, LOTS[1] * LOT_M[1] + ROAD_M)
IN_BLOCK = LOTS[0] * LOTS[1]
WANDER_M = 1.5
ROADS = ("มิตรภาพ", "ศรีจันทร์", "หน้าเมือง", "กลางเมือง", "ประชาสโมสร", "รื่นรมย์", "")
DOCUMENTS = ("โฉนด", "โฉนด", "โฉนด", "น.ส.3ก", "โฉนด", "ส.ค.1")
Points = NDArray[np.float64]
Shapes = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class City:
    """Parcels and the blocks that they lie in.

    Attributes
    ----------
    count : int
        Parcels, a multiple of 1,000.
    """

    count: int

    @property
    def blocks(self) -> int:
        """Number of blocks."""
        return self.count // IN_BLOCK

    @property
    def across(self) -> int:
        """Number of blocks side by side."""
        return int(np.ceil(np.sqrt(self.blocks)))

    def block_codes(self) -> list[str]:
        """Name the blocks as LTAX does: zone and letter."""
        return [f"{1 + n // 26:02d}{chr(65 + n % 26)}" for n in range(self.blocks)]

    def corner(self, block: int) -> tuple[float, float]:
        """Tell where a block begins."""
        row, column = divmod(block, self.across)
        return ORIGIN[0] + column * BLOCK_M[0], ORIGIN[1] + row * BLOCK_M[1]

    def block_shapes(self) -> Shapes:
        """Draw the blocks, up to the middle of the roads."""
        corners = np.array([self.corner(n) for n in range(self.blocks)])
        half = ROAD_M / 2
        low, high = corners - half, corners + np.array(BLOCK_M) - half
        return np.asarray(shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1]))

    def boundary(self) -> shapely.Geometry:
        """Draw the authority around all blocks, with the many points that it has."""
        around = shapely.union_all(self.block_shapes(), grid_size=0.001)
        return shapely.segmentize(shapely.buffer(around, 40.0), 25.0)

    def parcel_shapes(self) -> Shapes:
        """Draw the parcels, flaws and all."""
        random = np.random.default_rng(20)
        shapes = np.concatenate(
            [_lots(self.corner(n), random) for n in range(self.blocks)]
        )
        return _with_flaws(shapes)


def _lots(corner: tuple[float, float], random: np.random.Generator) -> Shapes:
    """Draw the lots of a block: crooked, with points on their sides, no gaps."""
    wide, high = LOTS
    # Every second point is a corner, the ones between lie on the sides.
    x, y = np.meshgrid(
        np.arange(2 * wide + 1) * LOT_M[0] / 2, np.arange(2 * high + 1) * LOT_M[1] / 2
    )
    points = np.stack([x, y], axis=-1) + random.uniform(
        -WANDER_M, WANDER_M, (*x.shape, 2)
    )
    points += np.array(corner)
    steps = [(0, 0), (0, 1), (0, 2), (1, 2), (2, 2), (2, 1), (2, 0), (1, 0), (0, 0)]
    rings = np.stack(
        [
            points[down : down + 2 * high - 1 : 2, along : along + 2 * wide - 1 : 2]
            for down, along in steps
        ],
        axis=2,
    )
    return np.asarray(shapely.polygons(rings.reshape(-1, len(steps), 2)))


def _with_flaws(shapes: Shapes) -> Shapes:
    every = np.arange(len(shapes))
    for row in every[every % 1000 == 7]:
        ring = shapely.get_coordinates(shapes[row])
        shapes[row] = shapely.polygons(np.repeat(ring, [1, 2, *[1] * 7], axis=0))
    for row in every[every % 2000 == 11]:
        shapes[row] = shapely.buffer(shapes[row], 0.4, join_style="mitre")
    for row in every[every % 5000 == 13]:
        ring = shapely.get_coordinates(shapes[row])
        shapes[row] = shapely.polygons(ring[[0, 1, 2, 3, 4, 6, 5, 7, 0]])
    return shapes


def _columns(city: City) -> dict[str, list[str]]:
    count = range(city.count)
    codes = [
        f"{block}{lot:03d}" for block in city.block_codes() for lot in range(IN_BLOCK)
    ]
    codes[4000::10_000] = codes[3999::10_000]
    return {
        "PARCEL_COD": codes,
        "DOC_TYPE": [DOCUMENTS[n % 6] for n in count],
        "DEED_NO": [str(30_000 + n) for n in count],
        "UTMMAP1": [str(5540 + n // 50_000) for n in count],
        "UTMMAP2": [("I", "II", "III", "IV")[n // 5_000 % 4] for n in count],
        "UTMMAP3": [str(6016 + 2 * (n // 1_000 % 20)) for n in count],
        "UTMMAP4": [f"{n // 500 % 16 + 1:02d}" for n in count],
        "UTMSCALE": ["1000"] * city.count,
        "LAND_NO": [str(n % 500 + 1) for n in count],
        "SURVEY_NO": [str(1_000 + n * 7 % 9_000) for n in count],
        "AREA_WA": [f"{50 + n * 37 % 600 / 10:.1f}" for n in count],
        "HOUSE_NO": [f"{n % 900 + 1}/{n * 7 % 400 + 1}" for n in count],
        "MOO": [str(n // 1_000 % 17 + 1) for n in count],
        "SOI": [f"มิตรสัมพันธ์ {n // 200 % 40 + 1}" if n % 3 else "" for n in count],
        "ROAD": [ROADS[n // 300 % 7] for n in count],
        "TAMBON": [("ในเมือง", "บ้านเป็ด", "ศิลา")[n // 9_000 % 3] for n in count],
        "SURVEYED_O": [
            f"{n % 28 + 1:02d}/{n % 12 + 1:02d}/25{50 + n % 19}" for n in count
        ],
    }


def write_parcels(path: Path, city: City, *, moved: int = 0) -> Path:
    """Write the parcels as a shapefile in cp874 or, by the suffix, as a GeoPackage.

    Parameters
    ----------
    path : Path
    city : City
    moved : int
        Give so many parcels, spread over the city, another land number.
    """
    columns = _columns(city)
    if moved:
        for row in np.linspace(0, city.count - 1, moved).astype(int):
            columns["LAND_NO"][row] = "999"
    shapes = pa.array(shapely.to_wkb(city.parcel_shapes()))
    if path.suffix == ".gpkg":
        return _write(path, pa.table({**columns, "geom": shapes}))
    _write(path, pa.table({"n": pa.nulls(city.count, pa.int8()), "geom": shapes}))
    path.with_suffix(".dbf").write_bytes(_dbf(columns, city.count))
    path.with_suffix(".cpg").write_text("CP874", encoding="ascii")
    return path


def _dbf(columns: dict[str, list[str]], count: int) -> bytes:
    """Write the table of a shapefile, as wide as its longest words."""
    cells = {
        name: np.array([value.encode("cp874") for value in values])
        for name, values in columns.items()
    }
    width = 1 + sum(column.itemsize for column in cells.values())
    head = struct.pack("<4BIHH20x", 3, 126, 11, 21, count, 33 + 32 * len(cells), width)
    for name, column in cells.items():
        head += struct.pack("<11sc4xB15x", name.encode(), b"C", column.itemsize)
    rows = np.full((count, width), ord(" "), np.uint8)
    at = 1
    for column in cells.values():
        letters = column.view(np.uint8).reshape(count, column.itemsize)
        rows[:, at : at + column.itemsize] = np.where(letters, letters, ord(" "))
        at += column.itemsize
    return head + b"\r" + rows.tobytes() + b"\x1a"


def write_blocks(path: Path, city: City) -> Path:
    """Write the blocks as a GeoPackage."""
    table = pa.table(
        {
            "code": city.block_codes(),
            "geom": pa.array(shapely.to_wkb(city.block_shapes())),
        }
    )
    return _write(path, table)


def write_boundary(path: Path, city: City) -> Path:
    """Write the authority as a GeoPackage."""
    table = pa.table(
        {
            "code": ["2401001"],
            "name_th": ["เทศบาลนครตัวอย่าง"],
            "geom": pa.array([shapely.to_wkb(city.boundary())]),
        }
    )
    return _write(path, table)


def _write(path: Path, table: pa.Table) -> Path:
    pyogrio.write_arrow(
        table,
        path,
        driver="GPKG" if path.suffix == ".gpkg" else "ESRI Shapefile",
        geometry_name="geom",
        geometry_type="Polygon",
        crs=f"EPSG:{SRID}",
        layer=path.stem,
    )
    return path
