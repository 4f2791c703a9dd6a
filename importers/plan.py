"""How the rows of one file are to be understood, settled before the first is read."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from typing import Any

from psycopg import Connection

from importers.binding import Binding, bind, plain_name
from importers.correction import Correction
from importers.ground import find_ground
from importers.kind import Kind
from importers.kinds import KINDS
from importers.mapping import Profile
from importers.placing import Placing
from importers.rows import STRETCH
from importers.shaping import Ground
from importers.source import Source
from kkmgis import __version__
from kkmgis.db import storage_srid
from kkmgis.geometry.repair import Method


@dataclasses.dataclass(frozen=True, slots=True)
class Said:
    """What the caller said about the file."""

    layer: str | None
    crs: str | None
    encoding: str | None
    repairs: frozenset[Method]


@dataclasses.dataclass(frozen=True, slots=True)
class Plan:
    """How the rows of one file are to be understood.

    ``memo`` is what the steps after staging have to know; JSON can hold it.
    """

    kind: Kind
    source: Source
    mapping: str | None
    binding: Binding
    srid: int
    placing: Placing | None
    ground: Ground | None
    memo: dict[str, Any]
    correction: Correction | None = None

    @property
    def crs(self) -> str | None:
        """Name the system of the coordinates; None without any."""
        return self.placing.name if self.placing else None


def make_plan(
    connection: Connection[Any],
    kind: Kind,
    source: Source,
    profile: Profile | None,
    said: Said,
) -> Plan:
    """Settle columns, ground and the key by which an unfinished batch is known.

    Raises
    ------
    SourceError
        A column is missing, or the coordinates cannot be placed.
    """
    section = None if profile is None else profile.section(kind.name)
    layout = section.layout.raw if section and section.layout else None
    binding = _sealing_unused(bind(kind, source, section))
    placing, ground = find_ground(
        connection,
        kind,
        source,
        binding.shape,
        given=said.crs,
        profile=section.crs if section else None,
    )
    if ground is not None:
        ground = dataclasses.replace(ground, repairs=said.repairs)
    srid = storage_srid(connection)
    understood = {
        "program": __version__,
        "stretch": STRETCH,
        "srid": srid,
        "kind": kind.name,
        "layer": source.layer,
        "crs": placing.name if placing else None,
        "encoding": source.encoding.name if source.encoding else None,
        "layout": layout,
        "repairs": sorted(said.repairs),
        "binding": dataclasses.asdict(
            dataclasses.replace(binding, fields=()),
        ),
        "rules": [
            [bound.field.name, dataclasses.asdict(bound.rule)]
            for bound in binding.fields
        ],
    }
    memo = {
        "path": str(source.path.absolute()),
        "key": _digest(understood),
        "layer": said.layer,
        "layout": layout,
        "encoding": source.encoding.name if source.encoding else None,
        "names": sorted(binding.names),
        "personal": sorted(binding.personal),
        "with_shapes": source.has_shapes or bool(binding.shape),
        "stretches": 0,
    }
    mapping = None if profile is None else profile.name
    return Plan(kind, source, mapping, binding, srid, placing, ground, memo)


def _sealing_unused(binding: Binding) -> Binding:
    """Seal also columns that no field reads, where their names are of personal ones."""
    names = {
        plain_name(name)
        for kind in KINDS.values()
        for field in kind.fields
        if field.personal
        for name in (field.name, *field.aliases)
    }
    called = {column for column in binding.unused if plain_name(column) in names}
    return dataclasses.replace(binding, sealed=binding.sealed | called)


def _digest(understood: dict[str, Any]) -> str:
    text = json.dumps(understood, sort_keys=True, default=_plain, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> object:
    return sorted(value) if isinstance(value, frozenset) else str(value)
