"""Reading the demo's files back, without the importers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyogrio
import shapely
from numpy.typing import NDArray

from kkmgis.crs import parse_crs, to_storage
from kkmgis.demo import Manifest


@dataclass(frozen=True, slots=True)
class Ground:
    """Parcels and public areas on the register's grid."""

    parcel_code: list[str]
    parcels: NDArray[np.object_]
    public: NDArray[np.object_]
    limit: shapely.Geometry


def read_map(city: Manifest, name: str) -> pd.DataFrame:
    """Read a shapefile: its text, and ``geom`` in EPSG:32648, not on a grid."""
    frame = pyogrio.read_dataframe(city.folder / name, encoding="cp874")
    stored = to_storage(
        np.asarray(frame.geometry), parse_crs(frame.crs.to_epsg()), 32648
    )
    table = pd.DataFrame(frame.drop(columns="geometry")).fillna("")
    table["geom"] = stored
    return table


def on_grid(shapes: pd.Series) -> NDArray[np.object_]:
    """Round coordinates to the millimetre, as the register does."""
    values = np.asarray(shapes, dtype=object)
    return shapely.transform(values, lambda xy: np.round(xy, 3))


def read_ground(city: Manifest) -> Ground:
    """Read parcels, public areas and the limit."""
    parcels = read_map(city, "parcel.shp")
    return Ground(
        list(parcels["PARCEL_COD"]),
        on_grid(parcels["geom"]),
        on_grid(read_map(city, "public.shp")["geom"]),
        on_grid(read_map(city, "boundary.shp")["geom"])[0],
    )


def read_table(city: Manifest, name: str) -> pd.DataFrame:
    """Read a workbook or CSV file as text."""
    path = city.folder / name
    if path.suffix == ".xlsx":
        return pd.read_excel(path, dtype=str, engine="calamine").fillna("")
    encoding = "utf-8-sig" if "treasury" in name else "cp874"
    return pd.read_csv(path, dtype=str, encoding=encoding).fillna("")


def planted(city: Manifest, kind: str) -> set[str]:
    """Give the codes of planted gaps of a kind; of a pair joined by a bar."""
    return {"|".join(answer.codes) for answer in city.answers[kind]}
