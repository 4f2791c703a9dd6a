"""Small files for tests of imports by web: parcels north of the street of the town."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely

from tests.builders import ORIGIN


def lots(count: int, *, prefix: str = "01B", **columns: Any) -> gpd.GeoDataFrame:
    """Make parcels in a row, each 10 m by 10 m.

    Parameters
    ----------
    columns
        Values of more columns, by their names.
    """
    east, north = ORIGIN
    boxes = [
        shapely.box(east + 10 * n, north + 42, east + 10 * n + 10, north + 52)
        for n in range(count)
    ]
    codes = [f"{prefix}{n + 1:03d}" for n in range(count)]
    return gpd.GeoDataFrame({"LOT": codes, **columns}, geometry=boxes, crs=32648)


def zipped_shapefile(frame: gpd.GeoDataFrame, name: str = "แปลงที่ดิน") -> bytes:
    """Write a zipped shapefile."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        frame.to_file(folder / f"{name}.shp", encoding="utf-8")
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(folder.iterdir()):
                archive.write(path, path.name)
    return content.getvalue()
