"""`kkmgis db`: the database server, its schema and its backups."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the group to the command line."""
    group = typer.Typer(
        no_args_is_help=True,
        help="ฐานข้อมูล: เริ่ม หยุด สำรอง คืน · the database: start, stop, back up",
    )
    for command in (start, stop, status, url, upgrade, backup, restore):
        group.command()(command)
    app.add_typer(group, name="db")


def start() -> None:
    """เริ่มฐานข้อมูลของระบบ · start the private database server."""
    from kkmgis import cluster
    from kkmgis.errors import DatabaseError
    from kkmgis.i18n import both
    from kkmgis.settings import Settings

    settings = Settings.from_env()
    if settings.database_url is not None:
        raise DatabaseError(both("cluster.not_ours"))
    typer.echo(both("db.started", url=cluster.ensure_running(settings)))


def stop() -> None:
    """หยุดฐานข้อมูลของระบบ · stop the private database server."""
    from kkmgis import cluster
    from kkmgis.i18n import both
    from kkmgis.settings import Settings

    was_running = cluster.stop(Settings.from_env())
    typer.echo(both("db.stopped" if was_running else "db.not_running"))


def status(
    as_json: Annotated[
        bool, typer.Option("--json", help="ตอบเป็น JSON · answer as JSON")
    ] = False,
) -> None:
    """บอกว่าฐานข้อมูลทำงานหรือไม่ (รหัสออก 0 หรือ 1) · tell whether it runs."""
    from kkmgis import cluster
    from kkmgis.i18n import both
    from kkmgis.settings import Settings

    found = cluster.status(Settings.from_env())
    data = str(found.place.data) if found.place else None
    if as_json:
        answer = {"ours": found.ours, "running": found.running}
        typer.echo(json.dumps({**answer, "pid": found.pid, "data": data}))
    else:
        if not found.ours:
            typer.echo(both("db.external"))
        if not found.running:
            typer.echo(both("db.not_running"))
        elif found.ours:
            typer.echo(both("db.running_pid", pid=found.pid, data=data))
    raise typer.Exit(0 if found.running else 1)


def url() -> None:
    """พิมพ์ที่อยู่ฐานข้อมูลสำหรับ psql และ QGIS · print the database's URL."""
    typer.echo(_running_url())


def upgrade() -> None:
    """ปรับโครงสร้างฐานข้อมูลเป็นรุ่นล่าสุด · bring the schema up to date."""
    from kkmgis import db
    from kkmgis.i18n import both
    from kkmgis.settings import Settings

    db.upgrade(_running_url(), srid=Settings.from_env().srid)
    typer.echo(both("db.upgraded"))


def backup(
    file: Annotated[Path, typer.Argument(help="แฟ้มที่จะเขียน · file to write")],
) -> None:
    """สำรองข้อมูลทั้งหมดลงแฟ้มเดียว · back everything up into one file."""
    from kkmgis.cluster.archive import back_up
    from kkmgis.i18n import both
    from kkmgis.settings import Settings

    size = back_up(_running_url(), file)
    key = Settings.from_env().key_file
    typer.echo(both("backup.written", path=file, size=f"{size / 1e6:.1f}", key=key))


def restore(
    file: Annotated[Path, typer.Argument(help="แฟ้มสำรอง · a backup")],
) -> None:
    """คืนข้อมูลจากแฟ้มสำรองแทนที่ฐานข้อมูล · put a backup in the database's place."""
    from kkmgis.cluster.archive import restore as restore_from
    from kkmgis.i18n import both
    from kkmgis.settings import Settings

    kept = restore_from(_running_url(), file, srid=Settings.from_env().srid)
    done = "restore.done" if kept else "restore.done_into_empty"
    typer.echo(both(done, path=file, kept=kept))


def _running_url() -> str:
    from kkmgis.cluster import ensure_running
    from kkmgis.settings import Settings

    return ensure_running(Settings.from_env())
