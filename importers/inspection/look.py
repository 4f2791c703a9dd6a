"""Look into a file: layers, coordinates, encoding, columns, and what it may be."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import shapely

from importers.binding import shape_by_name
from importers.candidates import Candidate, expected_area, listed, weigh
from importers.encoding import UnknownEncodingError
from importers.ground import measured
from importers.inspection.columns import Column, describe, shown
from importers.inspection.likeness import likeness
from importers.inspection.proposal import Proposal, propose
from importers.kinds import KINDS
from importers.placing import Extent, Placing, place_source, told
from importers.profile import Profile
from importers.readings import Reading, readings
from importers.rows import as_text
from importers.sampling import Sample, sample_rows
from importers.source import Source, open_source
from kkmgis.crs import is_indian_1975, name_of
from kkmgis.errors import SourceError
from kkmgis.i18n import Language
from kkmgis.issue import Issue

SAMPLED = 1_000
"""Rows from all over the file that are looked at."""
FIRST_ROWS = 3
MOST_COLUMNS = 200
"""Columns that are described; a file with more is hardly a register."""
_CALLED_PERSONAL = 0.9


@dataclasses.dataclass(frozen=True, slots=True)
class Surroundings:
    """The register that a file would go into.

    Attributes
    ----------
    boundary : shapely geometry or None, m
        Of the authority, in the storage CRS.
    storage_srid : int, EPSG code
    profiles : tuple of Profile
        Mappings that people saved in it.
    """

    boundary: shapely.Geometry | None = None
    storage_srid: int = 32648
    profiles: tuple[Profile, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Inspection:
    """What one layer of a file says about itself, and what it looks like.

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
        Column → its first values, those of personal columns masked.
    issues : list of dict
        What is wrong with the file as a whole.
    sampled : int
        Rows from all over the file that were looked at.
    complete : bool
        They are all rows of the file.
    geometry_types : dict of str to int
        Among those rows.
    placed : dict
        The system that an import would take: ``crs`` or None, ``how`` it is known
        (see ``importers.placing.Placing``), ``judged_by`` boundary, country or
        zone, and ``candidates`` with ``confidence``, share ``inside`` and whether
        they are ``said`` by the file; each ``crs`` as ``--crs`` takes it.
    encodings : list of dict
        ``encoding``, ``confidence`` and a ``sample`` of how the text reads in it.
    fields : list of dict
        Of each column name, type, share filled, distinct values, samples, whether
        it is personal, and the pattern of its values.
    proposals : list of dict
        Kinds, the likeliest first, with confidence, fitting profile, mapping and
        the fields that are missing.
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
    sampled: int
    complete: bool
    geometry_types: dict[str, int]
    placed: dict[str, object]
    encodings: list[dict[str, object]]
    fields: list[dict[str, object]]
    proposals: list[dict[str, object]]


def inspect_file(
    path: Path,
    *,
    layer: str | None = None,
    encoding: str | None = None,
    crs: str | None = None,
    language: Language = "th",
    surroundings: Surroundings | None = None,
) -> Inspection:
    """Look into a file.

    Parameters
    ----------
    path : Path
    layer : str, optional
        Of a file with several; else the first.
    encoding, crs : str, optional
        What the person says.
    language : {"th", "en"}
        Of the sentences.
    surroundings : Surroundings, optional
        Of the register; else only the country is known.

    Raises
    ------
    SourceError
        The file cannot be read.
    """
    with _opened(path, layer, encoding) as (source, unclear):
        return inspect_source(
            source,
            surroundings or Surroundings(),
            crs=crs,
            language=language,
            unclear=unclear,
        )


@contextmanager
def _opened(
    path: Path, layer: str | None, encoding: str | None
) -> Iterator[tuple[Source, list[Reading]]]:
    """Open a file; one of unknown encoding in the likeliest, all of them listed."""
    with ExitStack() as stack:
        unclear: list[Reading] = []
        try:
            source = stack.enter_context(
                open_source(path, layer=layer, encoding=encoding, first=True)
            )
        except UnknownEncodingError as unknown:
            unclear = readings(unknown.evidence, None)
            if not unclear:
                raise
            likeliest = unclear[0].encoding
            source = stack.enter_context(
                open_source(path, layer=layer, encoding=likeliest, first=True)
            )
        yield source, unclear


