"""The SQL of `importers/sql`, with names filled in."""

from __future__ import annotations

import re
from importlib.resources import files


def statement(name: str, **names: object) -> str:
    """Read the statements of a file and fill names in.

    Parameters
    ----------
    name : str
        Of the file, without its suffix.
    names
        SQL for each ``:name``, which may be the beginning of a longer one
        (``:kind_id``). Only names and expressions of this code or of the database:
        values of a file or a person are bound.
    """
    text = (files("importers") / "sql" / f"{name}.sql").read_text(encoding="utf-8")
    if not names:
        return text
    longest_first = "|".join(sorted(names, key=len, reverse=True))
    # A second colon is that of a cast.
    wanted = re.compile(rf"(?<!:):({longest_first})(?![a-z0-9])")
    return wanted.sub(lambda found: str(names[found[1]]), text)
