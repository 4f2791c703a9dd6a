"""A difference between rolls as JSON and as rows of a file, with exact amounts."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from kkmgis.assess.difference import CAUSES_OF_TAX, RollDifference
from kkmgis.assess.difference_totals import (
    CauseTotal,
    GroupChange,
    amendments,
    cause_totals,
    changed_objects,
    changes_by,
    corrected_aspects,
    main_causes,
)
from kkmgis.assess.run_choice import ChosenRun
from kkmgis.tax.money import baht_text

Rows = npt.NDArray[np.int64]
Json = dict[str, Any]

_HEAD = ("kind", "object_code", "parcel_code", "block", "main_use")
_TAXES = ("tax_before", "tax_after", "change")
_TAIL = ("main_cause", "amended")


def columns_of_file(tax: str) -> tuple[str, ...]:
    """Name the columns of a file of a tax: amounts in baht, one row an object.

    The causes add up to ``change``; what stands under ``corrected_…`` adds up to
    the cause ``correction``.
    """
    causes = CAUSES_OF_TAX[tax]
    corrected = [f"corrected_{name}" for name in causes[:-1]]
    return (*_HEAD, *_TAXES, *causes, *corrected, *_TAIL)


def money_columns(tax: str) -> frozenset[str]:
    """Name those of the columns that are amounts."""
    return frozenset(columns_of_file(tax)) - {*_HEAD, *_TAIL}


def summary(found: RollDifference) -> Json:
    """Give everything but the objects, ready for JSON.

    Returns
    -------
    dict
        ``causes`` add up to ``change``, and so do ``aspects``; ``corrected`` adds up
        to the cause ``correction``.
    """
    objects = changed_objects(found)
    return {
        "tax": found.tax,
        "from": _run(found.before),
        "to": _run(found.after),
        "same_year": found.same_year,
        "change": _baht(found.after.total_satang - found.before.total_satang),
        "causes": [_cause(one) for one in cause_totals(found.causes)],
        "aspects": [_cause(one) for one in cause_totals(found.aspects)],
        "corrected": [_cause(one) for one in corrected_aspects(found)],
        "objects": {
            "same": objects.same,
            "raised": objects.raised,
            "lowered": objects.lowered,
            "only_from": objects.only_before,
            "only_to": objects.only_after,
        },
        "uses": [_group(one, "use") for one in changes_by(found, found.use)],
        "blocks": [_group(one, "block") for one in changes_by(found, found.block)],
        "seconds": round(found.seconds, 2),
    }


def items(found: RollDifference, rows: Rows) -> list[Json]:
    """Give some objects, ready for JSON.

    Parameters
    ----------
    found : RollDifference
    rows : ndarray of int64
        Rows of ``found``, in the order wanted.
    """
    listed = rows.tolist()
    return [
        {
            "kind": found.kind[row].as_py(),
            "code": found.code[row].as_py(),
            "parcel": found.parcel[row].as_py(),
            "block": found.block[row].as_py(),
            "use": found.use[row].as_py(),
            "from": _baht(found.tax_before[row]) if found.in_before[row] else None,
            "to": _baht(found.tax_after[row]) if found.in_after[row] else None,
            "change": _baht(found.tax_after[row] - found.tax_before[row]),
            "causes": _parts(found.causes, row),
            "corrected": _parts(_corrected(found, row), 0),
            "main_cause": cause,
            "amended": marks,
        }
        for row, cause, marks in zip(
            listed, main_causes(found, rows), amendments(found, listed), strict=True
        )
    ]


def file_rows(found: RollDifference, rows: Rows) -> Iterator[tuple[Any, ...]]:
    """Give rows of a file in the order of `columns_of_file`; amounts are Decimals."""
    causes = CAUSES_OF_TAX[found.tax]
    listed = rows.tolist()
    for row, cause, marks in zip(
        listed, main_causes(found, rows), amendments(found, listed), strict=True
    ):
        corrected = _corrected(found, row)
        yield (
            found.kind[row].as_py(),
            found.code[row].as_py(),
            found.parcel[row].as_py(),
            found.block[row].as_py(),
            found.use[row].as_py(),
            _exact(found.tax_before[row]) if found.in_before[row] else None,
            _exact(found.tax_after[row]) if found.in_after[row] else None,
            _exact(found.tax_after[row] - found.tax_before[row]),
            *(_exact(found.causes[name][row]) for name in causes),
            *(_exact(corrected[name][0]) for name in causes[:-1]),
            cause,
            ";".join(marks),
        )


def _corrected(found: RollDifference, row: int) -> dict[str, list[int]]:
    return {
        name: [int(column[row]) - int(found.causes[name][row])]
        for name, column in found.aspects.items()
    }


def _parts(columns: Any, row: int) -> dict[str, str]:  # noqa: ANN401
    return {name: _baht(column[row]) for name, column in columns.items() if column[row]}


def _run(run: ChosenRun) -> Json:
    return {
        "run": run.id,
        "year": run.tax_year_be,
        "current": run.current,
        "finished_at": run.finished_at.isoformat(),
        "rule_book": run.rule_book,
        "lines": run.line_count,
        "set_aside": run.set_aside_count,
        "total_tax": _baht(run.total_satang),
    }


def _cause(one: CauseTotal) -> Json:
    return {
        "cause": one.name,
        "change": _baht(one.change),
        "raised": _baht(one.raised),
        "lowered": _baht(one.lowered),
        "objects": one.objects,
    }


def _group(one: GroupChange, name: str) -> Json:
    return {
        name: one.name,
        "objects": one.objects,
        "from": _baht(one.before),
        "to": _baht(one.after),
        "change": _baht(one.after - one.before),
        "causes": {cause: _baht(part) for cause, part in one.causes.items() if part},
    }


def _baht(satang: Any) -> str:  # noqa: ANN401
    return baht_text(int(satang))


def _exact(satang: Any) -> Decimal:  # noqa: ANN401
    return Decimal(int(satang)).scaleb(-2)
