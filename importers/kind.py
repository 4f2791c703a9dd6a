"""What can be imported: kinds, their fields, and how a kind reaches the register."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from importers.row_work import RowWork
from importers.value import Parser, text_value
from kkmgis.codes import CodeKind

if TYPE_CHECKING:
    from importers.work import Work

ShapeKind = Literal["polygon", "point", "any"]


@dataclasses.dataclass(frozen=True, slots=True)
class Field:
    """One canonical field of a kind.

    Attributes
    ----------
    name : str
    parse : callable
        From cleaned text to text that PostgreSQL reads as ``type``.
    type : str
        SQL type in the table of incoming rows.
    aliases : tuple of str
        Other names that columns really have, LTAX and Thai ones among them; of
        a name cut at ten letters by DBF the first ten are enough.
    required : bool
        Without a usable value the row is rejected; a wrong value of another
        field is left out, flagged, and never overwrites what is known.
    quantity : str
        What it measures, see ``importers.unit``; empty for nothing.
    personal : bool
        Identifies or reaches a person: sealed before it reaches the database.
    default : str or None
        Canonical value where source and profile give none.
    """

    name: str
    parse: Parser = text_value
    type: str = "text"
    aliases: tuple[str, ...] = ()
    required: bool = False
    quantity: str = ""
    personal: bool = False
    default: str | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file.

    Attributes
    ----------
    name : str
        As the command line has it.
    fields : tuple of Field
    check : callable
        SQL checks on the incoming rows; what is wrong becomes problems.
    promote : callable
        Writes the remaining rows into the register and their outcomes.
    shape : str or None
        Type of shape that it takes.
    shape_required : bool
        A new row without a shape is rejected.
    code_kind : str or None
        Whose pattern the field ``code`` should have; a row with a shape and
        without a code is given one.
    inside_boundary : bool
        What lies outside the authority is flagged.
    before_check : callable or None
        Looks at all rows, those that will be rejected too.
    settles : bool
        The same rows once more change nothing, unless somebody else did.
    totals : callable or None
        Control totals that must hold between file and register.
    row_work : RowWork or None
        What is worked out of whole rows while they are staged.
    """

    name: str
    fields: tuple[Field, ...]
    check: Callable[[Work], None]
    promote: Callable[[Work], None]
    shape: ShapeKind | None = None
    shape_required: bool = False
    code_kind: CodeKind | None = None
    inside_boundary: bool = False
    before_check: Callable[[Work], None] | None = None
    totals: Callable[[Work], dict[str, str]] | None = None
    settles: bool = False
    row_work: RowWork | None = None

    def field(self, name: str) -> Field | None:
        """Find a field by its name."""
        return next((field for field in self.fields if field.name == name), None)