def inspect_source(
    source: Source,
    surroundings: Surroundings,
    *,
    crs: str | None = None,
    language: Language = "th",
    unclear: list[Reading] | None = None,
) -> Inspection:
    """Look into an open file.

    Parameters
    ----------
    source : Source
    surroundings : Surroundings
    crs : str, optional
        What the person says.
    language : {"th", "en"}
    unclear : list of Reading, optional
        Encodings among which the one of the file was picked without proof.
    """
    sample = sample_rows(source, SAMPLED)
    columns = [
        describe(sample, name, personal=_called_personal(name))
        for name in source.columns[:MOST_COLUMNS]
    ]
    extent = measured(source, sample, shape_by_name(source.columns))
    placed, issues = _placed(source, surroundings, extent, crs)
    if unclear:
        names = ", ".join(f"{r.encoding} ({r.confidence * 100:.0f} %)" for r in unclear)
        issues.insert(
            0, Issue("inspect.encoding_unclear", "warning", values={"fitting": names})
        )
    encoding = source.encoding
    heard = unclear or (readings(encoding.evidence, encoding) if encoding else [])
    proposals: list[Proposal] = propose(KINDS, source, columns, surroundings.profiles)
    return Inspection(
        file=source.path.name,
        format=source.format,
        layer=source.layer,
        layers=[dataclasses.asdict(one) for one in source.layers],
        count=source.count,
        crs=name_of(source.crs) if source.crs else source.crs_unreadable or None,
        indian_1975=source.crs is not None and is_indian_1975(source.crs),
        bounds=None if extent is None else list(extent.bounds),
        encoding=encoding.name if encoding else None,
        encoding_from="unclear" if unclear else encoding.why if encoding else None,
        columns=_first_values(sample, columns),
        issues=[_as_json(issue, language) for issue in (*source.issues, *issues)],
        sampled=len(sample),
        complete=sample.complete,
        geometry_types=_types(sample),
        placed=placed,
        encodings=[dataclasses.asdict(one) for one in heard],
        fields=[column.as_json() for column in columns],
        proposals=[proposal.as_json() for proposal in proposals],
    )


def _called_personal(name: str) -> bool:
    return any(
        likeness(name, known) >= _CALLED_PERSONAL
        for kind in KINDS.values()
        for field in kind.fields
        if field.personal
        for known in (field.name, *field.aliases)
    )


def _first_values(sample: Sample, columns: list[Column]) -> dict[str, list[str | None]]:
    return {
        column.name: [
            None
            if (text := as_text(value)) is None
            else shown(text, personal=column.personal)
            for value in sample.columns[column.name][:FIRST_ROWS]
        ]
        for column in columns
    }


def _types(sample: Sample) -> dict[str, int]:
    if sample.geometry is None:
        return {}
    named = Counter(
        "none" if shape is None else str(shape.geom_type) for shape in sample.geometry
    )
    return dict(named.most_common())


def _placed(
    source: Source,
    surroundings: Surroundings,
    extent: Extent | None,
    given: str | None,
) -> tuple[dict[str, object], list[Issue]]:
    """Tell the system that an import would take, and all that may be meant."""
    said = told(source, given, None)
    area = expected_area(surroundings.storage_srid, surroundings.boundary)
    candidates = (
        []
        if extent is None
        else weigh(
            extent.points,
            area,
            surroundings.storage_srid,
            said=None if said is None else said.system,
        )
    )
    found: dict[str, object] = {
        "crs": None,
        "how": None,
        "judged_by": area.kind,
        "candidates": [_candidate(one, said) for one in candidates],
    }
    if extent is None:
        return found, []
    try:
        placing = place_source(
            source,
            given=given,
            profile=None,
            storage_srid=surroundings.storage_srid,
            boundary=surroundings.boundary,
            extent=extent,
        )
    except SourceError:
        fitting = listed([one for one in candidates if one.fits]) or "–"
        says = "–" if said is None else said.name
        values = {"crs": source.crs_unreadable or says, "fitting": fitting}
        return found, [Issue("inspect.crs_unclear", "warning", values=values)]
    return found | {"crs": placing.name, "how": placing.how}, placing.issues


def _candidate(candidate: Candidate, said: Placing | None) -> dict[str, object]:
    return {
        "crs": candidate.system.name,
        "name": candidate.system.crs.name,
        "swapped": candidate.system.swapped,
        "indian_1975": is_indian_1975(candidate.system.crs),
        "confidence": candidate.confidence,
        "inside": round(candidate.inside, 4),
        "said": said is not None and candidate.system == said.system,
    }


def _as_json(issue: Issue, language: Language) -> dict[str, str]:
    return {
        "code": issue.code,
        "severity": issue.severity,
        "message": issue.message(language),
        "remedy": issue.remedy(language),
    }
