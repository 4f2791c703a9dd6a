"""The private PostgreSQL cluster: makes, mends, starts and stops it.

It listens on a unix socket only, runs as an unprivileged user and never
touches a cluster of the system. With ``KKMGIS_DATABASE_URL`` there is none.
"""

from __future__ import annotations

from kkmgis.cluster.server import Status, ensure_running, status, stop

__all__ = ["Status", "ensure_running", "status", "stop"]
