"""What the set-up says, Thai first, then English.

Not in the message catalogue: that is read with a package which the set-up has
yet to install.
"""

from __future__ import annotations

MESSAGES = {
    "step.packages": ("ติดตั้ง {names}", "installing {names}"),
    "step.pgdg": (
        "เพิ่มแหล่งโปรแกรม apt.postgresql.org เพราะระบบนี้มี PostgreSQL เก่ากว่า {oldest}",
        "adding apt.postgresql.org, this system has no PostgreSQL {oldest}",
    ),
    "step.environment": (
        "สร้าง .venv ด้วย Python {version}",
        "making .venv with Python {version}",
    ),
    "step.python": (
        "ติดตั้งไลบรารี Python ({lock})",
        "installing Python packages ({lock})",
    ),
    "step.kkmgis": ("ติดตั้งคำสั่ง kkmgis", "installing the kkmgis command"),
    "step.node": ("ติดตั้ง Node.js ลงใน .venv", "installing Node.js into .venv"),
    "step.npm": ("ติดตั้งไลบรารีของแผนที่", "installing the map's packages"),
    "step.build": ("สร้างแผนที่สำหรับเบราว์เซอร์", "building the map for browsers"),
    "step.lock": ("คำนวณรุ่นของไลบรารีใหม่", "resolving package versions"),
    "done": ("เตรียมระบบเสร็จแล้ว", "set-up is complete"),
    "waiting": (
        "มีการเตรียมระบบอื่นทำงานอยู่ กำลังรอ",
        "another set-up is running, waiting for it",
    ),
    "no_root": (
        "ต้องติดตั้ง {names} แต่ไม่มีสิทธิ์ root: ให้ผู้ดูแลสั่ง apt-get install {names}",
        "{names} must be installed and there is no way to root (no sudo): have the "
        "administrator run apt-get install {names}",
    ),
    "no_apt": (
        "ไม่พบ apt-get: รองรับ Debian 12 และ Ubuntu 22.04 ขึ้นไป ระบบอื่นให้ติดตั้ง {names} เอง",
        "no apt-get here: Debian 12 and Ubuntu 22.04 or newer are supported, "
        "elsewhere install {names} yourself",
    ),
    "no_package": (
        "แหล่งโปรแกรมของระบบนี้ไม่มี {names}",
        "this system's package sources do not have {names}",
    ),
    "no_postgresql": (
        "ระบบนี้ไม่มี PostgreSQL {oldest} ขึ้นไปพร้อม PostGIS ให้เพิ่มแหล่ง "
        "apt.postgresql.org หรือกำหนด KKMGIS_DATABASE_URL",
        "this system offers no PostgreSQL {oldest} or newer with PostGIS: add "
        "apt.postgresql.org or set KKMGIS_DATABASE_URL",
    ),
    "no_venv": (
        "Python นี้ ({python}) สร้าง .venv ไม่ได้เพราะไม่มี ensurepip",
        "this Python ({python}) cannot make .venv, it has no ensurepip",
    ),
    "disk_full": (
        "พื้นที่ดิสก์ไม่พอที่ {path}: เหลือ {free} MB ต้องมี {needed} MB",
        "not enough disk at {path}: {free} MB left, {needed} MB needed",
    ),
    "disk_filled": ("พื้นที่ดิสก์เต็ม ({what})", "the disk is full ({what_en})"),
    "unreachable": (
        "{what}ไม่สำเร็จ: ติดต่อแหล่งโปรแกรมไม่ได้ ให้ตรวจเครือข่ายและพร็อกซี (บันทึกที่ {log})",
        "{what_en} failed: the package servers cannot be reached, check network "
        "and proxy (log: {log})",
    ),
    "locked": (
        "โปรแกรมอื่นกำลังใช้ apt อยู่ ให้รอแล้วลองใหม่",
        "another program is using apt: wait and try again",
    ),
    "not_writable": (
        "เขียน {path} ไม่ได้ (เป็นของ {owner}) ให้สั่งในชื่อผู้ใช้นั้นหรือลบทิ้งก่อน",
        "{path} cannot be written (it belongs to {owner}): run as that user or "
        "remove it",
    ),
    "failed": (
        "{what}ไม่สำเร็จ: {detail} (บันทึกที่ {log})",
        "{what_en} failed: {detail} (log: {log})",
    ),
    "port_taken": (
        "พอร์ต {port} มีโปรแกรมอื่นใช้อยู่ ลองสั่ง make run PORT={other}",
        "port {port} is in use, try: make run PORT={other}",
    ),
    "port_refused": (
        "ใช้พอร์ต {port} ไม่ได้: {detail}",
        "port {port} cannot be used: {detail}",
    ),
    "port_wrong": (
        "PORT={port} ไม่ใช่เลขพอร์ต (1 ถึง 65535)",
        "PORT={port} is not a port number (1 to 65535)",
    ),
    "no_chromium": (
        "ไม่พบ Chromium สำหรับทดสอบหน้าเว็บ ให้ติดตั้ง chromium หรือ google-chrome",
        "no Chromium for the browser tests: install chromium or google-chrome",
    ),
}


def say(key: str, **values: object) -> str:
    """Say a message on one line in both languages."""
    thai, english = MESSAGES[key]
    return f"{thai.format(**values)} · {english.format(**values)}"


class Problem(Exception):
    """One thing the set-up cannot do, said so that a person knows what to do."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(say(key, **values))
