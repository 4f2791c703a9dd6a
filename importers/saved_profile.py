"""Profiles that people saved in the register, to be found by name again."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from importlib.resources import files
from typing import Any

from psycopg import Connection

from importers.mapping import Profile
from importers.profile_yaml import parse_profile, profile_yaml
from kkmgis.audit import record_event
from kkmgis.db import acting
from kkmgis.errors import SourceError
from kkmgis.i18n import both

_NAME = re.compile(r"[A-Za-z0-9ก-๙][A-Za-z0-9ก-๙ _.-]{0,59}")
_READ = (
    "SELECT name, content, changed_by, sys_from FROM register.mapping_profile"
    " WHERE name = ANY(%s) OR %s ORDER BY name"
)


@dataclasses.dataclass(frozen=True, slots=True)
class SavedProfile:
    """A saved profile, who saved it last, and when."""

    profile: Profile
    changed_by: str
    changed_at: dt.datetime


def save_profile(
    connection: Connection[Any], name: str, profile: Profile, actor: str
) -> None:
    """Save a profile under a name; one of that name gives way, and stays in history.

    Parameters
    ----------
    connection : Connection
    name : str
        At most 60 letters, digits, blanks, dots, hyphens; not that of a shipped one.
    profile : Profile
    actor : str
        In whose name.

    Raises
    ------
    SourceError
        The name cannot be taken, or the profile has no meaning.
    """
    shipped = files("importers") / "profiles" / f"{name}.yaml"
    if not _NAME.fullmatch(name) or name != name.strip() or shipped.is_file():
        raise SourceError(both("profile.name", name=name[:60]))
    named = dataclasses.replace(profile, name=name)
    content = profile_yaml(named)
    parse_profile(content, name)
    with acting(connection, actor, reason=f"save profile {name}"):
        former = read_saved(connection, name)
        connection.execute(
            "INSERT INTO register.mapping_profile AS p (name, content)"
            " VALUES (%s, %s) ON CONFLICT (name) DO UPDATE"
            " SET content = excluded.content WHERE p.content <> excluded.content",
            (name, content),
        )
        record_event(
            connection,
            "profile.saved",
            actor=actor,
            subject=("mapping_profile", name),
            before=None
            if former is None
            else {"content": profile_yaml(former.profile)},
            after={"content": content},
        )


def delete_profile(connection: Connection[Any], name: str, actor: str) -> None:
    """Take a saved profile out; it stays in history.

    Raises
    ------
    SourceError
        There is none of that name.
    """
    with acting(connection, actor, reason=f"delete profile {name}"):
        gone = connection.execute(
            "DELETE FROM register.mapping_profile WHERE name = %s RETURNING content",
            (name,),
        ).fetchone()
        if gone is None:
            known = ", ".join(saved_names(connection)) or "-"
            raise SourceError(both("profile.missing", name=name, shipped=known))
        record_event(
            connection,
            "profile.deleted",
            actor=actor,
            subject=("mapping_profile", name),
            before={"content": gone[0]},
        )


def saved_profiles(connection: Connection[Any]) -> list[SavedProfile]:
    """Read all saved profiles, by name."""
    rows = connection.execute(_READ, ([], True)).fetchall()
    return [_saved(*row) for row in rows]


def profiles_of(connection: Connection[Any]) -> tuple[Profile, ...]:
    """Read the saved profiles alone, by name."""
    return tuple(one.profile for one in saved_profiles(connection))


def read_saved(connection: Connection[Any], name: str) -> SavedProfile | None:
    """Read one saved profile; None: there is none of that name."""
    row = connection.execute(_READ, ([name], False)).fetchone()
    return None if row is None else _saved(*row)


def saved_names(connection: Connection[Any]) -> list[str]:
    """Name the saved profiles."""
    rows = connection.execute(
        "SELECT name FROM register.mapping_profile ORDER BY name"
    ).fetchall()
    return [str(row[0]) for row in rows]


def _saved(name: str, content: str, by: str, at: dt.datetime) -> SavedProfile:
    return SavedProfile(parse_profile(content, name), by, at)
