"""`kkmgis law override`: what the authority set itself in place of the national law."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.running import actor, connected, plain_errors

if TYPE_CHECKING:
    from kkmgis.assess.law import LocalRule
    from kkmgis.tax.rulebook import RuleBook

_OVERRIDE = "ข้อกำหนดของ อปท. เอง · what the authority set itself"
_ADD = "บันทึกอัตราตามเทศบัญญัติ การขยายเวลา หรือแนวปฏิบัติ · enter a local rule"
_LIST = "แสดงข้อกำหนดของ อปท. · list the local rules"
_REMOVE = "ยกเลิกข้อกำหนดของ อปท. · take a local rule back"
_KEY = "รหัสรายการ เช่น land_building.rate.other · key, as `law show` prints it"
_VALUE = "ค่าใหม่เป็น JSON ตามรูปแบบที่ law show พิมพ์ · the value as JSON"
_YEARS = "ปีภาษี พ.ศ. เช่น 2569 หรือ 2569-2570 · tax year or years"
_INSTRUMENT = "เทศบัญญัติ ประกาศ หรือคำวินิจฉัย · ordinance, announcement or decision"
_DATED = "ลงวันที่ · its date"
_NOTE = "หมายเหตุ · remark"
_REASON = "เหตุผล · why"


def register(law: typer.Typer) -> None:
    """Add the group to the group of the law."""
    group = typer.Typer(no_args_is_help=True, help=_OVERRIDE)
    group.command("add", help=_ADD)(add)
    group.command("list", help=_LIST)(show)
    group.command("remove", help=_REMOVE)(remove)
    law.add_typer(group, name="override")


def add(
    key: Annotated[str, typer.Argument(help=_KEY)],
    value: Annotated[str, typer.Argument(help=_VALUE)],
    *,
    years: Annotated[str, typer.Option(help=_YEARS)],
    instrument: Annotated[str, typer.Option(help=_INSTRUMENT)],
    dated: Annotated[str, typer.Option(help=_DATED)],
    note: Annotated[str | None, typer.Option(help=_NOTE)] = None,
) -> None:
    """Enter what the authority set, when the law allows it."""
    from kkmgis.assess.local_rules import NewLocalRule, add_local_rule
    from kkmgis.i18n import both

    with plain_errors("law override add"):
        first, last = _years(years)
        new = NewLocalRule(
            parameter_key=key,
            from_year_be=first,
            to_year_be=last,
            value=_json(value),
            instrument=instrument,
            issued_on=_date(dated),
            note=note,
        )
        with connected() as connection:
            number = add_local_rule(connection, new, actor=actor())
    print(both("law.cli.added", id=number, key=key))


def show(
    year: Annotated[int | None, typer.Option(help=_YEARS)] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="JSON")] = False,
) -> None:
    """List the local rules."""
    from kkmgis.assess.law import local_rules
    from kkmgis.thai import format_date

    with plain_errors("law override list"), connected() as connection:
        found = local_rules(connection, year)
    if as_json:
        print(json.dumps({"rules": [_row(one) for one in found]}, ensure_ascii=False))
        return
    for one in found:
        value = json.dumps(one.value, ensure_ascii=False)
        print(f"{one.id} {one.parameter_key} {one.from_year_be}-{one.to_year_be}")
        print(f"    {value}  ({one.instrument}, {format_date(one.issued_on)})")


def remove(
    number: Annotated[int, typer.Argument(help="หมายเลข · its number")],
    reason: Annotated[str, typer.Option(help=_REASON)],
) -> None:
    """Take a local rule back; runs by it keep their law."""
    from kkmgis.assess.local_rules import remove_local_rule
    from kkmgis.i18n import both

    with plain_errors("law override remove"), connected() as connection:
        gone = remove_local_rule(connection, number, reason=reason, actor=actor())
    print(both("law.cli.removed", id=number, key=gone.parameter_key))


def in_force(year: int) -> RuleBook:
    """Give the law of a year with what the authority set itself."""
    from kkmgis.assess.law import rule_book_in_force

    with connected() as connection:
        return rule_book_in_force(connection, year)


def _row(one: LocalRule) -> dict[str, Any]:
    return {
        "id": one.id,
        "key": one.parameter_key,
        "from": one.from_year_be,
        "to": one.to_year_be,
        "value": one.value,
        "instrument": one.instrument,
        "dated": one.issued_on.isoformat(),
        "note": one.note,
        "by": one.changed_by,
    }


def _years(text: str) -> tuple[int, int]:
    from kkmgis.tax.law_check import FIRST_YEAR
    from kkmgis.tax.local import LocalRuleError
    from kkmgis.tax.rulebook import last_year

    first, _, last = text.partition("-")
    try:
        return int(first), int(last or first)
    except ValueError:
        bounds = {"least": FIRST_YEAR, "most": last_year()}
        raise LocalRuleError("years", first=first, last=last, **bounds) from None


def _json(text: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    from kkmgis.tax.local import LocalRuleError

    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise LocalRuleError("not_json", value=text) from None


def _date(text: str) -> Any:  # noqa: ANN401 - datetime is imported when needed
    from kkmgis.tax.local import LocalRuleError
    from kkmgis.thai import parse_date

    try:
        return parse_date(text)
    except ValueError:
        raise LocalRuleError("not_a_date", value=text) from None
