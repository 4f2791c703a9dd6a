"""`kkmgis tax`: compute tax cases without a database."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

_HELP = "คำนวณภาษีจากไฟล์ JSON โดยไม่ใช้ฐานข้อมูล · compute tax cases from JSON"
_CASE = "ไฟล์ JSON หรือ - สำหรับ standard input · JSON file, or - for standard input"


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("tax", help=_HELP)
    def tax(case: Annotated[str, typer.Argument(metavar="CASE", help=_CASE)]) -> None:
        from kkmgis.tax.case import compute_case
        from kkmgis.tax.case_file import UnreadableError, read_cases, write_answers

        try:
            file = read_cases(_content(case))
        except (UnreadableError, OSError) as error:
            print(f"kkmgis tax: {_one_line(error)}", file=sys.stderr)
            raise typer.Exit(2) from None
        answers = [compute_case(one) for one in file.cases]
        sys.stdout.buffer.write(write_answers(file.shape, answers).encode())
        sys.stdout.buffer.flush()
        if any("error" in answer for answer in answers):
            raise typer.Exit(1)


def _content(case: str) -> bytes:
    return sys.stdin.buffer.read() if case == "-" else Path(case).read_bytes()


def _one_line(error: Exception) -> str:
    if isinstance(error, OSError):
        from kkmgis.i18n import text

        shown = {"name": error.filename, "reason": error.strerror}
        key = "tax.file.not_readable"
        return f"{text(key, 'th', **shown)} · {text(key, 'en', **shown)}"
    return str(error)
