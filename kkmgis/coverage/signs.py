"""Signs to be estimated: their own size and class, typical where unknown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from psycopg import Connection

from kkmgis.tax.compile_sign import SignText
from kkmgis.tax.facts import whole_numbers
from kkmgis.tax.rulebook import RuleBook
from kkmgis.tax.sign import SignFacts, assess_signs

_AREA_DECIMALS = 4

# What signs are like where nothing is known: the median size and the commonest
# class of those that are; a small Thai and foreign shop sign where none is known.
_SIGNS = """
WITH typical AS (
    SELECT coalesce(percentile_disc(0.5) WITHIN GROUP (ORDER BY width_cm * height_cm),
                    20000) AS area,
           coalesce(mode() WITHIN GROUP (ORDER BY text_class), 'mixed') AS text_class
    FROM register.sign WHERE kind = 'permanent' AND width_cm IS NOT NULL
)
SELECT s.id, s.code,
       (coalesce(s.width_cm * s.height_cm, t.area) * 10000)::bigint,
       s.width_cm IS NULL OR s.height_cm IS NULL, s.sides,
       coalesce(s.text_class, t.text_class), s.text_class IS NULL, s.moving
FROM register.sign s, typical t
WHERE s.id = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class SignRow:
    """A sign; ``area`` in ten-thousandths of a cm² of one side."""

    code: str
    area: int
    sides: int
    text: SignText
    moving: bool
    assumed: tuple[str, ...]


def read_signs(connection: Connection[Any], ids: Sequence[int]) -> dict[int, SignRow]:
    """Read signs by id, typical where the register says nothing."""
    if not ids:
        return {}
    found = {}
    for row in connection.execute(_SIGNS, (list(ids),)).fetchall():
        sign_id, code, area, no_size, sides, text_class, no_class, moving = row
        assumed = [
            name
            for name, is_assumed in (("size:city", no_size), ("text:city", no_class))
            if is_assumed
        ]
        text = SignText[str(text_class).upper()]
        found[sign_id] = SignRow(code, area, sides, text, moving, tuple(assumed))
    return found


def tax_signs(signs: Sequence[SignRow], rules: RuleBook) -> tuple[list[int], list[int]]:
    """Work out the sign tax of a whole year.

    Returns
    -------
    units, tax : list of int
        Units of 500 cm² of one side, and satang, of each sign.
    """
    if not signs:
        return [], []
    result = assess_signs(
        SignFacts(
            tax_year=rules.tax_year,
            area_decimals=_AREA_DECIMALS,
            area=whole_numbers(sign.area for sign in signs),
            sides=np.array([sign.sides for sign in signs], dtype=np.int64),
            text=np.array([sign.text for sign in signs], dtype=np.int8),
            moving=np.array([sign.moving for sign in signs], dtype=np.bool_),
            quarter=np.zeros(len(signs), dtype=np.int8),
        ),
        rules,
    )
    return result.units.tolist(), result.tax.tolist()
