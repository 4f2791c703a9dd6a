"""Signboard tax of the register: every permanent sign that stands in the year."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from psycopg import Connection

from kkmgis.assess.bulk import TEXT, WHOLE, read_table, texts, truth, whole
from kkmgis.assess.holding import BUDDHIST_ERA
from kkmgis.assess.run_rows import RunRows, set_aside_rows, whole_column
from kkmgis.tax.compile_sign import SignText
from kkmgis.tax.rulebook import RuleBook
from kkmgis.tax.sign import SignFacts, assess_signs
from kkmgis.tax.sign_records import stored_sign_records

EXEMPT = "exempt"
USE = "sign"

_AREA_DECIMALS = 4
_GROUPS = [text.name.lower() for text in SignText]

# A sign taken down in the year keeps its tax for that year (s.14 bis); one taken
# down before it, or put up after it, has none.
_SIGNS = """
SELECT s.id, s.code, s.version, coalesce(s.parcel_id, b.parcel_id), s.owner_id,
       (s.width_cm * s.height_cm * 10000)::bigint, s.sides,
       CASE s.text_class WHEN 'thai' THEN 0 WHEN 'mixed' THEN 1
                         WHEN 'foreign' THEN 2 END,
       s.moving::int,
       CASE WHEN s.installed_on >= %(first)s
            THEN extract(quarter FROM s.installed_on)::int ELSE 0 END,
       nullif(btrim(s.exempt_under), '')
FROM register.sign s LEFT JOIN register.building b ON b.id = s.building_id
LEFT JOIN register.parcel p ON p.id = coalesce(s.parcel_id, b.parcel_id)
WHERE s.kind = 'permanent'
  AND (s.removed_on IS NULL OR s.removed_on >= %(first)s)
  AND (s.installed_on IS NULL OR s.installed_on <= %(last)s)
ORDER BY s.owner_id, p.code COLLATE "C", s.code COLLATE "C"
"""
_COLUMNS: dict[str, pa.DataType] = {
    "id": WHOLE,
    "code": TEXT,
    "version": WHOLE,
    "parcel_id": WHOLE,
    "owner_id": WHOLE,
    "area": WHOLE,
    "sides": WHOLE,
    "text_class": WHOLE,
    "moving": WHOLE,
    "quarter": WHOLE,
    "exempt_under": TEXT,
}


def assess_register_signs(connection: Connection[Any], rules: RuleBook) -> RunRows:
    """Assess the signs of the register for a tax year.

    Parameters
    ----------
    connection : Connection
    rules : RuleBook
        Of the tax year.

    Returns
    -------
    RunRows
        One line a sign. An exempt sign has a line without tax. A sign without
        an owner, a size or a class of text is set aside: s.7 makes others liable
        only after the municipality looked for the owner.

    Notes
    -----
    Legal source: Signboard Tax Act B.E. 2510 s.7, s.8, s.14 bis, schedule.
    Temporary signs fall under permits and are not taxed here.
    """
    year = rules.tax_year - BUDDHIST_ERA
    table = read_table(
        connection,
        _SIGNS,
        _COLUMNS,
        {"first": dt.date(year, 1, 1), "last": dt.date(year, 12, 31)},
    )
    exempt = np.asarray(table.column("exempt_under").combine_chunks().is_valid())
    faults = {
        "no_owner": whole(table, "owner_id") < 0,
        "no_size": ~exempt & (whole(table, "area") <= 0),
        "no_text_class": ~exempt & (whole(table, "text_class") < 0),
    }
    kinds = pa.array(["sign"] * len(table), pa.string())
    set_aside = set_aside_rows(kinds, whole(table, "id"), texts(table, "code"), faults)
    faulty = np.logical_or.reduce(list(faults.values()))
    taken = table.filter(pa.array(~faulty)).combine_chunks()
    return _rows(taken, rules, set_aside)


def _rows(table: pa.Table, rules: RuleBook, set_aside: pa.Table) -> RunRows:
    exempt = np.asarray(texts(table, "exempt_under").is_valid())
    tax, records = _taxed(table.filter(pa.array(~exempt)), rules)
    amounts = np.zeros(len(table), dtype=np.int64)
    amounts[~exempt] = tax
    owners, number = np.unique(whole(table, "owner_id"), return_inverse=True)
    group = pa.array([*_GROUPS, EXEMPT], pa.string()).take(
        pa.array(np.where(exempt, len(_GROUPS), whole(table, "text_class")))
    )
    nothing = np.zeros(len(table), dtype=np.int64)
    lines = pa.table(
        {
            "number": np.arange(1, len(table) + 1),
            "assessment_number": number + 1,
            "kind": pa.array(["sign"] * len(table), pa.string()),
            "object_id": table.column("id"),
            "object_code": table.column("code"),
            "parcel_id": table.column("parcel_id"),
            "use": pa.array([USE] * len(table), pa.string()),
            "rate_group": group,
            "pool": np.arange(len(table)),
            "value_satang": nothing,
            "base_satang": nothing,
            "exempt_satang": nothing,
            "taxable_satang": nothing,
            "tax_satang": amounts,
        }
    )
    total = np.zeros(len(owners), dtype=np.int64)
    np.add.at(total, number, amounts)
    assessments = pa.table(
        {
            "number": np.arange(1, len(owners) + 1),
            "party_ids": pc.binary_join_element_wise(
                "{", pa.array(owners).cast(pa.string()), "}", ""
            ),
            "line_count": np.bincount(number, minlength=len(owners)),
            "total_satang": total,
        }
    )
    evidence = _evidence(table, exempt, records)
    return RunRows(
        lines, lambda first, last: evidence[first:last], assessments, set_aside
    )


def _taxed(table: pa.Table, rules: RuleBook) -> tuple[Any, list[str]]:
    facts = SignFacts(
        tax_year=rules.tax_year,
        area_decimals=_AREA_DECIMALS,
        area=whole(table, "area"),
        sides=whole(table, "sides"),
        text=whole(table, "text_class").astype(np.int8),
        moving=truth(table, "moving"),
        quarter=whole(table, "quarter").astype(np.int8),
    )
    result = assess_signs(facts, rules)
    return whole_column(result.tax).to_numpy(), stored_sign_records(facts, result)


def _evidence(table: pa.Table, exempt: Any, records: list[str]) -> list[str]:  # noqa: ANN401
    taxed = iter(records)
    texts = []
    for version, is_exempt, paragraph in zip(
        table.column("version").to_pylist(),
        exempt.tolist(),
        table.column("exempt_under").to_pylist(),
        strict=True,
    ):
        if is_exempt:
            texts.append(
                json.dumps({"exempt_under": paragraph, "object": version}),
            )
        else:
            texts.append(f'{{"record":"{next(taxed)}","object":{version}}}')
    return texts
