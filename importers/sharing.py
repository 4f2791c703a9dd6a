"""What several kinds have in common: objects that are named by kind and code."""

from __future__ import annotations

from importers.kind import Field
from importers.value import choice_parser, code_value
from importers.work import Work

OBJECT_KINDS = {
    "parcel": "parcel", "ที่ดิน": "parcel", "แปลงที่ดิน": "parcel", "แปลง": "parcel",
    "building": "building", "สิ่งปลูกสร้าง": "building", "อาคาร": "building",
    "โรงเรือน": "building",
    "unit": "unit", "ห้องชุด": "unit", "condo": "unit",
}  # fmt: skip

OBJECT_FIELDS = (
    Field(
        "object_kind",
        choice_parser(OBJECT_KINDS),
        required=True,
        aliases=("ประเภททรัพย์สิน", "ชนิดทรัพย์สิน"),
    ),
    Field(
        "object_code",
        code_value,
        required=True,
        aliases=("รหัสทรัพย์สิน", "รหัสแปลง", "รหัส", "code"),
    ),
)

OBJECT_COLUMNS = ("parcel_id", "building_id", "unit_id")


def resolve_objects(work: Work) -> None:
    """Find parcel, building or unit of each row; a row about none is refused."""
    for kind in ("parcel", "building", "unit"):
        work.resolve(
            "object_code",
            f"register.{kind}",
            f"{kind}_id",
            condition=f"i.object_kind = '{kind}'",
        )
    work.reject_flawed()


def check_order(work: Work, first: str, last: str, *, same_allowed: bool) -> None:
    """Refuse a row that ends before it begins."""
    sign = "<" if same_allowed else "<="
    work.problem(
        "dates.order",
        f"i.{last} {sign} i.{first}",
        field=last,
        value=f"i.{first} || ' – ' || i.{last}",
    )


def check_past(work: Work, column: str, today: str) -> None:
    """Flag what is said to have happened later than today.

    Parameters
    ----------
    column : str
        A date, or a year of the Buddhist Era.
    today : str
        SQL for the date or year that it is.
    """
    work.problem(
        "dates.future", f"i.{column} > {today}", field=column, value=f"i.{column}"
    )
