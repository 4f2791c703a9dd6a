"""Kind `boundary`: the authority and its limits."""

from __future__ import annotations

from importers.kind import Field, Kind
from importers.promote import Target, upsert
from importers.value import code_value
from importers.work import Work

FIELDS = (
    Field("code", code_value, required=True, aliases=("รหัส", "รหัสอปท", "org_code")),
    Field("name_th", required=True, aliases=("ชื่อ", "ชื่อหน่วยงาน", "name", "org_name")),
    Field("name_en", aliases=("ชื่อภาษาอังกฤษ",)),
    Field("province_th", aliases=("จังหวัด", "province", "changwat")),
)


def check(work: Work) -> None:
    """Refuse a second row of the same code."""
    work.refuse_repeated("code")


def promote(work: Work) -> None:
    """Write the authority."""
    columns = work.told("name_th", "name_en", "province_th")
    upsert(work, Target("register.authority", ("code",), (*columns, "geom")))


KIND = Kind("boundary", FIELDS, check, promote, shape="polygon", shape_required=True)
