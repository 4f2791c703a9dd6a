"""How the process of a job is tied to the service, and kept out of its way.

What it may take of the machine is in `importers.limits`.
"""

from __future__ import annotations

import ctypes
import os
import signal

PR_SET_PDEATHSIG = 1
NICENESS = 5

CALM_LIBRARIES = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",
    "PROJ_NETWORK": "OFF",
    "GDAL_HTTP_TIMEOUT": "1",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
}
"""Environment in which libraries start few threads and ask no network."""


def die_with_parent(parent: int) -> None:
    """End at once when the service that started this process ends, however it does.

    Parameters
    ----------
    parent : int
        Process id of the service, which may already be gone.
    """
    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(PR_SET_PDEATHSIG, signal.SIGKILL) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    if os.getppid() != parent:
        os._exit(1)


def give_way() -> None:
    """Let pages and tiles be served before this process gets its turn."""
    os.nice(NICENESS)
