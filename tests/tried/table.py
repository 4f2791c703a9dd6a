"""The table of docs/data-tried.md, written from what the tests expect.

``python -m tests.tried.table`` writes it anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from kkmgis.i18n import text
from tests.paths import ROOT
from tests.tried.attempt import Tried, expectations

PAGE = ROOT / "docs" / "data-tried.md"
HEAD = """# Files that were tried

What comes of every file of the shared data when it is imported, written from the expectations of `tests/tried`, which run on
every file (`python -m tests.tried.table` writes this page anew). Rows read = loaded + rejected; nothing is lost silently.
A rejected row stays in `staging.staged_row` with its reason. "tried" and "malformed" are mapping profiles of the tests.
Columns: what was asked for, the register's EPSG code, rows read, loaded, rejected, and what is said about them.
"""
_FOLDERS = (
    ("boundaries_th", "Boundaries of Thailand"),
    ("parcels", "Parcels, buildings and rolls of other countries"),
    ("signs_leases", "Signs, public property and leases"),
    ("malformed/geojsonhint", "Broken and odd GeoJSON (geojsonhint)"),
    ("malformed/jts", "Validity cases of JTS"),
    (
        "malformed/mapshaper",
        "Broken shapefiles and tables in many encodings (mapshaper)",
    ),
)
_OTHER = "Texts that are no data"


def page(expected: Sequence[Tried]) -> str:
    """Write the whole page."""
    parts = [HEAD]
    ordered = sorted(expected, key=lambda one: _place(one)[0])
    for (_, title), group in groupby(ordered, key=_place):
        parts.append(f"\n## {title}\n\n")
        parts.append("| file | asked | EPSG | read | loaded | rejected | says |\n")
        parts.append("|---|---|---|---|---|---|---|\n")
        parts += [f"| {' | '.join(_cells(one))} |\n" for one in group]
    return "".join(parts)


def _place(one: Tried) -> tuple[int, str]:
    if not one.file.lower().endswith((".md", ".txt", "license")):
        for number, (folder, title) in enumerate(_FOLDERS):
            if one.file.startswith(folder):
                return number, title
    return len(_FOLDERS), _OTHER


def _cells(one: Tried) -> Iterator[str]:
    yield f"`{one.file}`"
    said = [f"{name} {value}" for name, value in one.said.items()]
    after = [f"after {before['kind']}" for before in one.before]
    yield ", ".join([one.kind, *said, *after])
    yield str(one.srid)
    if one.refused is not None:
        yield from ("–", "–", "–")
        yield f"refused `{one.refused}`: {_sentence(one.refused)}"
        return
    yield from (f"{number:,}" for number in (one.read, one.loaded, one.rejected))
    yield ", ".join(f"`{code}` {count:,}" for code, count in sorted(one.says.items()))


def _sentence(key: str) -> str:
    return text(key, "en").replace("{", "‹").replace("}", "›").replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(expectations()), encoding="utf-8")
