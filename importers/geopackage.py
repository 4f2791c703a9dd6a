"""GeoPackages: which of their layers are queries that GDAL would run."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from urllib.parse import quote

from kkmgis.errors import SourceError
from kkmgis.i18n import both


def query_layers(path: Path) -> frozenset[str]:
    """Name what looks like a layer and is a view or a virtual table.

    Asking a view for its rows runs whatever somebody wrote there, for ever if he
    meant that.

    Parameters
    ----------
    path : Path
        A GeoPackage.

    Returns
    -------
    frozenset of str
        In small letters; none of them is announced as content.

    Raises
    ------
    SourceError
        The file announces a view as one of its layers, or is no database.
    """
    place = f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1"
    try:
        connection = sqlite3.connect(place, uri=True)
        try:
            connection.text_factory = lambda text: text.decode("utf-8", "replace")
            found = connection.execute(
                "SELECT lower(name) FROM sqlite_master WHERE type = 'view'"
                " OR (sql LIKE 'create virtual%' AND NOT sql LIKE '%using%rtree%')"
            ).fetchall()
            announced = connection.execute(
                "SELECT lower(table_name) FROM gpkg_contents"
            ).fetchall()
        finally:
            connection.close()
    except (sqlite3.Error, UnicodeDecodeError) as error:
        shown = {"name": path.name, "reason": str(error)[:120]}
        raise SourceError(both("source.unreadable", **shown)) from error
    queries = frozenset(str(name) for (name,) in found)
    for (name,) in announced:
        if name in queries:
            shown = {"name": path.name, "layer": str(name)[:60]}
            raise SourceError(both("source.query_layer", **shown))
    return queries
