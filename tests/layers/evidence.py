"""What others than the register say about the town: a footprint and a permit."""

from __future__ import annotations

import datetime as dt
from typing import Any

from psycopg import Connection

from tests.builders import ewkt_box, ewkt_point, insert


def show_outside_evidence(
    connection: Connection[Any], x: float = 40, y: float = 25
) -> None:
    """Show a shed near a place, and allow a sign there: neither makes a gap."""
    insert(
        connection,
        "footprint",
        {"code": "w1", "source": "osm", "geom": ewkt_box(connection, x, y, 3, 3)},
    )
    insert(
        connection,
        "sign_permit",
        {
            "permit_no": "1/2569",
            "start_on": dt.date(2026, 1, 1),
            "end_on": dt.date(2099, 1, 31),
            "geom": ewkt_point(connection, x, y),
        },
    )
