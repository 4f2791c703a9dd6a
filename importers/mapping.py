"""What a mapping profile says: rules, sections of kinds, profiles."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Literal

from importers.layout import Layout
from kkmgis.errors import SourceError
from kkmgis.i18n import both

Combine = Literal["rai_ngan_wa", "join"]
Rounding = Literal["up", "down", "nearest"]


@dataclasses.dataclass(frozen=True, slots=True)
class Rule:
    """Where one field comes from.

    Attributes
    ----------
    columns : tuple of str
        One column, or several that are combined.
    any_of : tuple of str
        Instead of one column: the first of these that the file has.
    optional : bool
        A file without the column is no mistake.
    unit : str
        Unit of the source, empty for the unit of the register.
    combine : str or None
        How several columns become one value.
    join : str
        What stands between them when they are joined.
    values : mapping of str to str
        Value of the source → canonical value; ``12*`` is all that begins with
        12, ``130-132`` a range of whole numbers, the most particular one counts.
    empty : frozenset of str
        Values that mean nothing.
    round : str or None
        How a fraction becomes a whole number.
    split : str
        What stands between the pieces of the source's value.
    pattern : str
        Expression with named groups that takes the value apart.
    part : str
        Number of the piece, or name of the group, that is wanted.
    title : bool
        The value is a full name; ``part`` says which part of it is wanted, and
        without it the rule feeds title, name and surname.
    """

    columns: tuple[str, ...]
    unit: str = ""
    combine: Combine | None = None
    join: str = ""
    values: Mapping[str, str] = dataclasses.field(default_factory=dict)
    empty: frozenset[str] = frozenset()
    round: Rounding | None = None
    any_of: tuple[str, ...] = ()
    optional: bool = False
    split: str = ""
    pattern: str = ""
    part: str = ""
    title: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Section:
    """One kind of a profile.

    Attributes
    ----------
    fields : mapping of str to Rule
    defaults : mapping of str to str
        Canonical values of fields that the source does not have.
    layer, crs, encoding : str or None
        Said where the file itself does not say.
    code_pattern : str or None
        Regular expression of the codes of that register; without it codes of
        another pattern than LTAX's are flagged one by one.
    columns : tuple of str
        Columns of the file that the section was learned from: it is proposed
        again for a file that has the same ones.
    repairs : mapping of str to bool
        Named repairs of shapes that are wished or not.
    layout : Layout or None
        Of a file of records, such as banks deliver.
    """

    fields: Mapping[str, Rule] = dataclasses.field(default_factory=dict)
    defaults: Mapping[str, str] = dataclasses.field(default_factory=dict)
    layer: str | None = None
    crs: str | None = None
    encoding: str | None = None
    code_pattern: str | None = None
    columns: tuple[str, ...] = ()
    repairs: Mapping[str, bool] = dataclasses.field(default_factory=dict)
    layout: Layout | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Profile:
    """A mapping profile."""

    name: str
    title: Mapping[str, str]
    kinds: Mapping[str, Section]

    def section(self, kind: str) -> Section:
        """Give the section of a kind.

        Raises
        ------
        SourceError
            The profile says nothing about that kind.
        """
        if kind not in self.kinds:
            shown = {"name": self.name, "kind": kind, "kinds": ", ".join(self.kinds)}
            raise SourceError(both("profile.no_kind", **shown))
        return self.kinds[kind]
