"""Registers of other countries load by a mapping profile, without code."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kkmgis import db
from tests.database import Server
from tests.paths import SHARED
from tests.real_input.command import kkmgis

PARCELS = SHARED / "data" / "parcels"


@pytest.fixture
def empty_url(database_server: Server) -> Iterator[str]:
    with database_server.database(migrated=False) as url:
        yield url


@pytest.mark.parametrize(
    ("path", "profile", "srid", "parcels"),
    [
        pytest.param("cz_decany/decany.gpkg", "decany", 32633, 3172, id="czechia"),
        pytest.param("fr_25354/fr25354.gpkg", "fr25354", 32631, 511, id="france"),
        pytest.param(
            "nz_waiheke_nodbf/parcels.shp", "waiheke", 32760, 7636, id="new_zealand"
        ),
    ],
)
def test_register_loads_whole_and_only_once(
    empty_url: str, path: str, profile: str, srid: int, parcels: int
) -> None:
    file = str(PARCELS / Path(path))
    assert kkmgis(empty_url, "db", "upgrade", srid=srid).status == 0
    words = ("import", "parcels", file, "--mapping", profile, "--json")
    first = kkmgis(empty_url, *words, srid=srid)
    assert first.status in (0, 1), first.errors
    assert first.json["read"] == first.json["loaded"] == parcels
    again = kkmgis(empty_url, *words, srid=srid)
    assert again.json["unchanged"] == parcels
    with db.connect(empty_url) as connection:
        row = connection.execute(
            "SELECT count(*), bool_and(ST_IsValid(geom)), count(DISTINCT code)"
            " FROM register.parcel"
        ).fetchone()
    assert row == (parcels, True, parcels)


def test_parcels_without_attributes_get_codes_that_say_so(empty_url: str) -> None:
    """The shapes of Waiheke came without their table."""
    file = str(PARCELS / "nz_waiheke_nodbf" / "parcels.shp")
    kkmgis(empty_url, "db", "upgrade", srid=32760)
    kkmgis(empty_url, "import", "parcels", file, "--mapping", "waiheke", srid=32760)
    with db.connect(empty_url) as connection:
        row = connection.execute(
            "SELECT count(*) FROM register.parcel WHERE code_is_standard"
        ).fetchone()
    assert row == (0,)
