"""Kind `footprints`: buildings as maps and images from above show them.

A file is an observation of the ground that it covers: what it shows is renewed, and
what its source showed there before and shows no more is noted as gone, never deleted.
"""

from __future__ import annotations

from importers.area import leave_out_outside
from importers.kind import Field, Kind
from importers.promote import Target, upsert
from importers.value import (
    choice_parser,
    date_value,
    integer_parser,
    number_parser,
)
from importers.work import Work

SOURCES = {
    "survey": "survey", "สำรวจ": "survey", "drone": "drone", "โดรน": "drone",
    "google": "google", "microsoft": "microsoft", "osm": "osm",
    "openstreetmap": "osm", "other": "other", "อื่นๆ": "other",
}  # fmt: skip

FIELDS = (
    Field("source", choice_parser(SOURCES), aliases=("แหล่งข้อมูล",), default="other"),
    Field("code", aliases=("osm_id", "@id", "full_plus_code", "footprint_id", "รหัส")),
    Field(
        "observed_on",
        date_value,
        "date",
        aliases=("วันที่ถ่ายภาพ", "วันที่สำรวจ", "capture_date"),
    ),
    Field(
        "confidence", number_parser(4, high="1"), "numeric(5,4)", aliases=("ความเชื่อมั่น",)
    ),
    Field(
        "storeys",
        integer_parser(1, 200),
        "integer",
        aliases=("building:levels", "levels", "จำนวนชั้น"),
    ),
    Field(
        "height_m",
        number_parser(2, high="1000", above=True),
        "numeric(6,2)",
        aliases=("height", "ความสูง"),
    ),
    Field("building_kind", aliases=("building", "fclass", "ประเภทอาคาร")),
    Field("house_no", aliases=("addr:housenumber", "housenumber", "บ้านเลขที่")),
    Field("name", aliases=("name:th", "ชื่ออาคาร")),
)

COLUMNS = (
    "observed_on",
    "confidence",
    "storeys",
    "height_m",
    "building_kind",
    "house_no",
    "name",
)


def observe(work: Work) -> None:
    """Know each building again, by its number or its ground; note all that is seen.

    Also of rows that will be rejected or that nobody accepts: what they show is not
    gone.
    """
    work.run_file("footprint_codes")


def check(work: Work) -> None:
    """Leave out what lies elsewhere, and take each building once."""
    leave_out_outside(work)
    work.refuse_repeated("source", "code")


def promote(work: Work) -> None:
    """Write the footprints, and note which ones are gone."""
    work.run("ALTER TABLE incoming ADD COLUMN gone_on date")
    columns = (*work.told(*COLUMNS), "gone_on", "geom")
    upsert(work, Target("register.footprint", ("source", "code"), columns))
    work.run_file("footprint_gone")


KIND = Kind(
    "footprints",
    FIELDS,
    check,
    promote,
    shape="polygon",
    shape_required=True,
    before_check=observe,
)
