"""What the system must have: a Python that makes environments, PostGIS, Chromium."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import re
import shutil
import sys
from pathlib import Path

from setup.command import run, run_step
from setup.packages import Need, as_root, is_offered
from setup.words import Problem

OLDEST_POSTGRESQL = 15
POSTGRESQL = Path("/usr/lib/postgresql")
SHARE = Path("/usr/share/postgresql")
ADD_PGDG = Path("/usr/share/postgresql-common/pgdg/apt.postgresql.org.sh")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def _has_ensurepip() -> bool:
    return importlib.util.find_spec("ensurepip") is not None


def _venv_packages() -> list[str]:
    """Debian and Ubuntu ship it apart, one package for each version of Python."""
    if Path(sys.base_prefix) != Path("/usr"):
        raise Problem("no_venv", python=sys.executable)
    own = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    return [own if is_offered(own) else "python3-venv"]


def installed_majors() -> list[int]:
    """List the versions of PostgreSQL that are installed and new enough."""
    folders = POSTGRESQL.iterdir() if POSTGRESQL.is_dir() else iter(())
    majors = [
        int(folder.name)
        for folder in folders
        if folder.name.isdigit() and (folder / "bin" / "postgres").exists()
    ]
    return sorted((m for m in majors if m >= OLDEST_POSTGRESQL), reverse=True)


def _has_postgis() -> bool:
    """Tell whether there is a server to run, or one of somebody else's to use."""
    return bool(os.environ.get("KKMGIS_DATABASE_URL")) or any(
        (SHARE / str(major) / "extension" / "postgis.control").exists()
        for major in installed_majors()
    )


def _postgis_packages() -> list[str]:
    """Choose a version: one that only lacks PostGIS, else the newest there is."""
    for major in installed_majors():
        if is_offered(f"postgresql-{major}-postgis-3"):
            return [f"postgresql-{major}-postgis-3"]
    offered = _offered_majors()
    if not offered and is_offered("postgresql-common"):
        # Ubuntu 22.04 stops at 14.
        _add_postgresql_archive()
        offered = _offered_majors()
    if not offered:
        raise Problem("no_postgresql", oldest=OLDEST_POSTGRESQL)
    return [f"postgresql-{max(offered)}", f"postgresql-{max(offered)}-postgis-3"]


def _offered_majors() -> list[int]:
    pattern = r"^postgresql-[0-9]+-postgis-3$"
    _, output = run(["apt-cache", "search", "--names-only", pattern])
    found = [int(major) for major in re.findall(r"^postgresql-(\d+)-", output, re.M)]
    return [major for major in found if major >= OLDEST_POSTGRESQL]


def _add_postgresql_archive() -> None:
    """Add the PostgreSQL project's own archive by the script Ubuntu ships for it."""
    packages = "postgresql-common gnupg ca-certificates"
    install = f"apt-get -q -y --no-install-recommends install {packages}"
    script = as_root(["sh", "-c", f"{install} && {ADD_PGDG} -y"], packages)
    run_step("pgdg", script, oldest=OLDEST_POSTGRESQL)


def _has_browser() -> bool:
    """Ask it: Ubuntu's package is a script that only says where the snap is."""
    return any(
        shutil.which(name) and run([name, "--version"])[0] == 0 for name in BROWSERS
    )


def _browser_packages() -> list[str]:
    """Ubuntu's is a snap under another name, which not every machine can run."""
    return ["chromium" if is_offered("chromium") else "chromium-browser"]


def _has_libatomic() -> bool:
    try:
        ctypes.CDLL("libatomic.so.1")
    except OSError:
        return False
    return True


ENVIRONMENTS = Need("python3-venv", _has_ensurepip, _venv_packages)
DATABASE = Need("postgresql-postgis", _has_postgis, _postgis_packages)
BROWSER = Need("chromium", _has_browser, _browser_packages)
# Playwright drives the browser by a Node.js of its own that asks for it.
DRIVER = Need("libatomic1", _has_libatomic, lambda: ["libatomic1"])
# What the benchmark of imports is held against.
BARE_LOADER = Need(
    "gdal-bin", lambda: shutil.which("ogr2ogr") is not None, lambda: ["gdal-bin"]
)


def check_browser() -> None:
    """Make sure that what was installed is a browser.

    Raises
    ------
    Problem
        It is not: Ubuntu's package is empty where snaps do not run.
    """
    if not _has_browser():
        raise Problem("no_chromium")
