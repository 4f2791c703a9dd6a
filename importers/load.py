"""Load a file: stage → check → promote, one after the other.

Either all good rows of a file are in the register with their batch, or nothing of
it is. A file that is loaded again changes nothing; one whose import was interrupted
goes on where it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from psycopg import Connection

from importers.batch import forget_batch
from importers.mapping import Profile
from importers.refusal import is_final
from importers.repeat import is_promoted
from importers.report import Report
from importers.shaping import Progress
from importers.stage import silent, stage_file
from importers.steps import check_batch, promote_batch, report_of


def load_file(
    connection: Connection[Any],
    kind: str,
    path: Path | str,
    *,
    mapping: str | Profile | None = None,
    layer: str | None = None,
    crs: str | None = None,
    encoding: str | None = None,
    repairs: Mapping[str, bool] | None = None,
    dry_run: bool = False,
    review: bool = False,
    actor: str,
    progress: Progress | None = None,
    identity_key: bytes | None = None,
) -> Report:
    """Import one file.

    Parameters
    ----------
    connection : Connection
        In autocommit, or not in a transaction, the rows are staged stretch by
        stretch and written into the register in one transaction; inside a
        transaction of the caller these are savepoints, and the caller commits.
    kind : str
        E.g. ``parcels``, see ``importers.kinds``.
    path : Path or str
    mapping : str or Profile, optional
        A mapping profile, its name (of a shipped or a saved one), or its path.
        Without it columns are known by their canonical, LTAX and Thai names.
    layer, crs, encoding : str, optional
        What the person says; it goes before what file and profile say.
    repairs : mapping of str to bool, optional
        Named repairs that are wished or not, see `chosen_repairs`.
    dry_run : bool
        Do everything, then take it back; batch, issues and rejects are kept.
    review : bool
        The same, but the rows wait for a person to accept them, see
        ``importers.reconcile``.
    actor : str
        In whose name.
    progress : callable, optional
    identity_key : bytes, optional
        Key of personal facts; else the key file of the installation.

    Returns
    -------
    Report

    Raises
    ------
    SourceError
        The file cannot be read or understood; nothing was written.
    DatabaseError
        The database refused the whole file; nothing was written.
    """
    told = progress or silent
    batch = stage_file(
        connection,
        kind,
        path,
        mapping=mapping,
        layer=layer,
        crs=crs,
        encoding=encoding,
        repairs=repairs,
        actor=actor,
        progress=told,
        identity_key=identity_key,
        repeat=not (dry_run or review),
    )
    if is_promoted(connection, batch):
        return report_of(connection, batch, told)
    said: dict[str, Any] = {"progress": told, "identity_key": identity_key}
    try:
        if dry_run or review:
            return check_batch(connection, batch, final=not review, **said)
        return promote_batch(connection, batch, actor=actor, **said)
    except Exception as error:
        if is_final(error):
            forget_batch(connection, batch)
        raise
