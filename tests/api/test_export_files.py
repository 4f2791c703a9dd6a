"""Tables as files: a file whose rows fail half-way is not left behind."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from api.export import Rows, write_csv_file, write_parquet, write_xlsx

COLUMNS = ("code", "note")


def rows(fails: bool) -> Iterator[Sequence[Any]]:
    """Give a row, and then fail as a lost database does."""
    yield ("01A001", "บ้าน")
    if fails:
        raise ConnectionError


WRITERS: dict[str, Callable[[Rows], Path]] = {
    "csv": lambda lines: write_csv_file(COLUMNS, lines),
    "xlsx": lambda lines: write_xlsx(COLUMNS, COLUMNS, lines, "sheet"),
    "parquet": lambda lines: write_parquet(COLUMNS, frozenset(), frozenset(), lines),
}


@pytest.mark.parametrize("form", list(WRITERS))
def test_file_is_there_only_when_it_is_whole(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(ConnectionError):
        WRITERS[form](rows(fails=True))
    assert not list(tmp_path.iterdir())
    written = WRITERS[form](rows(fails=False))
    assert list(tmp_path.iterdir()) == [written]
    assert written.stat().st_size > 0
