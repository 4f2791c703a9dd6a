"""Inspection of an upload for the page: what is in it, and some shapes to draw."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from psycopg import Connection

from importers.ground import read_boundary
from importers.inspection import Inspection, Surroundings, inspect_file
from importers.jobs.choices import Choices
from importers.jobs.preview import sample_shapes
from importers.jobs.spool import write_json
from importers.saved_profile import profiles_of
from importers.source import open_source
from kkmgis.db import storage_srid
from kkmgis.i18n import Language

INSPECTION = "inspection.json"
PREVIEW = "preview.json"


def look_into(
    path: Path, folder: Path, choices: Choices, connection: Connection[Any]
) -> None:
    """Look into a file and write what is found beside it.

    Parameters
    ----------
    path : Path
        The dataset.
    folder : Path
        Where `INSPECTION` and `PREVIEW` are written.
    choices : Choices
        Layer and encoding go before what the file says.
    connection : Connection
        Of the register, whose boundary tells where files lie.

    Raises
    ------
    SourceError
        The file cannot be read.
    """
    surroundings = Surroundings(
        read_boundary(connection), storage_srid(connection), profiles_of(connection)
    )

    def inspected(language: Language) -> Inspection:
        return inspect_file(
            path,
            layer=choices.layer,
            encoding=choices.encoding,
            crs=choices.crs,
            language=language,
            surroundings=surroundings,
        )

    found = inspected("th")
    said = {"th": found.issues}
    if found.issues:
        said["en"] = inspected("en").issues
    # An encoding that is not beyond doubt is no reason to draw nothing.
    encoding = choices.encoding or found.encoding
    with open_source(path, layer=found.layer, encoding=encoding, first=True) as source:
        preview = sample_shapes(source)
    write_json(folder / PREVIEW, dataclasses.asdict(preview))
    write_json(folder / INSPECTION, dataclasses.asdict(found) | {"issues": said})
