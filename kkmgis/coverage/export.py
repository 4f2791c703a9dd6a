"""Lists of gaps as JSON, GeoJSON and workbooks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import xlsxwriter

from kkmgis.coverage.finding import GapSummary
from kkmgis.coverage.listing import GapList, ListedGap
from kkmgis.i18n import Language, text
from kkmgis.tax.money import baht_text
from kkmgis.thai import baht, format_date

_WIDTHS = (12, 32, 22, 14, 16, 60, 50, 50, 14, 14)
_COLUMNS = (
    "baht",
    "kind",
    "subject",
    "parcel",
    "severity",
    "evidence",
    "estimate",
    "remedy",
    "status",
    "first_seen",
)


def as_json(found: GapList, summary: GapSummary | None = None) -> dict[str, Any]:
    """Give a list as plain data, money as decimal strings of baht."""
    answer: dict[str, Any] = {
        "year": found.year_be,
        "total": len(found.gaps),
        "total_baht": baht_text(found.total_satang),
        "kinds": {
            kind: {"count": count.gaps, "baht": baht_text(count.satang)}
            for kind, count in found.kinds.items()
        },
    }
    if summary is not None:
        names = ("opened", "returned", "changed", "fixed", "waived")
        answer["search"] = {
            **{name: getattr(summary, name) for name in names},
            "skipped": summary.skipped,
            "seconds": round(sum(summary.seconds.values()), 2),
        }
    answer["gaps"] = [_properties(gap) | {"x": gap.x, "y": gap.y} for gap in found.gaps]
    return answer


def as_geojson(found: GapList) -> dict[str, Any]:
    """Give a list as features in degrees; gaps without a place have no geometry."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": gap.id,
                "geometry": None if gap.geometry is None else json.loads(gap.geometry),
                "properties": _properties(gap),
            }
            for gap in found.gaps
        ],
    }


def _properties(gap: ListedGap) -> dict[str, Any]:
    return {
        "id": gap.id,
        "kind": gap.kind,
        "key": gap.key,
        "title": text(f"coverage.kind.{gap.kind}", gap.language),
        "severity": gap.severity,
        "status": gap.status,
        "subject_kind": gap.subject_kind,
        "subject_code": gap.subject_code,
        "parcel_code": gap.parcel_code,
        "baht": baht_text(gap.stake_satang),
        "evidence": gap.evidence,
        "evidence_text": gap.evidence_text,
        "estimate": gap.estimate,
        "estimate_text": gap.estimate_text,
        "assigned_to": gap.assigned_to,
        "first_seen": gap.first_seen_at.isoformat(timespec="seconds"),
    }


def write_workbook(found: GapList, path: Path, language: Language = "th") -> None:
    """Write a list as an Excel workbook: one sheet of sums, one of gaps.

    Raises
    ------
    OSError
        The file cannot be written.
    """
    book = xlsxwriter.Workbook(path)
    try:
        _write_sheets(book, found, language)
    finally:
        try:
            book.close()
        except xlsxwriter.exceptions.FileCreateError as error:
            raise OSError(str(error)) from error


def _write_sheets(
    book: xlsxwriter.Workbook, found: GapList, language: Language
) -> None:
    head = book.add_format({"bold": True, "bg_color": "#D9E6F2", "text_wrap": True})
    money = book.add_format({"num_format": "#,##0.00"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sums = book.add_worksheet("สรุป" if language == "th" else "Sums")
    for column, name in enumerate(("kind", "count", "baht")):
        sums.write_string(0, column, text(f"coverage.column.{name}", language), head)
    for row, (kind, count) in enumerate(found.kinds.items(), 1):
        sums.write_string(row, 0, text(f"coverage.kind.{kind}", language))
        sums.write_number(row, 1, count.gaps)
        sums.write_number(row, 2, baht(count.satang), money)
    last = len(found.kinds) + 1
    sums.write_string(last, 0, text("coverage.column.total", language), head)
    sums.write_number(last, 1, len(found.gaps), head)
    sums.write_number(last, 2, baht(found.total_satang), money)
    sums.set_column(0, 0, 40)
    sums.set_column(1, 2, 18)
    sheet = book.add_worksheet("รายการ" if language == "th" else "Gaps")
    for column, (name, width) in enumerate(zip(_COLUMNS, _WIDTHS, strict=True)):
        sheet.write_string(0, column, text(f"coverage.column.{name}", language), head)
        sheet.set_column(column, column, width)
    for row, gap in enumerate(found.gaps, 1):
        sheet.write_number(row, 0, baht(gap.stake_satang), money)
        for column, words in enumerate(_cells(gap, language), 1):
            sheet.write_string(row, column, words, wrap)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(found.gaps), 1), len(_COLUMNS) - 1)


def _cells(gap: ListedGap, language: Language) -> tuple[str, ...]:
    seen = gap.first_seen_at.astimezone().date()
    return (
        text(f"coverage.kind.{gap.kind}", language),
        gap.subject_code or gap.key,
        gap.parcel_code or "",
        text(f"coverage.severity.{gap.severity}", language),
        gap.evidence_text,
        gap.estimate_text,
        text(f"coverage.remedy.{gap.kind}", language),
        text(f"coverage.status.{gap.status}", language),
        format_date(seen) if language == "th" else seen.isoformat(),
    )
