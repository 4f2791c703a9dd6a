"""A shapefile such as an office sends: its own column names, and mistakes in it."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path

import geopandas as gpd
import shapely

from tests.builders import ORIGIN

EAST, NORTH = ORIGIN
GOOD = 14
COLUMNS = ("PLOT_ID", "PAPER_NO", "AREA_WAH", "LANE")


def office_shapefile() -> bytes:
    """Write the parcels of a street as a zipped shapefile.

    Fourteen parcels are good; one crosses itself, one lies on its neighbour, one has
    a remark for a code, and one is drawn far away.
    """
    rows = [_row(f"01B2{n:02d}", n, _lot(n)) for n in range(GOOD)]
    x, y = EAST + 8, NORTH + 150
    bow_tie = shapely.Polygon([(x, y), (x + 16, y + 14), (x + 16, y), (x, y + 14)])
    rows.append(_row("01B290", 90, bow_tie))
    rows.append(_row("01B291", 91, shapely.box(x + 40, y - 40, x + 60, y - 20)))
    rows.append(_row("ที่วัดยังไม่มีเลข", 92, shapely.box(x + 60, y, x + 74, y + 14)))
    far = shapely.box(EAST + 9000, NORTH, EAST + 9015, NORTH + 14)
    rows.append(_row("01B293", 93, far))
    rows.append(_row("01B200", 94, shapely.box(x + 80, y, x + 94, y + 14)))
    return _zipped(gpd.GeoDataFrame(rows, crs=32648))


def _lot(number: int) -> shapely.Polygon:
    x = EAST + 8 + 16 * number
    return shapely.box(x, NORTH + 94, x + 16, NORTH + 118)


def _row(code: str, number: int, shape: shapely.Geometry) -> dict[str, object]:
    area = round(float(shapely.area(shape)) / 4, 1)
    values = (code, str(70_000 + number), area, "ซอยสมมุติ 4")
    return dict(zip(COLUMNS, values, strict=True)) | {"geometry": shape}


def _zipped(frame: gpd.GeoDataFrame) -> bytes:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        frame.to_file(folder / "แปลงที่ดิน_2569.shp", encoding="utf-8")
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(folder.iterdir()):
                archive.write(path, path.name)
    return content.getvalue()
