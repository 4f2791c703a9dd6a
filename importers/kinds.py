"""All kinds of files that can be imported."""

from __future__ import annotations

from collections.abc import Mapping

from importers import blocks, boundary, buildings, parcels, public_areas
from importers.kind import Kind
from kkmgis.errors import SourceError
from kkmgis.i18n import both

KINDS: Mapping[str, Kind] = {
    module.KIND.name: module.KIND
    for module in (boundary, blocks, public_areas, parcels, buildings)
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
