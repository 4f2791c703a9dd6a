"""`kkmgis demo`: the demo city, from nothing to gaps on the map.

It can be stopped anywhere, by kill -9 of itself or of the database, and run
again: each file is one transaction, and only the last step says that all is done.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

if TYPE_CHECKING:
    from api.cli.demo_work import Work

_HELP = "สร้างเมืองตัวอย่าง นำเข้า ประเมิน และหารายการตกหล่น · make the demo city"
_SIZE = "small ประมาณ 3,000 แปลง, city 65,000 แปลง · parcels"
_OUT = "โฟลเดอร์ของไฟล์ · folder of the files"
_FILES = "เขียนไฟล์เท่านั้น ไม่ใช้ฐานข้อมูล · files only, no database"
_RESET = "ล้างฐานข้อมูลแล้วสร้างใหม่ · empty the database first"
_MISSING = "ไม่ทำอะไรเมื่อมีข้อมูลแล้ว · do nothing when there is data"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo", help=_HELP)(demo)


def demo(
    *,
    size: Annotated[Literal["small", "city"], typer.Option(help=_SIZE)] = "small",
    out: Annotated[Path | None, typer.Option(help=_OUT, file_okay=False)] = None,
    files_only: Annotated[bool, typer.Option("--files-only", help=_FILES)] = False,
    reset: Annotated[bool, typer.Option("--reset", help=_RESET)] = False,
    if_missing: Annotated[bool, typer.Option("--if-missing", help=_MISSING)] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="ตอบเป็น JSON · answer as JSON")
    ] = False,
) -> None:
    """Write, import, assess and search the demo city."""
    from api.cli.demo_register import YEAR_BE, into_database
    from api.cli.demo_work import Work
    from kkmgis.settings import Settings

    settings = Settings.from_env()
    work = Work(settings, size, out or settings.home / "demo" / size)
    if files_only:
        work.write_files()
    else:
        into_database(work, reset=reset, if_missing=if_missing)
    if as_json:
        print(json.dumps(work.answer, ensure_ascii=False))
    else:
        _print(work, YEAR_BE)


def _print(work: Work, year_be: int) -> None:
    """Say in Thai, then English, what there is and where to go on."""
    from kkmgis.i18n import LANGUAGES, text

    answer = work.answer
    shown: dict[str, Any] = {"size": answer["size"], "folder": answer["folder"]}
    for language in LANGUAGES:
        if "accounts" not in answer:
            print(text("demo.written", language, **shown))
            continue
        print(text(f"demo.{answer['done']}", language, **shown))
        if "totals" in answer:
            totals = answer["totals"]
            for tax, satang in totals["tax_satang"].items():
                baht = f"{satang // 100:,}.{satang % 100:02d}"
                print(text(f"demo.tax.{tax}", language, year=year_be, baht=baht))
            print(text("demo.totals", language, **totals))
            if not answer["answers"]["agree"]:
                print(text("demo.disagree", language), file=sys.stderr)
        if answer["accounts"]:
            names = "  ".join(
                f"{one['username']}/{one['password']}" for one in answer["accounts"]
            )
            print(text("demo.accounts", language, names=names))
            print(text("demo.next", language))
