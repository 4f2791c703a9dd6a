"""`kkmgis imports diff|promote|discard|undo`: what a person decides about an import."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.importing import connected
from api.cli.running import actor

if TYPE_CHECKING:
    from importers.dependents import Dependent, DependentsError
    from importers.reconcile.reading import Entry

_BATCH = "เลขชุดนำเข้า · number of the batch"
_JSON = "ตอบเป็น JSON · answer as JSON"
_WHAT = "เฉพาะ new, changed, moved, split, merged หรือ gone · these alone"
_AFTER = "ต่อจากลำดับนี้ · go on after this place"
_LIMIT = "จำนวนรายการ · how many entries"
_ONLY = "รับเฉพาะหมวดเหล่านี้ คั่นด้วยจุลภาค เช่น new,changed · accept these alone"
_CODES = "รับเฉพาะรหัสในแฟ้มนี้ บรรทัดละรหัส · accept the codes in this file alone"
_ROWS = "รับเฉพาะแถวเหล่านี้ คั่นด้วยจุลภาค · accept these rows alone"
_RETIRE = "เลิกใช้แปลงที่ไม่มีในแฟ้มแล้ว · retire the parcels that are gone"

AsJSON = Annotated[bool, typer.Option("--json", help=_JSON)]
Number = Annotated[int, typer.Argument(metavar="BATCH", help=_BATCH)]


def diff(
    batch: Number,
    *,
    what: Annotated[str | None, typer.Option(help=_WHAT)] = None,
    after: Annotated[int, typer.Option(help=_AFTER)] = 0,
    limit: Annotated[int, typer.Option(help=_LIMIT)] = 100,
    as_json: AsJSON = False,
) -> None:
    """ความต่างของแฟ้มจากทะเบียน · how a checked file differs from the register."""
    from importers.reconcile.reading import difference, list_difference

    with connected() as connection:
        summary = difference(connection, batch)
        entries = list_difference(
            connection, batch, what=what, after=after, limit=limit, with_shapes=as_json
        )
    if as_json:
        listed = [one.as_json() for one in entries]
        found = summary.as_json() | {"entries": listed}
        print(json.dumps(found, ensure_ascii=False))
        return
    print_difference(batch, summary.counts)
    for one in entries:
        print(f"[{one.place}] {_line(one)}")


def print_difference(batch: int, counts: Mapping[str, int]) -> None:
    """Print how many rows would do what."""
    from kkmgis.i18n import both

    print("  " + both("reconcile.difference", batch=batch))
    for what, count in counts.items():
        print(f"    {count:>8,}  {what:<10} {both(f'reconcile.what.{what}')}")


def _line(one: Entry) -> str:
    """Tell one entry: code, row, fields before → after, shape, descent."""
    parts = [one.what, one.code or "–"]
    parts += [] if one.row_no is None else [f"({one.row_no})"]
    told = one.details
    parts += [f"{n}: {old} → {new}" for n, (old, new) in told.get("fields", {}).items()]
    shape = told.get("shape", {})
    if "area_after_m2" in shape:
        areas = f"{shape['area_before_m2']:,} → {shape['area_after_m2']:,} m²"
        parts.append(f"{areas}, {shape['moved_m']:,} m")
    if told.get("parents"):
        parts.append("← " + ", ".join(parent["code"] for parent in told["parents"]))
    if "why" in told:
        parts.append(str(told["why"]))
    return "  ".join(parts)


def promote(
    batch: Number,
    *,
    only: Annotated[str | None, typer.Option(help=_ONLY)] = None,
    codes: Annotated[Path | None, typer.Option(help=_CODES)] = None,
    rows: Annotated[str | None, typer.Option(help=_ROWS)] = None,
    retire_gone: Annotated[bool, typer.Option("--retire-gone", help=_RETIRE)] = False,
    as_json: AsJSON = False,
) -> None:
    """รับความต่างทั้งหมดหรือบางส่วน · accept all or some of the difference.

    Exit status 1: done, and something needs a look.
    """
    from importers.reconcile.accepting import Acceptance, promote_accepted
    from kkmgis.i18n import both

    acceptance = Acceptance(
        only=None if only is None else _categories(only),
        codes=None if codes is None else _lines(codes),
        rows=None if rows is None else _numbers(rows),
        retire_gone=retire_gone,
    )
    with connected() as connection:
        done = promote_accepted(connection, batch, acceptance, actor=actor())
    if as_json:
        print(json.dumps(done.as_json(), ensure_ascii=False))
    else:
        counts = {name: getattr(done.report, name) for name in ("loaded", "updated")}
        more = {n: getattr(done, n) for n in ("left_out", "retired", "left_behind")}
        print(both("reconcile.accepted", batch=batch, **counts, **more))
    if done.left_behind or not done.report.clean:
        raise typer.Exit(1)


def _categories(text: str) -> frozenset[str]:
    from importers.reconcile.reading import WHAT

    names = frozenset(name.strip() for name in text.split(","))
    if not names <= set(WHAT):
        raise typer.BadParameter(", ".join(WHAT))
    return names


def _lines(path: Path) -> frozenset[str]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise typer.BadParameter(f"{path}: {error}") from error
    return frozenset(line.strip() for line in text.splitlines() if line.strip())


def _numbers(text: str) -> frozenset[int]:
    try:
        return frozenset(int(number) for number in text.split(","))
    except ValueError as error:
        raise typer.BadParameter(text) from error


def discard(batch: Number) -> None:
    """ทิ้งชุดที่รอรับ ทะเบียนไม่เปลี่ยน · give up an import that waits."""
    from importers.steps import discard_batch
    from kkmgis.i18n import both

    with connected() as connection:
        discard_batch(connection, batch, actor=actor())
    print(both("reconcile.discarded", batch=batch))


def undo(batch: Number, *, as_json: AsJSON = False) -> None:
    """ย้อนชุดนำเข้า คืนทะเบียนตามเดิม · put the register back as it was before.

    Exit status 2: later work depends on it, which is listed, and nothing was undone.
    """
    from importers.dependents import DependentsError
    from importers.undo import undo_batch
    from kkmgis.i18n import both

    with connected() as connection:
        try:
            undone = undo_batch(connection, batch, actor=actor())
        except DependentsError as error:
            _tell_dependents(error, as_json=as_json)
            raise typer.Exit(2) from None
    shown = {"deleted": undone.deleted, "restored": undone.restored}
    if as_json:
        print(json.dumps({"batch": batch, **shown, "dependents": []}))
        return
    print(both("batch.undone", batch=batch, **shown))


def _tell_dependents(error: DependentsError, *, as_json: bool) -> None:
    listed = [one.as_json() for one in error.dependents]
    if as_json:
        found = {"batch": error.batch, "deleted": 0, "restored": 0}
        print(json.dumps(found | {"dependents": listed}, ensure_ascii=False))
    print(f"kkmgis: {error}", file=sys.stderr)
    if not as_json:
        for one in error.dependents:
            print(f"  {_dependent(one)}", file=sys.stderr)


def _dependent(one: Dependent) -> str:
    from kkmgis.i18n import both, text

    at = "–" if one.changed_at is None else one.changed_at.astimezone()
    shown: dict[str, Any] = {
        "table": one.table,
        "code": one.code,
        "how": text(f"reconcile.dependent.{one.how}"),
        "changed_by": one.changed_by or "–",
        "changed_at": at if isinstance(at, str) else at.strftime("%Y-%m-%d %H:%M"),
        "by_what": one.reason or "",
    }
    if one.batch is not None:
        shown["by_what"] = both("reconcile.by_batch", batch=one.batch)
    return text("reconcile.dependent", "th", **shown)


COMMANDS: dict[str, Callable[..., None]] = {
    "diff": diff,
    "promote": promote,
    "discard": discard,
    "undo": undo,
}
