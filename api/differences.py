"""Differences between rolls that were worked out, kept while somebody looks at them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import replace

from api.database import Pool
from api.errors import BadRequestError
from kkmgis.assess.difference import (
    CAUSES_OF_TAX,
    RollDifference,
    differences_of_runs,
)
from kkmgis.assess.run_choice import ChosenRun
from kkmgis.i18n import both

KEPT = 3
"""A city's takes some 40 MB."""

PLACES = ("parcel", "block")
"""What runs do not store but the register says: the names of the places."""

Key = tuple[int, ...]


class DifferenceStore:
    """The last few differences of one worker; runs never change, names may."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, RollDifference] = OrderedDict()
        self._lock = threading.Lock()

    def between(
        self,
        pool: Pool,
        before: ChosenRun,
        after: ChosenRun,
        pulse: Mapping[str, int],
    ) -> RollDifference:
        """Give the difference of two runs, worked out once.

        Parameters
        ----------
        pool : Pool
            Asked for a connection only when it is worked out.
        before, after : ChosenRun
        pulse : mapping of str to int
            Data versions by table.

        Raises
        ------
        KkmgisError
            See `kkmgis.assess.difference.differences_of_runs`.
        """

        def make() -> RollDifference:
            with pool.connection() as connection:
                return differences_of_runs(connection, before, after)

        names = tuple(pulse.get(name, 0) for name in PLACES)
        found = self._get((before.id, after.id, *names), make)
        # Which run counts in its year may have changed since it was worked out.
        return replace(found, before=before, after=after)

    def _get(self, key: Key, make: Callable[[], RollDifference]) -> RollDifference:
        # One at a time: two at once would take twice the memory and no less time.
        with self._lock:
            found = self._kept.pop(key, None)
            if found is None:
                found = make()
            self._kept[key] = found
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return found


def check_cause(tax: str, cause: str | None) -> None:
    """Refuse a cause that the tax does not have.

    Raises
    ------
    BadRequestError
    """
    if cause is not None and cause not in CAUSES_OF_TAX[tax]:
        raise BadRequestError(both("difference.error.cause", name=cause))
