"""Prices of the register in another tax year, for objects that were assessed."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from psycopg import Connection

from kkmgis.assess.bulk import WHOLE, concat, read_table, whole
from kkmgis.assess.keys import object_keys, rows_of_keys
from kkmgis.assess.objects import OBJECT_COLUMNS, OBJECT_QUERIES
from kkmgis.tax.reform import NO_PRICE, OtherPrices

_WANTED = ("kind", "id", "stated_satang", "price_satang")


def read_prices(
    connection: Connection[Any], year_be: int, objects: npt.NDArray[np.int64]
) -> OtherPrices:
    """Read stated values and prices of a tax year.

    Parameters
    ----------
    connection : Connection
    year_be : int
        Buddhist Era.
    objects : ndarray of int64, shape (assets,)
        Keys of kind and id (`kkmgis.assess.keys`).

    Returns
    -------
    OtherPrices
        `kkmgis.tax.reform.NO_PRICE` where the year has none, or has 0.
    """
    named = ", ".join(f"c{number}" for number in range(len(OBJECT_COLUMNS)))
    places = [list(OBJECT_COLUMNS).index(name) for name in _WANTED]
    taken = ", ".join(f"c{place}" for place in places)
    columns = dict.fromkeys(_WANTED, WHOLE)
    table = concat(
        [
            read_table(
                connection,
                f"SELECT {taken} FROM ({query}) AS o ({named})",
                columns,
                {"year": year_be},
            )
            for query in OBJECT_QUERIES
        ]
    )
    rows = rows_of_keys(object_keys(whole(table, "kind"), whole(table, "id")), objects)

    def of_objects(name: str) -> npt.NDArray[np.int64]:
        found = np.append(whole(table, name), NO_PRICE)[rows]
        return np.where(found > 0, found, NO_PRICE)

    return OtherPrices(of_objects("stated_satang"), of_objects("price_satang"))
