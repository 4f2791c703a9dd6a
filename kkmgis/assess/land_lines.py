"""Lines of the land and building tax as rows to be stored."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from kkmgis.assess.evidence import Evidence
from kkmgis.assess.holding import array_literal
from kkmgis.assess.land_facts import LandFacts, LandRegister
from kkmgis.assess.objects import KIND_NAMES
from kkmgis.assess.run_rows import RunRows, set_aside_rows, whole_column
from kkmgis.tax.assess import Assessment
from kkmgis.tax.facts import RateGroup, Use

_USES = [use.name.lower() for use in Use]
_GROUPS = [group.name.lower() for group in RateGroup]


def land_rows_to_store(
    register: LandRegister,
    made: LandFacts,
    result: Assessment,
) -> RunRows:
    """Lay the result of the kernel out as rows of the tables of a run.

    Parameters
    ----------
    register : LandRegister
    made : LandFacts
        From ``register``.
    result : Assessment
        Of these facts.

    Returns
    -------
    RunRows
    """
    objects, facts = register.objects, made.facts
    rows = made.asset_rows[facts.asset]
    owner_set = objects.owner_set[rows]
    sets, number = np.unique(owner_set, return_inverse=True)
    parcel = objects.parcel_id[rows]
    tax = whole_column(result.tax)
    lines = pa.table(
        {
            "number": np.arange(1, len(rows) + 1),
            "assessment_number": number + 1,
            "kind": _named(KIND_NAMES, objects.kind[rows]),
            "object_id": objects.id[rows],
            "object_code": objects.code.take(pa.array(rows)),
            "parcel_id": pa.array(parcel, mask=parcel < 0),
            "use": _named(_USES, facts.use),
            "rate_group": _named(_GROUPS, result.group),
            "pool": facts.pool[facts.asset],
            "value_satang": whole_column(result.value[facts.asset]),
            "base_satang": whole_column(result.base),
            "exempt_satang": whole_column(result.exempt),
            "taxable_satang": whole_column(result.taxable),
            "tax_satang": tax,
        }
    )
    total = np.zeros(len(sets), dtype=np.int64)
    np.add.at(total, number, tax.to_numpy())
    assessments = pa.table(
        {
            "number": np.arange(1, len(sets) + 1),
            "party_ids": pa.array(
                [array_literal(register.holding.sets[n]) for n in sets.tolist()],
                pa.string(),
            ),
            "line_count": np.bincount(number, minlength=len(sets)),
            "total_satang": total,
        }
    )
    set_aside = set_aside_rows(
        _named(KIND_NAMES, objects.kind), objects.id, objects.code, made.faults
    )
    facts_of = Evidence(register, made, result).texts
    return RunRows(lines, facts_of, assessments, set_aside)


def _named(names: list[str] | tuple[str, ...], codes: Any) -> pa.Array:  # noqa: ANN401
    return pa.array(names, pa.string()).take(pa.array(codes.astype(np.int64)))
