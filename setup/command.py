"""Running a program: its words go to the log, its failure becomes one line."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from setup.paths import LOG, PROGRAMS, ROOT
from setup.words import MESSAGES, Problem, say

DISK_FULL = re.compile(
    r"No space left on device|ENOSPC|enough free (disk )?space|Disk quota exceeded"
)
UNREACHABLE = re.compile(
    r"Could not resolve|Temporary failure|Network is unreachable|Failed to fetch"
    r"|Unable to fetch|Connection (refused|timed out|reset)|Could not connect"
    r"|Max retries exceeded|Read timed out|NewConnectionError|ProxyError|SSLError"
    r"|ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|network request"
    # pip, when its index does not answer
    r"|connection broken|Failed to resolve|from versions: none"
)
LOCKED = re.compile(r"Could not get lock|Unable to (acquire|lock)|dpkg frontend lock")
COMPLAINT = re.compile(r"^(E:|ERROR:?|npm (error|ERR!)|error[: ])", re.IGNORECASE)


def run_step(
    step: str,
    command: Sequence[str],
    *,
    folder: Path = ROOT,
    environment: Mapping[str, str] | None = None,
    **values: object,
) -> None:
    """Announce a step, run its program, and tell how long it took.

    Parameters
    ----------
    step : str
        Key of the message that names it, below ``step.``.
    command : sequence of str
    folder : Path
        Where it runs.
    environment : mapping, optional
        Added to ours.
    **values
        Placeholders of the message.

    Raises
    ------
    Problem
        It failed; the message tells disk, network and lock from the rest.
    """
    key = f"step.{step}"
    print(f"  {say(key, **values)} … ", end="", flush=True)
    began = time.monotonic()
    code, output = run(command, folder=folder, environment=environment)
    if code != 0:
        print(flush=True)
        raise _problem(key, output, values)
    print(f"{time.monotonic() - began:.0f} s", flush=True)


def run(
    command: Sequence[str],
    *,
    folder: Path = ROOT,
    environment: Mapping[str, str] | None = None,
) -> tuple[int, str]:
    """Run a program without an input; keep its words in the log.

    Returns
    -------
    int, str
        Exit status and what it wrote; 127 where there is no such program.
    """
    # npm's scripts look for node on the path.
    path = f"{PROGRAMS}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    try:
        done = subprocess.run(  # noqa: S603 - commands of this package only
            command,
            cwd=folder,
            env={**os.environ, "PATH": path, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
        code, output = done.returncode, done.stdout
    except OSError as error:
        code, output = 127, str(error)
    LOG.parent.mkdir(parents=True, exist_ok=True)
    with LOG.open("a", encoding="utf-8") as log:
        log.write(f"$ {' '.join(command)}\n{output}\n[{code}]\n")
    return code, output


def unreachable(key: str, **values: object) -> Problem:
    """Say that a step needs servers which cannot be reached."""
    return Problem("unreachable", **_facts(key, values))


def _facts(key: str, values: Mapping[str, object]) -> dict[str, object]:
    thai, english = (words.format(**values) for words in MESSAGES[key])
    return {"what": thai, "what_en": english, "log": LOG}


def _problem(key: str, output: str, values: Mapping[str, object]) -> Problem:
    facts = _facts(key, values)
    if DISK_FULL.search(output):
        return Problem("disk_filled", **facts)
    if LOCKED.search(output):
        return Problem("locked")
    if UNREACHABLE.search(output):
        return Problem("unreachable", **facts)
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    complaints = [line for line in lines if COMPLAINT.match(line)]
    return Problem("failed", detail=(complaints or lines or ["?"])[-1], **facts)
