"""Lines of the land and building tax as rows to be stored."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from kkmgis.assess.land_facts import LandFacts, LandRegister
from kkmgis.assess.objects import KIND_NAMES, PRICE_SOURCES
from kkmgis.assess.run_rows import RunRows, set_aside_rows, whole_column
from kkmgis.assess.uses import NO_USE
from kkmgis.tax.assess import Assessment
from kkmgis.tax.facts import RateGroup, Use
from kkmgis.tax.records import stored_records

_USES = [use.name.lower() for use in Use]
_GROUPS = [group.name.lower() for group in RateGroup]


def land_rows_to_store(
    register: LandRegister,
    made: LandFacts,
    result: Assessment,
    parties: Mapping[int, str],
) -> RunRows:
    """Lay the result of the kernel out as rows of the tables of a run.

    Parameters
    ----------
    register : LandRegister
    made : LandFacts
        From ``register``.
    result : Assessment
        Of these facts.
    parties : mapping of int to str
        Array literal of each owner set.

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
            "facts": pa.array(_evidence(register, made, result), pa.string()),
        }
    )
    total = np.zeros(len(sets), dtype=np.int64)
    np.add.at(total, number, tax.to_numpy())
    assessments = pa.table(
        {
            "number": np.arange(1, len(sets) + 1),
            "party_ids": pa.array([parties[n] for n in sets.tolist()], pa.string()),
            "line_count": np.bincount(number, minlength=len(sets)),
            "total_satang": total,
        }
    )
    set_aside = set_aside_rows(
        _named(KIND_NAMES, objects.kind), objects.id, objects.code, made.faults
    )
    return RunRows(lines, assessments, set_aside)


def _named(names: list[str] | tuple[str, ...], codes: Any) -> pa.Array:  # noqa: ANN401
    return pa.array(names, pa.string()).take(pa.array(codes.astype(np.int64)))


def _evidence(register: LandRegister, made: LandFacts, result: Assessment) -> list[str]:
    """Write what each line rests on: the kernel's record, and register rows.

    ``price`` is where the value came from, ``use`` the row of the use; each with
    id and version. ``follows`` are the codes of buildings (C3) instead.
    """
    of_object = _object_evidence(register, made)
    uses = register.uses.take(made.line_rows)
    code = register.objects.code
    followed: dict[int, str] = {
        row: json.dumps([code[building].as_py() for building in buildings])
        for row, buildings in register.followed.items()
    }
    texts = []
    for record, asset, owner, use, version in zip(
        stored_records(made.facts, result),
        made.facts.asset.tolist(),
        uses.owner.tolist(),
        uses.id.tolist(),
        uses.version.tolist(),
        strict=True,
    ):
        if use != NO_USE:
            origin = f'"use":[{use},{version}]'
        else:
            origin = f'"follows":{followed.get(owner, "[]")}'
        texts.append(f'{{"record":"{record}",{origin},{of_object[asset]}}}')
    return texts


def _object_evidence(register: LandRegister, made: LandFacts) -> list[str]:
    objects, rows = register.objects, made.asset_rows
    marks = [
        (name, getattr(objects, name)[rows].tolist())
        for name in ("possessed", "with_land", "second_home")
    ]
    texts = []
    for n, (version, source, price, price_version) in enumerate(
        zip(
            objects.version[rows].tolist(),
            objects.price_source[rows].tolist(),
            objects.price_id[rows].tolist(),
            objects.price_version[rows].tolist(),
            strict=True,
        )
    ):
        marked = "".join(f',"{name}":true' for name, column in marks if column[n])
        texts.append(
            f'"object":{version},'
            f'"price":["{PRICE_SOURCES[source]}",{price},{price_version}]{marked}'
        )
    return texts
