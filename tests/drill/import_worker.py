"""An import in a process of its own that says which step it is at; it gets killed.

python -m tests.drill.import_worker URL FILE KIND [undo NUMBER]
"""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager
from pathlib import Path
from unittest import mock

from importers import stage
from importers.inspection import inspect_file
from importers.stage import stage_file
from importers.steps import check_batch, promote_batch
from importers.undo import undo_batch
from kkmgis.db import connect
from kkmgis.errors import KkmgisError

KEY = bytes(range(32))
STRETCH = 40
STEPS = ("inspect", "stage", "check", "promote", "commit")


def short_stretches() -> AbstractContextManager[int]:
    """Read a few rows at a time, so that a small file is many stretches."""
    return mock.patch.object(stage, "STRETCH", STRETCH)


def main() -> None:
    """Do all steps, or undo one batch; a refusal is one line and status 2."""
    url, path, kind = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
    try:
        with short_stretches(), connect(url) as connection:
            connection.autocommit = True
            if "undo" in sys.argv:
                _say("undo")
                undo_batch(connection, int(sys.argv[-1]), actor="test")
                return
            _say("inspect")
            inspect_file(path)
            _say("stage")
            number = stage_file(connection, kind, path, actor="test", identity_key=KEY)
            _say("check")
            check_batch(connection, number, identity_key=KEY)

            def told(step: str, done: int, total: int | None) -> None:
                del done, total
                if step == "promote":
                    _say("commit")

            _say("promote")
            promote_batch(
                connection, number, actor="test", progress=told, identity_key=KEY
            )
    except KkmgisError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(2) from None


def _say(step: str) -> None:
    sys.stdout.write(f"{step}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
