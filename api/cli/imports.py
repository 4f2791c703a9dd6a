"""`kkmgis import` and `kkmgis imports`: files into the register, and back."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.importing import connected
from api.cli.imports_review import COMMANDS, print_difference
from api.cli.running import actor

if TYPE_CHECKING:
    from psycopg import Connection

    from importers.reconcile.reading import Summary
    from importers.report import Report
    from importers.shaping import Progress

_IMPORT = "นำเข้าแฟ้มลงทะเบียน · import files into the register"
_IMPORTS = "ชุดที่นำเข้าแล้ว: รายการ รายละเอียด ย้อน แถวที่ไม่รับ · the imports that were done"
_KIND = "ชนิดข้อมูล เช่น parcels, buildings, roll · kind of data"
_FILES = "แฟ้มหรือหลายแฟ้ม · one file or several"
_MAPPING = "แบบจับคู่คอลัมน์: ชื่อหรือแฟ้ม YAML · mapping profile: name or YAML file"
_LAYER = "ชั้นข้อมูลหรือแผ่นงาน · layer or sheet"
_CRS = "ระบบพิกัดของแฟ้ม เช่น EPSG:24048 · coordinate system of the file"
_ENCODING = "รหัสอักขระของแฟ้ม เช่น cp874 · encoding of the file"
_REPAIR = "ซ่อมรูปด้วยวิธีนี้ด้วย คั่นด้วยจุลภาค · also repair shapes in this way"
_NO_REPAIR = "ไม่ซ่อมรูปด้วยวิธีนี้ · do not repair shapes in this way"
_DRY_RUN = "ลองเท่านั้น ไม่บันทึกในทะเบียน · try, write nothing into the register"
_REVIEW = "ตรวจกับทะเบียนแล้วรอการรับ · hold it against the register and wait"
_YEAR = "ปีภาษี (พ.ศ.) ของสมุดงาน LTAX · tax year (BE) of an LTAX workbook"
_JSON = "ตอบเป็น JSON · answer as JSON"
_BATCH = "เลขชุดนำเข้า · number of the batch"
LTAX = "ltax"
_COUNTS = ("read", "loaded", "unchanged", "updated", "rejected")

AsJSON = Annotated[bool, typer.Option("--json", help=_JSON)]
Number = Annotated[int, typer.Argument(metavar="BATCH", help=_BATCH)]


def register(app: typer.Typer) -> None:
    """Add the command and the group."""
    app.command("import", help=_IMPORT)(import_files)
    group = typer.Typer(no_args_is_help=True, help=_IMPORTS)
    own: dict[str, Callable[..., None]] = {
        "list": list_imports,
        "show": show,
        "rejects": rejects,
        "repairs": repairs,
    }
    for name, command in (own | COMMANDS).items():
        group.command(name)(command)
    app.add_typer(group, name="imports")


def import_files(
    kind: Annotated[str, typer.Argument(help=_KIND)],
    files: Annotated[list[Path], typer.Argument(help=_FILES)],
    *,
    mapping: Annotated[str | None, typer.Option(help=_MAPPING)] = None,
    layer: Annotated[str | None, typer.Option(help=_LAYER)] = None,
    crs: Annotated[str | None, typer.Option(help=_CRS)] = None,
    encoding: Annotated[str | None, typer.Option(help=_ENCODING)] = None,
    repair: Annotated[list[str] | None, typer.Option(help=_REPAIR)] = None,
    no_repair: Annotated[list[str] | None, typer.Option(help=_NO_REPAIR)] = None,
    year: Annotated[int | None, typer.Option(min=2563, max=2700, help=_YEAR)] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_DRY_RUN)] = False,
    review: Annotated[bool, typer.Option("--review", help=_REVIEW)] = False,
    as_json: AsJSON = False,
) -> None:
    """Import files, each in a transaction of its own.

    Kind ``ltax`` is a workbook of six sheets, each of which is a batch. Exit status
    0: all done; 1: done, with rejected rows or issues to look at; 2: a file could not
    be imported, and nothing of it was.
    """
    from importers.load import load_file
    from importers.ltax.workbook import load_workbook
    from importers.reconcile.reading import difference

    said: dict[str, Any] = {"mapping": mapping, "layer": layer, "crs": crs}
    said |= {"encoding": encoding, "dry_run": dry_run, "review": review}
    said |= {"actor": actor()}
    repairs = {name: True for name in _names(repair)}
    repairs |= {name: False for name in _names(no_repair)}
    with connected() as connection:
        reports: list[Report] = []
        differences: dict[int, Summary] = {}
        try:
            for file in files:
                with progress_bar(file.name) as progress:
                    if kind == LTAX:
                        found = load_workbook(
                            connection,
                            file,
                            year_be=_year(year, said),
                            dry_run=dry_run,
                            actor=actor(),
                            progress=progress,
                        )
                    else:
                        report = load_file(
                            connection, kind, file, repairs=repairs, progress=progress,
                            **said,
                        )  # fmt: skip
                        found = [report]
                        if report.dry_run:
                            summary = difference(connection, report.batch)
                            differences[report.batch] = summary
                reports += found
                if not as_json:
                    for report in found:
                        _print(connection, report, review=review)
                        if report.batch in differences:
                            counts = differences[report.batch].counts
                            print_difference(report.batch, counts)
        finally:
            if as_json and reports:
                print(json.dumps(_as_json(reports, differences), ensure_ascii=False))
    if not all(report.clean for report in reports):
        raise typer.Exit(1)


def _year(year: int | None, said: dict[str, Any]) -> int:
    """Give the year of a workbook of LTAX, which is understood by itself.

    Raises
    ------
    SettingsError
        Something was said that only a file of one kind needs.
    """
    from kkmgis.errors import SettingsError
    from kkmgis.i18n import both
    from kkmgis.ltax.year import this_year

    if any(said[name] for name in ("mapping", "layer", "crs", "encoding", "review")):
        raise SettingsError(both("import.ltax_alone"))
    return year or this_year()


def _names(options: list[str] | None) -> list[str]:
    """Split what is said as NAME,NAME, once or several times."""
    parts = [name.strip() for option in options or [] for name in option.split(",")]
    return [name for name in parts if name]


def _as_json(
    reports: list[Report], differences: Mapping[int, Summary]
) -> dict[str, Any]:
    """Give one object: of one file its report, of several their sum and each."""
    told = [
        report.as_json()
        | (differences[report.batch].as_json() if report.batch in differences else {})
        for report in reports
    ]
    if len(told) == 1:
        return told[0]
    issues: dict[str, int] = {}
    for report in reports:
        for code, count in report.issues.items():
            issues[code] = issues.get(code, 0) + count
    added = {name: sum(getattr(report, name) for report in reports) for name in _COUNTS}
    return {
        "batch": reports[-1].batch,
        **added,
        "issues": issues,
        "seconds": round(sum(report.seconds for report in reports), 3),
        "batches": told,
    }


def _print(connection: Connection[Any], report: Report, *, review: bool) -> None:
    """Tell what became of a file: counts, how it was read, one example an issue."""
    from importers.batches import examples_of
    from kkmgis.i18n import both

    counts = {name: f"{getattr(report, name):,}" for name in _COUNTS}
    shown = {"file": report.file, "kind": report.kind, "batch": report.batch}
    print(both("import.summary", **shown, **counts, seconds=f"{report.seconds:.1f}"))
    understood = {
        "crs": report.crs or "–",
        "encoding": report.encoding or "–",
        "mapping": report.mapping or "–",
    }
    print("  " + both("import.understood", **understood))
    for name, amount in report.totals.items():
        print("  " + both("import.total", name=name, amount=amount))
    for count, found in examples_of(connection, report.batch):
        where = "" if found.row_no is None else f"[{found.row_no}] "
        print(f"  {found.issue.code} × {count:,}  {where}{found.issue.message('th')}")
        print(f"    {found.issue.message('en')}")
    if report.dry_run:
        waits = both("reconcile.waits", batch=report.batch)
        print("  " + (waits if review else both("import.dry_run")))


def list_imports(
    *,
    limit: Annotated[int, typer.Option(help="จำนวน · how many")] = 50,
    as_json: AsJSON = False,
) -> None:
    """รายการชุดนำเข้า ใหม่สุดก่อน · list the imports, newest first."""
    from importers.batches import list_batches

    with connected() as connection:
        batches = list_batches(connection, limit=limit)
    if as_json:
        found = [batch.as_json() for batch in batches]
        print(json.dumps({"imports": found}, ensure_ascii=False))
        return
    for batch in batches:
        counts = " ".join(f"{getattr(batch, name):>8,}" for name in _COUNTS)
        started = batch.started_at.astimezone().strftime("%Y-%m-%d %H:%M")
        line = f"{batch.id:>5}  {started}  {batch.status:<9} {batch.kind:<16} {counts}"
        print(f"{line}  {batch.file}")


def show(
    batch: Number,
    *,
    code: Annotated[
        str | None, typer.Option(help="เฉพาะปัญหารหัสนี้ · issues of this code alone")
    ] = None,
    limit: Annotated[int, typer.Option(help="จำนวนปัญหา · how many issues")] = 100,
    as_json: AsJSON = False,
) -> None:
    """รายละเอียดและปัญหาของชุดนำเข้า · show an import and its issues."""
    from importers.batches import get_batch, issues_of

    with connected() as connection:
        found = get_batch(connection, batch)
        issues = issues_of(connection, batch, code=code, limit=limit)
    if as_json:
        listed = [
            {
                "row": one.row_no,
                "code": one.issue.code,
                "severity": one.issue.severity,
                "field": one.issue.field,
                "value": one.issue.value,
                "place": one.issue.place,
                "message": {
                    "th": one.issue.message("th"),
                    "en": one.issue.message("en"),
                },
                "remedy": {"th": one.issue.remedy("th"), "en": one.issue.remedy("en")},
            }
            for one in issues
        ]
        print(json.dumps({**found.as_json(), "found": listed}, ensure_ascii=False))
        return
    for name, value in found.as_json().items():
        print(f"{name:<12} {value if value is not None else '–'}")
    for one in issues:
        where = "–" if one.row_no is None else one.row_no
        print(f"[{where}] {one.issue.code}: {one.issue.message('th')}")
        print(f"    {one.issue.remedy('th')} · {one.issue.message('en')}")


def rejects(
    batch: Number,
    *,
    out: Annotated[Path | None, typer.Option(help="แฟ้มที่จะเขียน · file to write")] = None,
) -> None:
    """เขียนแถวที่ไม่รับพร้อมเหตุผล · write the rejected rows with their reasons."""
    from importers.rejects import read_rejects, suggested_name, write_rejects
    from kkmgis.i18n import both
    from kkmgis.identity import Vault
    from kkmgis.settings import Settings, load_or_create_key

    with connected() as connection:
        key_file = Settings.from_env().key_file
        vault = Vault(load_or_create_key(key_file)) if key_file.exists() else None
        found = read_rejects(connection, batch, vault=vault)
    target = out or Path(suggested_name(found))
    write_rejects(found, target)
    print(both("batch.rejects_written", count=len(found.rows), name=target))


def repairs(
    batch: Number,
    *,
    limit: Annotated[int, typer.Option(help="จำนวน · how many")] = 1000,
    as_json: AsJSON = False,
) -> None:
    """การซ่อมรูปของชุดนำเข้า ก่อนและหลัง · the repairs of shapes, before and after."""
    from importers.batches import get_batch
    from importers.repairs import repairs_of
    from kkmgis.i18n import both

    with connected() as connection:
        get_batch(connection, batch)
        found = repairs_of(connection, batch, limit=limit)
    if as_json:
        listed = [dataclasses.asdict(one) for one in found]
        print(json.dumps({"repairs": listed}, ensure_ascii=False))
        return
    for one in found:
        areas = [one.area_before_m2, one.area_after_m2]
        shown = " → ".join("–" if area is None else f"{area:,.2f}" for area in areas)
        print(f"[{one.row_no}] {both(f'repair.name.{one.method}')}  {shown} m²")


@contextmanager
def progress_bar(name: str) -> Iterator[Progress]:
    """Show on standard error how far an import is."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        TextColumn,
        TimeElapsedColumn,
    )
    from rich.progress import Progress as Bars

    from kkmgis.i18n import text

    console = Console(file=sys.stderr)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Bars(*columns, console=console, transient=True) as bars:
        task = bars.add_task(name, total=None)

        def show_progress(step: str, done: int, total: int | None) -> None:
            words = f"{name}: {text(f'import.step.{step}', 'th')}"
            bars.update(task, description=words, completed=done, total=total)

        yield show_progress
