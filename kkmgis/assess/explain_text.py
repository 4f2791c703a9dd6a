"""The assessment of a parcel as text for a terminal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from kkmgis.i18n import Language, text
from kkmgis.tax.sheet import Sheet, sheet_text
from kkmgis.thai import format_baht, format_date

_THAILAND = dt.timezone(dt.timedelta(hours=7))


def explanation_text(found: Mapping[str, Any], language: Language = "th") -> str:
    """Write sheets, then each line with its steps.

    Parameters
    ----------
    found : mapping
        From `kkmgis.assess.explain.explain_parcel` in the same language.
    language : {"th", "en"}

    Returns
    -------
    str
    """

    def say(key: str, **values: object) -> str:
        return text(f"assess.{key}", language, **values)

    parts = [say("explain.head", code=found["code"], year=found["year"])]
    for name in ("run", "sign_run"):
        run = found[name]
        if run is not None:
            shown = {"run": run["id"], "rule_book": run["rule_book"]}
            parts.append(say("explain.run", at=_moment(run["at"]), **shown))
    parts.append("")
    for name in ("sheet", "condo_sheet", "sign_sheet"):
        if found[name] is not None and found[name]["rows"]:
            parts.append(sheet_text(_sheet(found[name], language)))
    for line in found["lines"]:
        parts += [_head(line, language), *_steps(line), ""]
    for one in found["set_aside"]:
        kind = say(f"kind.{one['kind']}")
        shown = {"kind": kind, "code": one["object_code"], "message": one["message"]}
        parts.append(say("explain.set_aside", **shown))
        parts += [f"  {other['message']}" for other in one["also"]]
    parts += [
        say("explain.unverified", title=one["title"]) for one in found["unverified"]
    ]
    total = format_baht(Decimal(found["total_tax"]))
    parts.append(say("explain.total", total=total))
    return "\n".join(parts) + "\n"


def _moment(at: str) -> str:
    moment = dt.datetime.fromisoformat(at).astimezone(_THAILAND)
    return f"{format_date(moment.date())} {moment:%H:%M}"


def _sheet(found: Mapping[str, Any], language: Language) -> Sheet:
    columns = tuple(column["key"] for column in found["columns"])
    return Sheet(
        found["form"], language, columns, tuple(found["rows"]), found["totals"]
    )


def _head(line: Mapping[str, Any], language: Language) -> str:
    sign = line["kind"] == "sign"
    group = "tax.sign_text" if sign and line["rate_group"] != "exempt" else "tax.group"
    return text(
        "assess.explain.line",
        language,
        number=line["number"],
        kind=text(f"assess.kind.{line['kind']}", language),
        code=line["object_code"],
        use=text("assess.sign_use" if sign else f"tax.use.{line['use']}", language),
        group=text(f"{group}.{line['rate_group']}", language),
        tax=format_baht(Decimal(line["tax"])),
    )


def _steps(line: Mapping[str, Any]) -> list[str]:
    written = []
    written += [f"  {formula}" for formula in line["formula"]]
    for number, step in enumerate(line["steps"], 1):
        grounds = [*step["law"], *([step["note"]] if step["note"] else [])]
        basis = f" [{'; '.join(grounds)}]" if grounds else ""
        written.append(f"  {number}. {step['title']}: {step['text']}{basis}")
    return written
