"""Inspection of an upload for the page: what is in it, some shapes, samples to show."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from psycopg import Connection

from importers.inspection import inspect_file
from importers.jobs.choices import Choices
from importers.jobs.masking import mask_samples
from importers.jobs.preview import sample_shapes
from importers.jobs.spool import write_json
from importers.source import open_source

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
    found = dataclasses.asdict(
        inspect_file(path, layer=choices.layer, encoding=choices.encoding)
    )
    found["columns"] = mask_samples(list(found["columns"].items()))
    with open_source(
        path, layer=choices.layer, encoding=choices.encoding, first=True
    ) as source:
        preview = sample_shapes(source)
    write_json(folder / PREVIEW, dataclasses.asdict(preview))
    write_json(folder / INSPECTION, found)
