"""What is in a file, before anything is imported."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from importers.rows import as_text
from importers.source import Source, open_source
from kkmgis.crs import is_indian_1975, name_of
from kkmgis.i18n import Language

SAMPLE_ROWS = 3
LONGEST_SAMPLE = 60


@dataclasses.dataclass(frozen=True, slots=True)
class Inspection:
    """What one layer of a file says about itself.

    Attributes
    ----------
    file, format, layer : str
    layers : list of dict
        Name, type of geometry and number of rows of each layer or sheet.
    count : int or None
    crs : str or None
        None: the file does not say.
    indian_1975 : bool
        Coordinates go through the pinned operation.
    bounds : list of float or None
        In the coordinates of the file.
    encoding, encoding_from : str or None
    columns : dict of str to list
        Column → its first values.
    issues : list of dict
        What is wrong with the file as a whole.
    """

    file: str
    format: str
    layer: str
    layers: list[dict[str, object]]
    count: int | None
    crs: str | None
    indian_1975: bool
    bounds: list[float] | None
    encoding: str | None
    encoding_from: str | None
    columns: dict[str, list[str | None]]
    issues: list[dict[str, str]]


def inspect_file(
    path: Path,
    *,
    layer: str | None = None,
    encoding: str | None = None,
    language: Language = "th",
) -> Inspection:
    """Look into a file.

    Parameters
    ----------
    path : Path
    layer : str, optional
        Of a file with several; else the first.
    encoding : str, optional
    language : {"th", "en"}
        Of the sentences.

    Raises
    ------
    SourceError
        The file cannot be read.
    """
    with open_source(path, layer=layer, encoding=encoding, first=True) as source:
        return _inspect(source, language)


def _inspect(source: Source, language: Language) -> Inspection:
    bounds = source.bounds() if source.has_shapes else None
    sample = next(iter(source.read(SAMPLE_ROWS)), None)
    columns: dict[str, list[str | None]] = {name: [] for name in source.columns}
    if sample is not None:
        for name in sample.columns:
            columns[name] = [
                _short(value) for value in sample.texts(name)[:SAMPLE_ROWS]
            ]
    return Inspection(
        file=source.path.name,
        format=source.format,
        layer=source.layer,
        layers=[dataclasses.asdict(one) for one in source.layers],
        count=source.count,
        crs=name_of(source.crs) if source.crs else source.crs_unreadable or None,
        indian_1975=source.crs is not None and is_indian_1975(source.crs),
        bounds=None if bounds is None else list(bounds),
        encoding=source.encoding.name if source.encoding else None,
        encoding_from=source.encoding.why if source.encoding else None,
        columns=columns,
        issues=[
            {
                "code": issue.code,
                "severity": issue.severity,
                "message": issue.message(language),
                "remedy": issue.remedy(language),
            }
            for issue in source.issues
        ],
    )


def _short(value: str | None) -> str | None:
    text = as_text(value)
    if text is None or len(text) <= LONGEST_SAMPLE:
        return text
    return text[:LONGEST_SAMPLE] + "…"
