"""Why an object's tax is what it is: from the result of its authority alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from kkmgis.errors import SourceError
from kkmgis.i18n import Language, both, text
from kkmgis.national.layout import folder_of
from kkmgis.national.lines import record_of_row
from kkmgis.national.partition import LINES, RULE_BOOKS, TOTALS
from kkmgis.tax.explain import explain_line
from kkmgis.tax.money import baht_text
from kkmgis.tax.rulebook import RuleBook, rule_book_of_content
from kkmgis.thai import format_baht


def explain_object(out: Path, authority: str, code: str) -> dict[str, Any]:
    """Explain all lines of an object.

    Parameters
    ----------
    out : Path
        Directory of results.
    authority, code : str

    Returns
    -------
    dict
        JSON-able; each of ``lines`` is what `kkmgis.tax.explain.explain_line` gives,
        with ``line``, ``object`` and ``pool``.

    Raises
    ------
    SourceError
        There is no finished result of the authority, or no line of the object.
    """
    folder = folder_of(out, authority)
    try:
        totals = json.loads((folder / TOTALS).read_text(encoding="utf-8"))
        rows = _rows(folder / LINES, code)
        law = out / RULE_BOOKS / f"{totals['rule_book']}.json"
        rules = rule_book_of_content(law.read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, pa.ArrowException) as error:
        said = both("national.no_result", out=out, authority=authority)
        raise SourceError(said) from error
    if not rows:
        shown = {"authority": authority, "code": code}
        raise SourceError(both("national.unknown_object", **shown))
    return {
        "authority": authority,
        "code": code,
        "year": rules.tax_year,
        "rule_book": rules.version,
        "total_tax": baht_text(sum(int(row["tax"]) for row in rows)),
        "lines": [_line(row, rules) for row in rows],
    }


def _rows(path: Path, code: str) -> list[dict[str, Any]]:
    """Read the lines of one object, group of rows by group of rows."""
    file = pq.ParquetFile(path)
    found: list[dict[str, Any]] = []
    for group in range(file.num_row_groups):
        named = pc.equal(file.read_row_group(group, ["code"]).column("code"), code)
        if pc.any(named).as_py():
            found += file.read_row_group(group).filter(named).to_pylist()
    return found


def _line(row: Mapping[str, Any], rules: RuleBook) -> dict[str, Any]:
    place = {name: row[name] for name in ("line", "object", "pool")}
    return {**place, **explain_line(record_of_row(row), rules)}


def explanation_text(found: Mapping[str, Any], language: Language = "th") -> str:
    """Write an explanation for a terminal.

    Parameters
    ----------
    found : mapping
        From `explain_object`.
    language : {"th", "en"}
    """

    def say(key: str, **values: object) -> str:
        return text(f"national.explain.{key}", language, **values)

    head = {name: found[name] for name in ("authority", "code", "year", "rule_book")}
    parts = [say("head", **head), ""]
    for line in found["lines"]:
        parts.append(
            say(
                "line",
                line=line["line"],
                use=text(f"tax.use.{line['use']}", language),
                group=text(f"tax.group.{line['rate_group']}", language),
                tax=format_baht(Decimal(line["tax"])),
            )
        )
        parts += [f"  {formula}" for formula in line[f"formula_{language}"]]
        for number, step in enumerate(line["steps"], 1):
            law = step["law_th"] if language == "th" else step["law"]
            grounds = "; ".join([*law, *step["assumptions"]])
            basis = f" [{grounds}]" if grounds else ""
            title = step[f"title_{language}"]
            parts.append(f"  {number}. {title}: {step[language]}{basis}")
        parts.append("")
    parts.append(say("total", total=format_baht(Decimal(found["total_tax"]))))
    return "\n".join(parts) + "\n"
