"""Mapping profiles: how the columns of a foreign register become our fields.

A profile is a YAML file, shipped in `importers/profiles` or the user's own, or one
that people saved in the register (`importers.saved_profile`). Its format is told in
`importers/profiles/README.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from psycopg import Connection

from importers.mapping import Profile, Rule, Section
from importers.profile_yaml import parse_profile, profile_yaml
from importers.saved_profile import read_saved, saved_names
from kkmgis.errors import SourceError
from kkmgis.i18n import both

__all__ = [
    "Fit",
    "Profile",
    "Rule",
    "Section",
    "fitting_profiles",
    "learn_profile",
    "load_profile",
    "parse_profile",
    "profile_yaml",
    "shipped_profiles",
]


def shipped_profiles() -> list[str]:
    """Name the profiles that come with kkmgis."""
    folder = files("importers") / "profiles"
    names = (Path(entry.name) for entry in folder.iterdir())
    return sorted(name.stem for name in names if name.suffix == ".yaml")


def load_profile(name: str, connection: Connection[Any] | None = None) -> Profile:
    """Read a profile by its name, or from a file.

    Parameters
    ----------
    name : str
        Name of a shipped or saved profile, or path of a YAML file.
    connection : Connection, optional
        To the register whose saved profiles count too.

    Raises
    ------
    SourceError
        There is no such profile, or it says something that has no meaning.
    """
    path = Path(name)
    shipped = files("importers") / "profiles" / f"{name}.yaml"
    if "/" not in name and shipped.is_file():
        return parse_profile(shipped.read_text(encoding="utf-8"), path.stem)
    saved = None if connection is None else read_saved(connection, name)
    if saved is not None:
        return saved.profile
    if path.is_file():
        return parse_profile(_content(path), path.stem)
    known = [*shipped_profiles(), *(saved_names(connection) if connection else ())]
    raise SourceError(both("profile.missing", name=name, shipped=", ".join(known)))


def _content(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        shown = {"name": path.name, "reason": str(error).splitlines()[0][:120]}
        raise SourceError(both("source.unreadable", **shown)) from error


def learn_profile(
    name: str,
    kind: str,
    source_columns: Iterable[str],
    chosen: Mapping[str, Rule | str],
    *,
    title: Mapping[str, str] | None = None,
    defaults: Mapping[str, str] | None = None,
    layer: str | None = None,
    crs: str | None = None,
    encoding: str | None = None,
) -> Profile:
    """Make a profile of what a person chose for one file.

    Parameters
    ----------
    name : str
    kind : str
    source_columns : iterable of str
        All columns of the file; a file with the same ones is known again.
    chosen : mapping of str to (Rule or str)
        Field → its rule, or just its column.
    title : mapping, optional
        In ``th`` and ``en``; else the name.
    defaults, layer, crs, encoding : optional
        As in `Section`.

    Returns
    -------
    Profile

    Raises
    ------
    SourceError
        A rule has no meaning, or names a column that the file does not have.
    """
    columns = tuple(source_columns)
    rules = {f: Rule((r,)) if isinstance(r, str) else r for f, r in chosen.items()}
    for rule in rules.values():
        for column in rule.columns:
            if column not in columns:
                listed = ", ".join(columns)[:200] or "-"
                shown = {"name": name, "column": column, "columns": listed}
                raise SourceError(both("source.column_missing", **shown))
    section = Section(
        fields=rules,
        defaults=dict(defaults or {}),
        layer=layer,
        crs=crs,
        encoding=encoding,
        columns=columns,
    )
    learned = Profile(name, dict(title or {"th": name, "en": name}), {kind: section})
    # Written and read again, a rule without meaning is found now and not later.
    return parse_profile(profile_yaml(learned), name)


class Fit(NamedTuple):
    """A section of a profile that a file fits.

    ``exact``: the file has the very columns that the section was learned from;
    ``mapped``: how many of them feed a field.
    """

    profile: Profile
    kind: str
    exact: bool
    mapped: int


def fitting_profiles(
    columns: Iterable[str], profiles: Iterable[Profile], kind: str | None = None
) -> list[Fit]:
    """Find the profiles that fit a file, the best first.

    Parameters
    ----------
    columns : iterable of str
        Of the file.
    profiles : iterable of Profile
        Among which to look, e.g. the shipped and the saved ones.
    kind : str, optional
        Only sections of this kind.

    Returns
    -------
    list of Fit
        Sections that need no column which the file does not have: learned from the
        same columns first, then those that use most of them.
    """
    there = frozenset(columns)
    fits = []
    for profile in profiles:
        for name, section in profile.kinds.items():
            used = _used(section, there)
            if kind in (None, name) and used:
                exact = frozenset(section.columns) == there
                fits.append(Fit(profile, name, exact, len(used)))
    return sorted(fits, key=lambda f: (not f.exact, -f.mapped, f.profile.name, f.kind))


def _used(section: Section, there: frozenset[str]) -> frozenset[str]:
    """Name the columns that a section would read; none if one is missing."""
    used: set[str] = set()
    for rule in section.fields.values():
        wanted = [c for c in rule.any_of if c in there][:1] or list(rule.columns)
        if wanted and there.issuperset(wanted):
            used.update(wanted)
        elif not rule.optional:
            return frozenset()
    return frozenset(used)
