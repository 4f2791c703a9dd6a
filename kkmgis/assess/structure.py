"""Material of a building: the register's, else its type's, else C10's."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kkmgis.assess.objects import Objects
from kkmgis.tax.facts import Material
from kkmgis.tax.parameters import parameters_of

_TYPES = "land_building.building_type.types"
_BY_NAME = {material.name.lower(): material for material in Material}


def building_type_materials(tax_year: int) -> dict[str, Material]:
    """Give the material that a building type's own name says, by type code.

    Parameters
    ----------
    tax_year : int
        Buddhist Era.
    """
    dated = parameters_of("building_types")[_TYPES].in_year(tax_year)
    if dated is None:
        return {}
    return {
        str(code): _BY_NAME[kind["material"]]
        for code, kind in dated.value.items()
        if "material" in kind
    }


def materials(
    objects: Objects, tax_year: int, assumed: Material
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.bool_]]:
    """Tell the depreciation table of each building.

    Parameters
    ----------
    objects : Objects
    tax_year : int
        Buddhist Era.
    assumed : Material
        For types that name none (C10).

    Returns
    -------
    material : ndarray of int8, shape (objects,)
    is_assumed : ndarray of bool, shape (objects,)
    """
    material = _codes(objects.structure, _BY_NAME)
    by_type = _codes(objects.type_code, building_type_materials(tax_year))
    material = np.where(material >= 0, material, by_type)
    unknown = material < 0
    return np.where(unknown, assumed, material).astype(np.int8), unknown


def _codes(names: pa.Array, code_of: dict[str, Material]) -> npt.NDArray[np.int64]:
    """Look names up through their few distinct values."""
    encoded = names.dictionary_encode()
    values = [code_of.get(name, -1) for name in encoded.dictionary.to_pylist()]
    rows = encoded.indices.fill_null(len(values)).to_numpy()
    found: npt.NDArray[np.int64] = np.array([*values, -1], dtype=np.int64)[rows]
    return found
