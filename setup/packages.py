"""Packages of the system: Debian's and Ubuntu's apt, as root or through sudo."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from setup.command import UNREACHABLE, run, run_step, unreachable
from setup.words import Problem

# Waits for an automatic upgrade that holds the lock on a fresh server.
APT = ["apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=300"]
PROXIES = ("http_proxy", "https_proxy", "no_proxy")
NO_CLUSTER = Path("/etc/postgresql-common/createcluster.d/kkmgis-setup.conf")


@dataclass(frozen=True, slots=True)
class Need:
    """Something the system must have.

    Attributes
    ----------
    title : str
        What to call it where the packages are not known yet.
    is_there : callable
        Tells whether it is installed, by whatever means.
    choose : callable
        Tells the packages that bring it; asks apt, whose lists are fresh then.
    """

    title: str
    is_there: Callable[[], bool]
    choose: Callable[[], list[str]]


def ensure(needs: Sequence[Need]) -> None:
    """Install what is missing, with what it needs and nothing it recommends.

    Raises
    ------
    Problem
        No apt, no way to root, no such package, no network, no room.
    """
    missing = [need for need in needs if not need.is_there()]
    if not missing:
        return
    titles = " ".join(need.title for need in missing)
    if shutil.which("apt-get") is None:
        raise Problem("no_apt", names=titles)
    _, update = run(as_root([*APT, "update"], titles))
    try:
        names = _choose(missing)
    except Problem as problem:
        # One source may be away without harm, but not the one that has these.
        if UNREACHABLE.search(update):
            raise unreachable("step.packages", names=titles) from problem
        raise
    command = as_root([*APT, "--no-install-recommends", "install", *names], titles)
    with _no_new_cluster(titles):
        run_step("packages", command, names=" ".join(names))


def _choose(missing: Sequence[Need]) -> list[str]:
    names = [name for need in missing for name in need.choose()]
    unknown = [name for name in names if not is_offered(name)]
    if unknown:
        raise Problem("no_package", names=" ".join(unknown))
    return names


def is_offered(name: str) -> bool:
    """Tell whether apt knows a package that can be installed."""
    code, output = run(["apt-cache", "policy", name], environment={"LC_ALL": "C"})
    return code == 0 and "Candidate:" in output and "Candidate: (none)" not in output


def as_root(command: Sequence[str], titles: str) -> list[str]:
    """Make a command that runs as root.

    Parameters
    ----------
    command : sequence of str
    titles : str
        What to name as missing where there is no way to root.

    Raises
    ------
    Problem
        We are not root, and sudo is missing, refuses, or wants a password that
        nobody is there to type.
    """
    kept = [f"{name}={os.environ[name]}" for name in PROXIES if name in os.environ]
    prefixed = ["env", "DEBIAN_FRONTEND=noninteractive", *kept, *command]
    if os.geteuid() == 0:
        return prefixed
    if shutil.which("sudo") is None or not _sudo_allows():
        raise Problem("no_root", names=titles)
    return ["sudo", "-n", *prefixed]


def _sudo_allows() -> bool:
    if run(["sudo", "-n", "true"])[0] == 0:
        return True
    # Asks for the password on the terminal, once; later calls need none.
    return (
        sys.stdin.isatty()
        and subprocess.run(["sudo", "-v"], check=False).returncode == 0
    )


@contextmanager
def _no_new_cluster(titles: str) -> Iterator[None]:
    """Keep Debian's PostgreSQL packages from making and starting a cluster.

    Only while we install: what the administrator installs later behaves as
    Debian does. Clusters that exist are neither touched nor started by this.
    """
    with tempfile.NamedTemporaryFile("w", suffix=".conf") as setting:
        setting.write("create_main_cluster = false\n")
        setting.flush()
        command = ["install", "-D", "--mode=644", setting.name, str(NO_CLUSTER)]
        run(as_root(command, titles))
    try:
        yield
    finally:
        run(as_root(["rm", "-f", str(NO_CLUSTER)], titles))
