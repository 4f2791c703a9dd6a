"""All kinds of files that can be imported."""

from __future__ import annotations

from collections.abc import Mapping

from importers import (
    assets,
    blocks,
    boundary,
    buildings,
    condos,
    deeds,
    footprints,
    leases,
    parcels,
    parties,
    payments,
    prices,
    public_areas,
    rights,
    roll,
    sign_permits,
    signs,
    uses,
)
from importers.kind import Kind
from importers.ltax.kinds import LTAX_KINDS
from kkmgis.errors import SourceError
from kkmgis.i18n import both

KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        boundary.KIND,
        blocks.KIND,
        public_areas.KIND,
        parcels.KIND,
        buildings.KIND,
        condos.KIND,
        parties.KIND,
        rights.KIND,
        uses.KIND,
        prices.LAND,
        prices.BUILDING,
        prices.CONDO,
        signs.KIND,
        assets.KIND,
        leases.KIND,
        sign_permits.KIND,
        deeds.KIND,
        footprints.KIND,
        payments.KIND,
        roll.KIND,
        *LTAX_KINDS,
    )
}


def kind_named(name: str) -> Kind:
    """Find a kind.

    Raises
    ------
    SourceError
        There is none of that name.
    """
    if name not in KINDS:
        raise SourceError(both("import.kind", kind=name, kinds=", ".join(KINDS)))
    return KINDS[name]
