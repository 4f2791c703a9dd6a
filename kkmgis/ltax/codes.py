"""Code lists of LTAX Online, and the words of the register that they stand for."""

from __future__ import annotations

from kkmgis.model.parcel import DOCUMENT_TYPES
from kkmgis.model.party import PARTY_KINDS

# Both lists of the register stand in LTAX's order.
PARTY_CODES = {kind: str(at) for at, kind in enumerate(PARTY_KINDS, start=1)}
DOCUMENT_CODES = {kind: str(at) for at, kind in enumerate(DOCUMENT_TYPES, start=1)}
STRUCTURE_CODES = {"wood": "1", "masonry": "2", "half": "3"}
BUILDING_USE_CODES = {
    "residential": "1",
    "other": "3",
    "vacant": "4",
    "agriculture": "5",
}

LONG_VACANT = 3
LONGER_VACANT = 6
"""Years after which empty land has a code of its own."""

SIGN_CLASSES = {
    "1ก": ("thai", True), "1ข": ("thai", False),
    "2ก": ("mixed", True), "2ข": ("mixed", False),
    "3ก": ("foreign", True), "3ข": ("foreign", False),
}  # fmt: skip
"""Class of the schedule → class of text, and whether the text moves."""

SIGN_CLASS_NUMBERS = {
    "5": "1ก", "1": "1ข", "6": "2ก", "2": "2ข", "7": "3ก", "3": "3ข",
}  # fmt: skip
"""LTAX's numbers of the classes."""

SIGN_CLASS = (
    "CASE s.text_class WHEN 'thai' THEN '1' WHEN 'mixed' THEN '2'"
    " WHEN 'foreign' THEN '3' END || CASE WHEN s.moving THEN 'ก' ELSE 'ข' END"
)


def land_use_code(use: str, own_home: str, home_of_another: str) -> str:
    """Write the SQL of LTAX's code of a use of land.

    1 farm; 2 somebody's home, with the owner living there; 3 a home that belongs to
    another than the land; 4 another home; 5 other; 6 empty, 8 for three years, 9 for
    six years. Exempt land has no code there and is written out.

    Parameters
    ----------
    use : str
        Alias of the use.
    own_home, home_of_another : str
        Boolean expressions.
    """
    years = f"(%(year)s - {use}.vacant_since_be)"
    return (
        f"CASE {use}.use WHEN 'agriculture' THEN '1' WHEN 'residential' THEN"
        f" CASE WHEN {own_home} THEN '2' WHEN {home_of_another} THEN '3' ELSE '4' END"
        f" WHEN 'other' THEN '5' WHEN 'vacant' THEN CASE WHEN {years} >="
        f" {LONGER_VACANT} THEN '9' WHEN {years} >= {LONG_VACANT} THEN '8' ELSE '6' END"
        f" ELSE 'ยกเว้น ' || {use}.exempt_under END"
    )
