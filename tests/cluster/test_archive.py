"""Backups: what was saved comes back whole, and nothing else happens."""

from __future__ import annotations

import stat
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from kkmgis.cluster.archive import back_up, restore
from kkmgis.errors import DatabaseError, KkmgisError
from tests.builders import make_parcel, make_sign

SRID = 32648


def names(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT name FROM kept ORDER BY name").fetchall()
    return [str(name) for (name,) in rows]


@pytest.fixture
def filled(fresh_database_url: str) -> str:
    """Give a database with one row that is not in any other."""
    with psycopg.connect(fresh_database_url) as connection:
        make_sign(connection, parcel_id=make_parcel(connection))
        connection.execute("UPDATE register.parcel SET note = 'แก้ไข'")
        connection.execute("CREATE TABLE kept AS SELECT 'ก่อน' AS name")
    return fresh_database_url


@pytest.fixture
def saved(filled: str, tmp_path: Path) -> Path:
    """Give a backup of `filled`, which changes after it."""
    file = tmp_path / "สำรอง.dump"
    assert back_up(filled, file) == file.stat().st_size
    with psycopg.connect(filled) as connection:
        connection.execute("INSERT INTO kept VALUES ('หลัง')")
    return file


def drop_kept(url: str, name: str | None) -> None:
    assert name is not None
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}"'.encode())


def test_restore_brings_back_what_was_saved(filled: str, saved: Path) -> None:
    kept = restore(filled, saved, srid=SRID)
    assert names(filled) == ["ก่อน"]
    drop_kept(filled, kept)


def test_restore_brings_back_the_register_and_its_history(
    filled: str, saved: Path
) -> None:
    """Checks, generated columns and triggers must not stop their own data."""
    counted = (
        "SELECT (SELECT count(*) FROM register.parcel WHERE st_isvalid(geom)),"
        " (SELECT count(*) FROM register.sign), (SELECT count(*) FROM history.parcel)"
    )
    kept = restore(filled, saved, srid=SRID)
    with psycopg.connect(filled) as connection:
        assert connection.execute(counted).fetchone() == (1, 1, 1)
    drop_kept(filled, kept)


def test_restore_keeps_the_database_before_it(filled: str, saved: Path) -> None:
    first = restore(filled, saved, srid=SRID)
    assert first is not None
    before = urlsplit(filled)._replace(path=f"/{first}").geturl()
    assert names(before) == ["ก่อน", "หลัง"]
    drop_kept(filled, first)


def test_restore_ends_sessions_that_use_the_database(filled: str, saved: Path) -> None:
    with psycopg.connect(filled) as busy:
        busy.execute("SELECT 1")
        kept = restore(filled, saved, srid=SRID)
        with pytest.raises(psycopg.OperationalError):
            busy.execute("SELECT 1")
    assert names(filled) == ["ก่อน"]
    drop_kept(filled, kept)


def test_restore_into_an_empty_database_keeps_none(
    empty_database_url: str, saved: Path
) -> None:
    assert restore(empty_database_url, saved, srid=SRID) is None
    assert names(empty_database_url) == ["ก่อน"]


@pytest.mark.parametrize("part", [0, 0.5, 0.99])
def test_restore_refuses_half_a_file(filled: str, saved: Path, part: float) -> None:
    whole = saved.read_bytes()
    saved.write_bytes(whole[: int(len(whole) * part)])
    with pytest.raises(DatabaseError):
        restore(filled, saved, srid=SRID)
    assert names(filled) == ["ก่อน", "หลัง"]


def test_restore_refuses_a_backup_of_another_system(
    filled: str, empty_database_url: str, tmp_path: Path
) -> None:
    foreign = tmp_path / "foreign.dump"
    back_up(empty_database_url, foreign)
    with pytest.raises(DatabaseError, match=r"register\.store"):
        restore(filled, foreign, srid=SRID)
    assert names(filled) == ["ก่อน"]


def test_restore_refuses_another_zone(filled: str, saved: Path) -> None:
    with pytest.raises(KkmgisError, match="32648"):
        restore(filled, saved, srid=32647)
    assert names(filled) == ["ก่อน", "หลัง"]


def test_restore_names_a_missing_file(filled: str, tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match=r"no file .*nothing\.dump"):
        restore(filled, tmp_path / "nothing.dump", srid=SRID)


def test_back_up_never_writes_over_a_file(filled: str, saved: Path) -> None:
    before = saved.read_bytes()
    with pytest.raises(DatabaseError, match="exists already"):
        back_up(filled, saved)
    assert saved.read_bytes() == before


def test_back_up_is_for_its_owner_only(saved: Path) -> None:
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600


def test_failed_back_up_leaves_no_file(tmp_path: Path, filled: str) -> None:
    nowhere = filled.replace("kkmgis@/test", "kkmgis@/no_such_test")
    with pytest.raises(DatabaseError, match="no_such_test"):
        back_up(nowhere, tmp_path / "x.dump")
    assert list(tmp_path.iterdir()) == []
