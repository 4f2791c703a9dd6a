"""What became of one file."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping


@dataclasses.dataclass(frozen=True, slots=True)
class Report:
    """Outcome of one import; read = loaded + unchanged + updated + rejected.

    Attributes
    ----------
    batch : int
        Number of the batch, for ``kkmgis imports show``.
    kind, file, layer : str
    mapping, crs, encoding : str or None
        How the file was understood.
    crs_from : str or None
        ``given``, ``file``, ``profile``, ``degrees`` or ``boundary``.
    read, loaded, unchanged, updated, rejected : int
        Rows.
    issues : mapping of str to int
        Issue code → how many.
    repaired : mapping of str to int
        Method of repair → how many shapes.
    severe : bool
        An issue is an error or a warning.
    seconds : float
    dry_run : bool
        Nothing was written into the register.
    totals : mapping of str to str
        Control totals of the kind, exact decimals; empty where it has none.
    """

    batch: int
    kind: str
    file: str
    layer: str
    mapping: str | None
    crs: str | None
    crs_from: str | None
    encoding: str | None
    read: int
    loaded: int
    unchanged: int
    updated: int
    rejected: int
    issues: Mapping[str, int]
    repaired: Mapping[str, int]
    severe: bool
    seconds: float
    dry_run: bool
    totals: Mapping[str, str]

    @property
    def clean(self) -> bool:
        """Tell whether nothing was rejected and nothing needs a person's look."""
        return self.rejected == 0 and not self.severe

    def as_json(self) -> dict[str, object]:
        """Give the report as the command line prints it with ``--json``."""
        return dataclasses.asdict(self)
