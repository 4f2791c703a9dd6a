"""Run the command line as a person does, on a database of another UTM zone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

KKMGIS = Path(sys.executable).with_name("kkmgis")


@dataclass(frozen=True)
class Answer:
    """What a command gave back."""

    status: int
    output: str
    errors: str

    @property
    def json(self) -> Any:
        """Read standard output, which with --json holds one object and no more."""
        return json.loads(self.output)


def kkmgis(url: str, *words: str, srid: int) -> Answer:
    """Run ``kkmgis`` and wait for it.

    Parameters
    ----------
    url : str
        Database to work on.
    srid : int
        Value of ``KKMGIS_SRID``.
    """
    environment = os.environ | {"KKMGIS_DATABASE_URL": url, "KKMGIS_SRID": str(srid)}
    done = subprocess.run(
        [str(KKMGIS), *words],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    return Answer(done.returncode, done.stdout, done.stderr)
