"""Who held each object on 1 January of the tax year, and who calls what his home."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from psycopg import Connection

from kkmgis.assess.bulk import WHOLE, read_table, truth, whole
from kkmgis.assess.keys import object_keys

BUDDHIST_ERA = 543

Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]

# Only an owner who is a natural person has a home (s.41).
_HELD = """
SELECT CASE WHEN r.parcel_id IS NOT NULL THEN 0
            WHEN r.building_id IS NOT NULL THEN 1 ELSE 2 END,
       coalesce(r.parcel_id, r.building_id, r.unit_id), r.party_id,
       (r.kind = 'possessor')::int, (p.kind = 'person')::int,
       (p.kind = 'government')::int,
       CASE WHEN r.kind = 'owner' AND p.kind = 'person'
                 AND r.home_from_year_be <= %(year)s
                 AND coalesce(r.home_to_year_be, %(year)s) >= %(year)s
            THEN r.home_from_year_be END
FROM register.property_right r JOIN register.party p ON p.id = r.party_id
WHERE (r.start_on IS NULL OR r.start_on <= %(day)s)
  AND (r.end_on IS NULL OR r.end_on > %(day)s)
"""
_COLUMNS: dict[str, pa.DataType] = {
    "kind": WHOLE,
    "object_id": WHOLE,
    "party_id": WHOLE,
    "possesses": WHOLE,
    "natural": WHOLE,
    "is_state": WHOLE,
    "home_from": WHOLE,
}


@dataclass(frozen=True, slots=True)
class Holding:
    """Holders of all objects that somebody holds.

    Attributes
    ----------
    key : ndarray of int64, shape (objects,), ascending
        `kkmgis.assess.keys.object_keys` of the object.
    owner_set : ndarray of int64, shape (objects,)
        Row in ``sets``: the parties that are taxed for it (C12).
    pool_set : ndarray of int64, shape (objects,)
        Equal where the same parties hold in the same way and, of state property,
        from the same owner: what may form a pool (C5).
    possessed : ndarray of bool, shape (objects,)
        State property in the hands of its possessor (s.5).
    all_natural, any_natural : ndarray of bool, shape (objects,)
        Of the owners; false for possessors, since s.40 and s.41 speak of owners.
    sets : sequence of tuple of int
        Ids of parties, each set ascending; the sets in ascending order.
    home_key, home_party, home_from : ndarray of int64, shape (marks,)
        Which object the register marks as whose home, from which tax year.
    """

    key: Numbers
    owner_set: Numbers
    pool_set: Numbers
    possessed: Flags
    all_natural: Flags
    any_natural: Flags
    sets: Sequence[tuple[int, ...]]
    home_key: Numbers
    home_party: Numbers
    home_from: Numbers


def read_holding(connection: Connection[Any], year_be: int) -> Holding:
    """Read the rights that count in a tax year.

    Parameters
    ----------
    connection : Connection
    year_be : int
        Buddhist Era.

    Returns
    -------
    Holding

    Notes
    -----
    Legal source: s.5 (possessors of state property), s.9 (1 January), C12. Who
    possesses what belongs to a private owner is no taxpayer, so possession only
    counts where no owner other than the state is recorded.
    """
    day = dt.date(year_be - BUDDHIST_ERA, 1, 1)
    table = read_table(connection, _HELD, _COLUMNS, {"day": day, "year": year_be})
    key = object_keys(whole(table, "kind"), whole(table, "object_id"))
    order = np.lexsort((whole(table, "possesses"), whole(table, "party_id"), key))
    key, table = key[order], table.take(pa.array(order))
    party, possesses = whole(table, "party_id"), truth(table, "possesses")
    natural = truth(table, "natural")
    group, starts = _groups(key)
    possessed = _any(possesses, starts)
    possessed &= _all(possesses | truth(table, "is_state"), starts)
    counted = possesses == possessed[group]
    repeated = np.zeros(len(key), dtype=np.bool_)
    repeated[1:] = (np.diff(key) == 0) & (np.diff(party) == 0) & (np.diff(counted) == 0)
    taxed = counted & ~repeated
    holders = _tuples(party[taxed], group[taxed], len(starts))
    owners = _tuples(party[~counted], group[~counted], len(starts))
    _, first = _groups(key[taxed])
    sets = sorted(set(holders))
    number = {members: n for n, members in enumerate(sets)}
    ways = _ways(holders, possessed, owners)
    way_number = {way: n for n, way in enumerate(dict.fromkeys(ways))}
    home_from = whole(table, "home_from")
    marked = home_from >= 0
    return Holding(
        key=key[starts],
        owner_set=np.array([number[members] for members in holders], dtype=np.int64),
        pool_set=np.array([way_number[way] for way in ways], dtype=np.int64),
        possessed=possessed,
        all_natural=_all(natural[taxed], first) & ~possessed,
        any_natural=_any(natural[taxed], first) & ~possessed,
        sets=sets,
        home_key=key[marked],
        home_party=party[marked],
        home_from=home_from[marked],
    )


def array_literal(members: tuple[int, ...]) -> str:
    """Write ids as PostgreSQL writes an array.

    Examples
    --------
    >>> array_literal((3, 5))
    '{3,5}'
    """
    return f"{{{','.join(map(str, members))}}}"


def _groups(key: Numbers) -> tuple[Numbers, Numbers]:
    """Give equal neighbours one number, and tell where each group starts."""
    if not len(key):
        return key, key
    changes = np.diff(key, prepend=key[0] - 1) != 0
    return np.cumsum(changes) - 1, np.flatnonzero(changes)


def _any(flags: Flags, starts: Numbers) -> Flags:
    found: Flags = np.logical_or.reduceat(flags, starts) if len(starts) else flags
    return found


def _all(flags: Flags, starts: Numbers) -> Flags:
    found: Flags = np.logical_and.reduceat(flags, starts) if len(starts) else flags
    return found


def _tuples(party: Numbers, group: Numbers, size: int) -> list[tuple[int, ...]]:
    """Gather the parties of each group, in order; a group may have none."""
    ends = np.cumsum(np.bincount(group, minlength=size)).tolist() if size else []
    parties = party.tolist()
    return [tuple(parties[a:b]) for a, b in zip([0, *ends], ends, strict=False)]


def _ways(
    holders: list[tuple[int, ...]], possessed: Flags, owners: list[tuple[int, ...]]
) -> list[tuple[int, ...]]:
    """Tell the ways of holding apart: possessed from whom, or owned.

    Ids are above 0, so a part that starts with 0 cannot be a set of parties.
    """
    return [
        (*members, 0, *others) if possesses else members
        for members, possesses, others in zip(
            holders, possessed.tolist(), owners, strict=True
        )
    ]
