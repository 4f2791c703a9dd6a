"""The unprivileged user of the operating system under whom the server runs.

PostgreSQL refuses to run as root. Started by root it runs as the system user
``kkmgis``, made for it, or as whoever owns the data already; otherwise as the
user who starts it.
"""

from __future__ import annotations

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kkmgis.errors import DatabaseError
from kkmgis.i18n import both

SYSTEM_USER = "kkmgis"


@dataclass(frozen=True, slots=True)
class Owner:
    """A user of the operating system."""

    name: str
    uid: int
    gid: int

    def run(
        self, command: Sequence[str], *, timeout_s: float, given: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Run a program as this user, with nothing of our environment.

        A variable like PGDATA or LC_MESSAGES must not steer the server; its
        messages stay in English so that they can be understood by `server`.

        Parameters
        ----------
        command : sequence of str
        timeout_s : float, seconds
        given : str
            Standard input of the program.
        """
        switch = os.geteuid() == 0 and self.uid != 0
        return subprocess.run(  # noqa: S603 - programs of the chosen PostgreSQL
            command,
            input=given,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
            cwd="/",
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"},
            timeout=timeout_s,
            umask=0o077,
            user=self.uid if switch else None,
            group=self.gid if switch else None,
            extra_groups=[] if switch else None,
        )

    def give(self, path: Path) -> None:
        """Make a file or directory that we just made this user's own."""
        if os.geteuid() == 0:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def write(self, path: Path, content: str) -> None:
        """Write a file as this user, whole or not at all.

        Never as root: in a directory of this user the name may be a link by
        which whoever broke into the server would write anywhere.

        Raises
        ------
        DatabaseError
            It cannot be written.
        """
        script = 'rm -f "$2" && cat > "$2" && sync "$2" && mv -fT "$2" "$1"'
        command = ["sh", "-c", script, "sh", str(path), f"{path}.new"]
        done = self.run(command, timeout_s=60, given=content)
        if done.returncode != 0:
            detail = done.stderr.strip()
            raise DatabaseError(both("cluster.system", path=path, detail=detail))


def owner_of(data: Path) -> Owner:
    """Tell who runs the server of a data directory; make the system user if needed.

    Raises
    ------
    DatabaseError
        The data belong to somebody else, or the user cannot be made.
    """
    me = os.geteuid()
    if not data.exists():
        return _system_user() if me == 0 else _known(me)
    belongs_to = data.stat().st_uid
    if belongs_to == 0:
        raise DatabaseError(both("cluster.owned_by_root", data=data))
    if me not in (0, belongs_to):
        raise DatabaseError(
            both("cluster.owned_by_other", data=data, owner=_known(belongs_to).name)
        )
    return _known(belongs_to)


def _known(uid: int) -> Owner:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError as error:
        # PostgreSQL itself refuses a user without a name.
        raise DatabaseError(both("cluster.user_unknown", uid=uid)) from error
    return Owner(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _system_user() -> Owner:
    try:
        return _known(pwd.getpwnam(SYSTEM_USER).pw_uid)
    except KeyError:
        _create_system_user()
    return _known(pwd.getpwnam(SYSTEM_USER).pw_uid)


def _create_system_user() -> None:
    command = ["useradd", "--system", "--user-group", "--no-create-home"]
    command += ["--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin"]
    try:
        done = subprocess.run(  # noqa: S603 - constants only
            [*command, SYSTEM_USER],
            capture_output=True,
            text=True,
            check=False,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"},
        )
        detail, failed = done.stderr.strip(), done.returncode != 0
    except FileNotFoundError as error:
        detail, failed = str(error), True
    if failed and not _exists(SYSTEM_USER):
        raise DatabaseError(
            both("cluster.user_not_made", user=SYSTEM_USER, detail=detail)
        )


def _exists(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True
