"""Estimates in columns: what gaps would pay, by one call of the tax kernel."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from kkmgis.assess.objects import AREA_DECIMALS, PRICE_DECIMALS
from kkmgis.tax.assess import Assessment, assess_columns
from kkmgis.tax.facts import Facts, Use, whole_numbers
from kkmgis.tax.rulebook import RuleBook

FOUND, DECLARED = 0, 1
"""Sides of an estimate: what the gap says, and what the register says."""


class Holder(NamedTuple):
    """Whoever would pay: decides on the exemptions of s.40 and s.41."""

    number: int = -1
    natural: bool = False
    resident: bool = False
    co_owned: bool = False


class Piece(NamedTuple):
    """Something of value; quantities as in `kkmgis.assess.objects`.

    ``given`` is a value in satang that stands for area times price; ``assumed``
    names what is typical instead of known, with where it was taken from.
    """

    kind: int
    code: str
    area: int
    price: int
    given: int | None = None
    material: int = 0
    age: int = 0
    own_land: bool = True
    assumed: tuple[str, ...] = ()


class Part(NamedTuple):
    """A use of a piece; parts of one piece share it by ``part``."""

    use: int
    part: int = 1
    vacant_since: int = 0
    exempt_under: int = 0
    reduction: int = 0
    principal: bool = False


@dataclass
class Ledger:
    """Collects what gaps would pay, row by row.

    Attributes
    ----------
    pieces : list of Piece
    parts : list of Part
        In the order of their pieces.
    piece_of_part : list of int
    gap_of_piece, side_of_piece : list of int
    """

    pieces: list[Piece] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    piece_of_part: list[int] = field(default_factory=list)
    gap_of_piece: list[int] = field(default_factory=list)
    side_of_piece: list[int] = field(default_factory=list)
    _holder_of_piece: list[int] = field(default_factory=list)
    _holders: dict[tuple[int, int, int], int] = field(default_factory=dict)
    _holder_rows: list[Holder] = field(default_factory=list)

    def enter(
        self, gap: int, side: int, holder: Holder, piece: Piece, parts: Iterable[Part]
    ) -> None:
        """Enter a piece with its uses; pieces of one gap, side and holder pool."""
        key = (gap, side, holder.number)
        taxpayer = self._holders.setdefault(key, len(self._holder_rows))
        if taxpayer == len(self._holder_rows):
            self._holder_rows.append(holder)
        self._holder_of_piece.append(taxpayer)
        self.gap_of_piece.append(gap)
        self.side_of_piece.append(side)
        for part in parts:
            self.parts.append(part)
            self.piece_of_part.append(len(self.pieces))
        self.pieces.append(piece)

    def facts(self, tax_year: int) -> Facts:
        """Turn the rows into the kernel's columns."""
        holders, pieces, parts = self._holder_rows, self.pieces, self.parts
        wholes = [0] * len(pieces)
        for piece, part in zip(self.piece_of_part, parts, strict=True):
            wholes[piece] += part.part
        taxpayer = np.array(self._holder_of_piece, dtype=np.int64)
        return Facts(
            tax_year=tax_year,
            area_decimals=AREA_DECIMALS,
            price_decimals=PRICE_DECIMALS,
            natural=np.array([h.natural for h in holders], dtype=np.bool_),
            resident=np.array([h.resident for h in holders], dtype=np.bool_),
            co_owned=np.array([h.co_owned for h in holders], dtype=np.bool_),
            kind=np.array([p.kind for p in pieces], dtype=np.int8),
            taxpayer=taxpayer,
            pool=taxpayer,
            home=taxpayer,
            own_land=np.array([p.own_land for p in pieces], dtype=np.bool_),
            value_given=np.array([p.given is not None for p in pieces], np.bool_),
            given_value=whole_numbers(p.given or 0 for p in pieces),
            area=whole_numbers(p.area for p in pieces),
            price=whole_numbers(p.price for p in pieces),
            material=np.array([p.material for p in pieces], dtype=np.int8),
            age_years=np.array([p.age for p in pieces], dtype=np.int64),
            share_whole=whole_numbers(wholes),
            assumed_material=np.zeros(len(pieces), dtype=np.bool_),
            follows_building=np.zeros(len(pieces), dtype=np.bool_),
            asset=np.array(self.piece_of_part, dtype=np.int64),
            use=np.array([p.use for p in parts], dtype=np.int8),
            share_part=whole_numbers(p.part for p in parts),
            principal=np.array(
                [p.principal and p.use == Use.RESIDENTIAL for p in parts], np.bool_
            ),
            vacant_since=np.array([p.vacant_since for p in parts], dtype=np.int64),
            exempt_under=np.array([p.exempt_under for p in parts], dtype=np.int8),
            listed_reduction=np.array([p.reduction for p in parts], dtype=np.int8),
        )

    def assess(self, rules: RuleBook) -> Assessment:
        """Work out the tax of all entered rows."""
        return assess_columns(self.facts(rules.tax_year), rules)
