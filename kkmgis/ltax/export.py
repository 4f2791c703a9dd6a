"""Write the register as the workbook of six sheets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from psycopg import Connection

from kkmgis.audit import record_event
from kkmgis.errors import SettingsError
from kkmgis.i18n import both
from kkmgis.identity import Vault
from kkmgis.ltax.layout import SHEETS
from kkmgis.ltax.read import read_parties, read_sheet
from kkmgis.ltax.write import write_workbook
from kkmgis.whole_file import whole_file


def refuse_other_suffix(path: Path) -> None:
    """Refuse a file that would not be known as a workbook.

    Raises
    ------
    SettingsError
        Its name does not end in ``.xlsx``.
    """
    if path.suffix.lower() != ".xlsx":
        raise SettingsError(both("ltax.suffix", name=path.name))


def export_ltax(
    connection: Connection[Any],
    path: Path,
    *,
    year_be: int,
    vault: Vault,
    actor: str,
) -> dict[str, int]:
    """Write the six sheets; the same register gives the same bytes.

    Parameters
    ----------
    connection : Connection
        With repeatable reads the sheets are of one moment, whoever writes meanwhile.
    path : Path
    year_be : int
        Tax year whose owners, uses and prices count.
    vault : Vault
        Opens identity numbers, telephones and addresses: they are in the file in
        clear, so who wrote it is an event of the audit.
    actor : str
        In whose name.

    Returns
    -------
    dict of str to int
        Title of each sheet → its rows.
    """
    with whole_file(path) as written, connection.transaction():
        parties = read_parties(connection, vault)
        counts = write_workbook(
            written,
            [
                (
                    sheet.title,
                    sheet.headers,
                    read_sheet(connection, sheet, year_be, parties, vault),
                )
                for sheet in SHEETS
            ],
        )
        rows = {sheet.title: n for sheet, n in zip(SHEETS, counts, strict=True)}
        record_event(
            connection,
            "export.ltax",
            actor=actor,
            subject=("export", path.name),
            after={"year_be": year_be, "rows": rows},
        )
    return rows
