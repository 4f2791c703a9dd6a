"""What each line of land and building tax rests on, as it is stored with it."""

from __future__ import annotations

import json
from dataclasses import replace

from kkmgis.assess.land_facts import LandFacts, LandRegister
from kkmgis.assess.objects import PRICE_SOURCES
from kkmgis.assess.uses import NO_USE
from kkmgis.tax.assess import Assessment
from kkmgis.tax.recompute import LINE_RESULTS
from kkmgis.tax.records import stored_records

_MARKS = ("possessed", "with_land", "second_home")
_LINE_FACTS = (
    "asset",
    "use",
    "share_part",
    "principal",
    "vacant_since",
    "exempt_under",
    "listed_reduction",
)


class Evidence:
    """Writes ``tax.line.facts``.

    ``record`` is the kernel's stored line as text (`kkmgis.tax.records`), from which
    the explanation is rebuilt. ``object`` is the version of the object's row,
    ``price`` the source of the value with id and version, ``use`` the row of the use
    with its version, or ``follows`` the codes of the buildings whose use the land
    takes (C3). Marks stand only where they hold: ``possessed`` (s.5), ``with_land``
    (a building without a right of its own), ``second_home`` (C6).

    Parameters
    ----------
    register : LandRegister
    made : LandFacts
        From ``register``.
    result : Assessment
        Of these facts.
    """

    def __init__(
        self, register: LandRegister, made: LandFacts, result: Assessment
    ) -> None:
        self._made, self._result = made, result
        self._uses = register.uses.take(made.line_rows)
        self._objects = register.objects
        code = register.objects.code
        self._followed = {
            row: json.dumps([code[building].as_py() for building in buildings])
            for row, buildings in register.followed.items()
        }

    def texts(self, first: int, last: int) -> list[str]:
        """Write the lines from ``first`` up to, not with, ``last``, as JSON.

        Returns
        -------
        list of str, shape (last - first,)
        """
        lines = slice(first, last)
        owner = self._uses.owner[lines]
        return [
            f'{{"record":"{record}",{self._origin(use, version, row)},{of_object}}}'
            for record, row, use, version, of_object in zip(
                self._records(lines),
                owner.tolist(),
                self._uses.id[lines].tolist(),
                self._uses.version[lines].tolist(),
                self._of_objects(lines),
                strict=True,
            )
        ]

    def _origin(self, use: int, version: int, row: int) -> str:
        if use != NO_USE:
            return f'"use":[{use},{version}]'
        return f'"follows":{self._followed.get(row, "[]")}'

    def _records(self, lines: slice) -> list[str]:
        facts, result = self._made.facts, self._result
        some = {name: getattr(facts, name)[lines] for name in _LINE_FACTS}
        done = {name: getattr(result, name)[lines] for name in LINE_RESULTS}
        return stored_records(replace(facts, **some), replace(result, **done))

    def _of_objects(self, lines: slice) -> list[str]:
        objects = self._objects
        rows = self._made.asset_rows[self._made.facts.asset[lines]]
        texts = [
            f'"object":{version},"price":["{PRICE_SOURCES[source]}",{row},{of_price}]'
            for version, source, row, of_price in zip(
                objects.version[rows].tolist(),
                objects.price_source[rows].tolist(),
                objects.price_id[rows].tolist(),
                objects.price_version[rows].tolist(),
                strict=True,
            )
        ]
        for name in _MARKS:
            for n in getattr(objects, name)[rows].nonzero()[0].tolist():
                texts[n] += f',"{name}":true'
        return texts
