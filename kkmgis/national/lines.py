"""Lines of tax of a partition as rows of a file; each explains itself.

A row holds the record of the line (`kkmgis.tax.records`), so that with the rule
book of its version it can be explained and recomputed for ever, even without the
partition that it came from.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from kkmgis.national.read import Objects
from kkmgis.national.write import whole_array
from kkmgis.tax.assess import Assessment
from kkmgis.tax.facts import Facts
from kkmgis.tax.records import FIELDS, LineRecord, record_columns


def line_table(objects: Objects, facts: Facts, result: Assessment) -> pa.Table:
    """Lay lines out as rows.

    Parameters
    ----------
    objects : Objects
    facts : Facts
        Of the assessed ones.
    result : Assessment
        Of these facts.

    Returns
    -------
    Table
        ``line`` from 1 in listed order, ``code``, ``object`` and ``taxpayer`` as in
        the partition, ``pool`` by a number of this table, then
        `kkmgis.tax.records.FIELDS`.
    """
    row = np.flatnonzero(objects.assessed)[facts.asset]
    places = {
        "line": np.arange(1, len(row) + 1),
        "object": objects.id[row],
        "taxpayer": objects.taxpayer[row],
        "pool": facts.pool[facts.asset],
    }
    columns = places | record_columns(facts, result)
    table = pa.table({name: whole_array(column) for name, column in columns.items()})
    return table.add_column(1, "code", objects.code.take(pa.array(row)))


def record_of_row(row: Mapping[str, Any]) -> LineRecord:
    """Make the record of a row that was read back.

    Parameters
    ----------
    row : mapping of str to int, bool or Decimal

    Returns
    -------
    LineRecord
        For `kkmgis.tax.explain.explain_line`.
    """
    return LineRecord(*(int(row[name]) for name in FIELDS))
