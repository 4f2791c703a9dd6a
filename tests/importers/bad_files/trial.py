"""Puts a bad file through `inspect` and `import`, and looks what is left of it."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from kkmgis.i18n import catalogue
from tests.importers.bad_files.catalogue import Catalogue
from tests.importers.bad_files.made import Made
from tests.paths import ROOT

MEMORY_MIB = 1024
# The interpreter's own pages that a fork has to copy come on top of the limit.
SLACK_MIB = 128
SETTLED_S = 10
UNFINISHED = "('staging', 'staged')"
CRS = ("--crs", "EPSG:32648")
"""Said of every file, so that it is not refused for want of that alone."""
Listing = dict[str, str]


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one command.

    Attributes
    ----------
    words : str
        The command.
    status : int or None
        Exit status, negative for a signal, None when it did not end in time.
    output, errors : str
    memory_mib, seconds, cpu_s : float
        Peak beyond an idle process; time on the clock, and computing.
    faults : tuple of str
        What must not be.
    """

    words: str
    status: int | None
    output: str
    errors: str
    memory_mib: float
    seconds: float
    cpu_s: float
    faults: tuple[str, ...]

    @property
    def ended_by_system(self) -> bool:
        """Tell whether the process had to be ended to keep the limits."""
        return any(
            catalogue("en")[key].partition("{")[0] in self.errors
            for key in ("limits.memory_or_ended", "limits.time", "limits.broke")
        )


class Trial:
    """A place with a database in which bad files are tried."""

    def __init__(self, folder: Path, url: str) -> None:
        """Make the place.

        Parameters
        ----------
        folder : Path
            Empty.
        url : str
            Database that is migrated and belongs to this trial.
        """
        self.folder = folder
        for name in ("home", "tmp", "case", "seeds", "said"):
            (folder / name).mkdir()
        self.catalogue = Catalogue(folder / "seeds")
        self._connection = psycopg.connect(url, autocommit=True)
        self._settings = {
            **os.environ,
            "KKMGIS_DATABASE_URL": url,
            "KKMGIS_HOME": str(folder / "home"),
            "KKMGIS_IMPORT_MEMORY_MIB": str(MEMORY_MIB),
            "TMPDIR": str(folder / "tmp"),
            "OPENBLAS_NUM_THREADS": "1",
        }
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.importers.bad_files.server"],
            cwd=ROOT,
            env=self._settings,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def close(self) -> None:
        """End the server of commands."""
        self._connection.close()
        with self._server as server:
            assert server.stdin is not None
            server.stdin.close()
            server.wait(timeout=60)

    def run(self, number: int) -> tuple[Made, list[Outcome]]:
        """Make the bad file of a number, inspect it, import it, remove it."""
        case = self.folder / "case"
        made = self.catalogue.make(number, case)
        mapping = [] if made.mapping is None else ["--mapping", str(made.mapping)]
        commands = [
            ["inspect", str(made.path)],
            ["import", made.kind, str(made.path), *mapping, *CRS],
        ]
        outcomes = [self.command(words) for words in commands]
        shutil.rmtree(case)
        case.mkdir()
        return made, outcomes

    def command(self, words: list[str]) -> Outcome:
        """Run a command; everything but the register must be as before."""
        before = self._state()
        server = self._server
        assert server.stdin is not None
        assert server.stdout is not None
        job = {"words": words, "folder": str(self.folder / "said")}
        server.stdin.write(json.dumps(job) + "\n")
        server.stdin.flush()
        told = json.loads(server.stdout.readline())
        faults = [*_faults(told), *_left(before, self._settled(before))]
        return Outcome(
            " ".join(words).replace(str(self.folder / "case"), "")[:80],
            faults=tuple(faults),
            **told,
        )

    def _settled(self, before: Listing) -> Listing:
        """List what is there once the database has noticed that its client ended."""
        end = time.monotonic() + SETTLED_S
        while True:
            after = self._state()
            new = after.keys() - before.keys()
            closing = any(name.startswith(("session ", "lock ")) for name in new)
            if not closing or time.monotonic() > end:
                return after
            time.sleep(0.02)

    def afresh(self, words: list[str]) -> tuple[int, str, str]:
        """Run a command as a person does, in a new interpreter.

        Returns
        -------
        tuple of int, str, str
            Exit status, output, errors.
        """
        ended = subprocess.run(
            [sys.executable, "-c", "from api.cli.app import main; main()", *words],
            cwd=ROOT,
            env=self._settings,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        return ended.returncode, ended.stdout, ended.stderr

    def _state(self) -> Listing:
        """List whatever a command could leave behind."""
        found = {
            str(path.relative_to(self.folder)): _digest(path)
            for name in ("home", "tmp", "case", "said")
            for path in (self.folder / name).rglob("*")
        }
        # The key of personal facts is made by the first import that needs it.
        found = {
            name: d for name, d in found.items() if not name.startswith("home/sec")
        }
        for name, query in QUERIES.items():
            for (row,) in self._connection.execute(query.encode()):
                found[f"{name} {row}"] = ""
        for pid in _children(self._server.pid):
            found[f"process {pid}"] = ""
        return found


QUERIES = {
    "table": "SELECT c.oid::regclass::text FROM pg_class c"
    " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'v', 'S')"
    " AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')",
    "lock": "SELECT concat_ws(' ', locktype, relation::regclass, objid, mode)"
    " FROM pg_locks WHERE pid <> pg_backend_pid()"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
    "session": "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    " AND datname = current_database() AND backend_type = 'client backend'",
    "unfinished batch": "SELECT id FROM staging.batch"
    f" WHERE status IN {UNFINISHED} OR finished_at IS NULL",
    "prepared": "SELECT gid FROM pg_prepared_xacts WHERE database = current_database()",
    "large object": "SELECT oid FROM pg_largeobject_metadata",
}


def _digest(path: Path) -> str:
    if not path.is_file():
        return "folder"
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _children(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(child) for child in children.split()]


def _left(before: Listing, after: Listing) -> Iterator[str]:
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            what = "gone" if name not in after else "left" if name not in before else ""
            yield f"{what or 'changed'}: {name[:120]}"


def _faults(told: dict[str, Any]) -> Iterator[str]:
    """Look at how a command ended."""
    status, said = told["status"], told["output"] + told["errors"]
    if status not in (0, 1, 2):
        yield f"status {status}"
    if "Traceback" in said or "Warning:" in said:
        yield "a traceback or a warning"
    if status == 2:
        lines = [line for line in told["errors"].splitlines() if line.strip()]
        if len(lines) != 1:
            yield f"{len(lines)} lines of error"
        elif not (_is_thai(lines[0]) and " · " in lines[0]):
            yield "no sentence in Thai and English"
    elif told["errors"].strip():
        yield "words on standard error"
    if told["memory_mib"] > MEMORY_MIB + SLACK_MIB:
        yield f"{told['memory_mib']:.0f} MiB"


def _is_thai(text: str) -> bool:
    return any("\u0e01" <= letter <= "\u0e5b" for letter in text)


@contextmanager
def trial(folder: Path, url: str) -> Iterator[Trial]:
    """Open a place for trying bad files."""
    opened = Trial(folder, url)
    try:
        yield opened
    finally:
        opened.close()
