"""How a file writes its rows: what is needed to write some of them the same way.

Each function gives a mapping that JSON can hold; it is kept with the batch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyproj import CRS

if TYPE_CHECKING:
    from importers.dbf import Table

Form = Mapping[str, Any]
DRIVER_AT = 29
"""Where the header of a DBF has its language driver."""
_HEADER_BYTES = _FIELD_BYTES = 32
_WIDTH_AT = 16


def of_text(
    text: str,
    header: Sequence[str],
    columns: Sequence[str],
    codec: str,
    delimiter: str,
) -> Form:
    """Describe a text table.

    Parameters
    ----------
    text : str
        Decoded content.
    header, columns : sequence of str, each of length n
        Names as they are written, and as they are told apart.
    codec : str
        Python codec.
    delimiter : str
    """
    first = next((line for line in text.splitlines() if line.strip(' ,;\t|"')), "")
    quoted = first.count(f'"{delimiter}"') == len(header) - 1
    return {
        "codec": codec,
        "delimiter": delimiter,
        "quote_all": quoted and first.startswith('"') and first.endswith('"'),
        "newline": "\r\n" if "\r\n" in text else "\n",
        "header": list(header),
        "columns": list(columns),
    }


def of_shapefile(path: Path, table: Table | None, geometry_type: str | None) -> Form:
    """Describe a shapefile or a DBF.

    Parameters
    ----------
    path : Path
        The .shp or the .dbf.
    table : Table or None
    geometry_type : str or None
        None for a table alone.
    """
    from importers.shapefile import companion

    form: dict[str, Any] = {"geometry_type": geometry_type, "columns": []}
    for suffix in ("prj", "cpg"):
        beside = companion(path, f".{suffix}")
        form[suffix] = None if beside is None else beside.read_bytes().hex()
    if table is not None:
        with table.path.open("rb") as file:
            head = file.read(table.header_bytes)
        form["driver"] = head[DRIVER_AT]
        form["fields"] = _descriptors(head, len(table.columns)).hex()
        form["codec"] = table.encoding.name
        form["columns"] = [column.name for column in table.columns]
    return form


def _descriptors(head: bytes, count: int) -> bytes:
    """Take the descriptions of the columns that have a width."""
    places = range(_HEADER_BYTES, len(head) - 1, _FIELD_BYTES)
    fields = (head[at : at + _FIELD_BYTES] for at in places)
    return b"".join([one for one in fields if one[_WIDTH_AT]][:count])


def of_layer(
    info: Mapping[str, Any], geometry_type: str | None, crs: CRS | None
) -> Form:
    """Describe a layer that GDAL reads.

    Parameters
    ----------
    info : mapping
        What pyogrio tells of the layer.
    geometry_type : str or None
    crs : CRS or None
    """
    from importers.rows import unique_names

    return {
        "columns": unique_names([str(name) for name in info["fields"]]),
        "types": [str(one) for one in info["ogr_types"]],
        "subtypes": [str(one) for one in info["ogr_subtypes"]],
        "geometry_type": geometry_type,
        "crs": None if crs is None else crs.to_wkt(),
    }
