"""The map that runs in the browser: TypeScript built with Node.js."""

from __future__ import annotations

import re
from pathlib import Path

from setup import stamp
from setup.command import run_step
from setup.environment import NODE_LOCK, answers, ensure_packages
from setup.paths import BUILT, EDITOR

OLDEST_NODE = 18
NPM_CI = ["npm", "ci", "--include=dev", "--no-audit", "--no-fund"]


def ensure_built(*, for_development: bool) -> None:
    """Install the editor's packages and build it, as far as something changed.

    Parameters
    ----------
    for_development : bool
        Whether its packages must be there even if nothing is to be built: the
        type checker is one of them.

    Raises
    ------
    Problem
        Node.js could not be had, npm or the build failed.
    """
    sources = stamp.digest(_sources())
    built = stamp.is_done("build", sources) and any(BUILT.glob("*"))
    if built and not for_development:
        return
    packages = stamp.digest([EDITOR / "package.json", EDITOR / "package-lock.json"])
    if not (stamp.is_done("npm", packages) and (EDITOR / "node_modules").is_dir()):
        _ensure_node()
        stamp.forget("npm")
        run_step("npm", NPM_CI, folder=EDITOR)
        stamp.mark_done("npm", packages)
    if not built:
        stamp.forget("build")
        run_step("build", ["npm", "run", "build"], folder=EDITOR)
        stamp.mark_done("build", sources)


def _sources() -> list[Path]:
    beside = [path for path in EDITOR.iterdir() if path.is_file()]
    return beside + [path for path in (EDITOR / "src").rglob("*") if path.is_file()]


def _ensure_node() -> None:
    """Take the system's Node.js if it is new enough, else one from PyPI in `.venv`."""
    version = re.match(r"v(\d+)\.", answers("node") or "")
    if version and int(version[1]) >= OLDEST_NODE and answers("npm"):
        return
    ensure_packages(NODE_LOCK)
