"""What the private server is told: memory, durability, who may connect.

The files are written again before every start, so that a new version of
kkmgis, or more memory in the machine, takes effect by itself.
"""

from __future__ import annotations

import os
import pwd
from collections.abc import Mapping
from pathlib import Path

from kkmgis.cluster.owner import Owner
from kkmgis.cluster.place import PORT, ROLE, Place

MIB = 1024 * 1024
# Below this, parallel queries run out of /dev/shm (containers give 64 MiB).
ENOUGH_SHARED_MEMORY_MIB = 1024


def memory_mib() -> int:
    """Tell the memory of this machine, in MiB."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // MIB


def shared_memory_mib(folder: Path = Path("/dev/shm")) -> int:  # noqa: S108
    """Tell how much POSIX shared memory the machine offers, in MiB, 0 where none."""
    try:
        room = os.statvfs(folder)
    except OSError:
        return 0
    return room.f_blocks * room.f_frsize // MIB


def server_options(place: Place) -> dict[str, str]:
    """Choose the options of the server for this machine.

    Parameters
    ----------
    place : Place

    Returns
    -------
    dict of option to value
        Sized for two cores and a city: a quarter of a GiB machine or less is
        taken where memory is short, never more than 512 MiB of buffers.
    """
    memory = memory_mib()
    return {
        "listen_addresses": "",
        "port": str(PORT),
        "unix_socket_directories": str(place.socket),
        "unix_socket_permissions": "0700",
        "max_connections": "100",
        "shared_buffers": f"{min(512, max(64, memory // 8))}MB",
        "effective_cache_size": f"{max(256, memory // 2)}MB",
        "work_mem": f"{min(32, max(4, memory // 256))}MB",
        "maintenance_work_mem": f"{min(512, max(64, memory // 16))}MB",
        "dynamic_shared_memory_type": (
            "posix" if shared_memory_mib() >= ENOUGH_SHARED_MEMORY_MIB else "mmap"
        ),
        "max_wal_size": "4GB",
        "min_wal_size": "256MB",
        "checkpoint_timeout": "15min",
        "wal_compression": "on",
        "random_page_cost": "1.1",
        "effective_io_concurrency": "100",
        # A paid or assessed line that was confirmed is on the disk.
        "synchronous_commit": "on",
        # Compiling costs our short queries more than it saves.
        "jit": "off",
        "timezone": "Asia/Bangkok",
        "log_timezone": "Asia/Bangkok",
        "lc_messages": "C.UTF-8",
        "logging_collector": "on",
        "log_directory": str(place.log),
        "log_filename": "postgresql-%a.log",
        "log_truncate_on_rotation": "on",
        "log_rotation_age": "1d",
        "log_rotation_size": "0",
        # Rows and statements hold names and numbers of people: neither goes
        # into a log, only what failed and where.
        "log_error_verbosity": "terse",
        "log_min_error_statement": "panic",
    }


def option_lines(options: Mapping[str, str]) -> str:
    r"""Write options as postgresql.conf has them.

    >>> option_lines({"log_directory": "/home/o'brien/log"})
    "log_directory = '/home/o''brien/log'\n"
    """
    return "".join(
        "{} = '{}'\n".format(name, value.replace("\\", "\\\\").replace("'", "''"))
        for name, value in options.items()
    )


def access_files(owner: Owner) -> dict[str, str]:
    """Write who may connect: by the socket, as whom the system knows them.

    Root, the server's own user and the one who set it up act as the database
    role `kkmgis`; nobody else comes in, and there is no password to lose.
    """
    me = pwd.getpwuid(os.getuid()).pw_name if os.getuid() else "root"
    users = sorted({"root", owner.name, me})
    return {
        "pg_hba.conf": "local all all peer map=kkmgis\n",
        "pg_ident.conf": "".join(f'kkmgis "{user}" {ROLE}\n' for user in users),
    }


def write_configuration(
    data: Path, place: Place, owner: Owner, overrides: Mapping[str, str]
) -> None:
    """Write the server's configuration into a data directory.

    Parameters
    ----------
    data : Path
        Complete or unfinished data directory.
    place : Place
    owner : Owner
    overrides : mapping of option to value
        Wins over what `server_options` chose; tests trade safety for speed.
    """
    files = {
        # ALTER SYSTEM still wins: it has a file of its own.
        "postgresql.conf": option_lines({**server_options(place), **overrides}),
        **access_files(owner),
    }
    for name, content in files.items():
        owner.write(data / name, content)
