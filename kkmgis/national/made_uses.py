"""Uses of land and what stands on it in a made-up authority."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa

from kkmgis.national.columns import Flags, Numbers
from kkmgis.tax.facts import AssetKind, Use

_CONDOMINIUM_COMMON: Final = 9
_STATE_USE: Final = 1
_WHOLE: Final = 10_000

_SHARES = {
    Use.AGRICULTURE: 0.18,
    Use.RESIDENTIAL: 0.54,
    Use.OTHER: 0.14,
    Use.VACANT: 0.14,
}


@dataclass(frozen=True, slots=True)
class Land:
    """How the parcels are used, shape (parcels,).

    Attributes
    ----------
    use : `kkmgis.tax.facts.Use`, the first one
    second : a second use beside it, or -1
    vacant_since : first year of vacancy, Buddhist Era
    built, lived_in : there is a house; people live there
    condominium : it carries units and is their common property (s.8(9))
    """

    use: Numbers
    second: Numbers
    vacant_since: Numbers
    built: Flags
    lived_in: Flags
    condominium: Flags


def land_of(rng: np.random.Generator, of_state: Flags, tax_year: int) -> Land:
    """Draw the uses of parcels.

    Parameters
    ----------
    rng : Generator
    of_state : ndarray of bool, shape (parcels,)
        Exempt as state property.
    tax_year : int
        Buddhist Era.
    """
    parcels = len(of_state)
    use = rng.choice(
        np.array(list(_SHARES)), parcels, p=np.array(list(_SHARES.values()))
    ).astype(np.int64)
    condominium = (rng.random(parcels) < 0.001) & ~of_state
    condominium[0] = not of_state[0]
    use[of_state | condominium] = Use.EXEMPT
    mixed = (use == Use.RESIDENTIAL) & (rng.random(parcels) < 0.08)
    farmed = (use == Use.AGRICULTURE) & (rng.random(parcels) < 0.2)
    second = np.where(mixed, Use.OTHER, np.where(farmed, Use.RESIDENTIAL, -1))
    lived_in = (use == Use.RESIDENTIAL) | farmed
    return Land(
        use=use,
        second=second,
        vacant_since=tax_year - rng.integers(0, 10, parcels),
        built=(lived_in | (use == Use.OTHER)) & (rng.random(parcels) < 0.93),
        lived_in=lived_in,
        condominium=condominium,
    )


def use_table(
    rng: np.random.Generator,
    *,
    ids: Numbers,
    kind: Numbers,
    land: Land,
    stands_on: Numbers,
    home: Flags,
    assessed: Flags,
) -> pa.Table:
    """Write the uses of objects, in listed order.

    Parameters
    ----------
    rng : Generator
    ids, kind, stands_on : ndarray of int64, shape (objects,)
        Number, kind, and number of the parcel.
    land : Land
    home, assessed : ndarray of bool, shape (objects,)

    Returns
    -------
    Table
    """
    use, second = land.use[stands_on], land.second[stands_on]
    unit = kind == AssetKind.CONDO
    use = np.where(unit, Use.RESIDENTIAL, use)
    second = np.where(unit & (rng.random(len(ids)) < 0.05), Use.OTHER, second)
    # A house on a farm is lived in; the land is what has two uses.
    farmhouse = (kind == AssetKind.BUILDING) & (use == Use.AGRICULTURE)
    use[farmhouse], second[farmhouse] = Use.RESIDENTIAL, -1
    part = np.where(second >= 0, rng.integers(1, _WHOLE, len(ids)), _WHOLE)
    row = np.repeat(np.arange(len(ids)), np.where(second >= 0, 2, 1))
    again = np.diff(row, prepend=-1) == 0
    use_of = np.where(again, second[row], use[row])
    part_of = np.where(again, _WHOLE - part[row], part[row])
    keep = assessed[row]
    row, use_of, part_of = row[keep], use_of[keep], part_of[keep]
    exempt, vacant = use_of == Use.EXEMPT, use_of == Use.VACANT
    paragraph = np.where(
        land.condominium[stands_on[row]], _CONDOMINIUM_COMMON, _STATE_USE
    )
    reduction = rng.choice([0, 50, 90], len(row), p=[0.985, 0.01, 0.005])
    return pa.table(
        {
            "object": ids[row],
            "use": pa.array([one.name.lower() for one in Use]).take(pa.array(use_of)),
            "part": part_of,
            "principal": home[row] & (use_of == Use.RESIDENTIAL),
            "vacant_since": pa.array(land.vacant_since[stands_on[row]], mask=~vacant),
            "exempt_under": pa.array(paragraph, mask=~exempt),
            "reduction": np.where(exempt, 0, reduction),
        }
    )
