"""What this installation is told by its environment, read once at the edge.

Every variable starts with ``KKMGIS_``. Nothing here touches the file system
except :func:`default_home`, which looks, and :func:`load_or_create_key`.
"""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kkmgis.errors import SettingsError
from kkmgis.i18n import both

DEFAULT_SRID = 32648
INDIAN_1975_SRIDS = frozenset({4240, 24047, 24048})
"""No register is kept in these: PostGIS itself would bring them to WGS 84 by an
operation that is 190 m off at Khon Kaen."""
DEFAULT_IMPORT_MEMORY_MIB = 1024
DEFAULT_UPLOAD_MIB = 500
SYSTEM_HOME = Path("/var/lib/kkmgis")
KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of one installation.

    Attributes
    ----------
    database_url : str or None
        libpq URL of a server that is not ours (``KKMGIS_DATABASE_URL``). None:
        the private cluster under ``home``, see ``kkmgis.cluster``.
    home : Path, absolute
        Where the private cluster, keys and logs live (``KKMGIS_HOME``).
    srid : int, EPSG code
        Metric CRS in which a new database keeps geometry (``KKMGIS_SRID``).
    key_file : Path, absolute
        Key of the identity numbers, outside the database (``KKMGIS_KEY_FILE``).
    basemap_url, basemap_attribution : str or None
        XYZ tile address of an outside basemap and its credit
        (``KKMGIS_BASEMAP_URL``, ``KKMGIS_BASEMAP_ATTRIBUTION``). None: no host
        but ours is ever asked.
    import_memory_mib : int, MiB
        What the process that reads one foreign file may take
        (``KKMGIS_IMPORT_MEMORY_MIB``).
    upload_mib : int, MiB
        Largest dataset that a browser may send (``KKMGIS_UPLOAD_MIB``).
    """

    database_url: str | None
    home: Path
    srid: int
    key_file: Path
    basemap_url: str | None
    basemap_attribution: str | None
    import_memory_mib: int = DEFAULT_IMPORT_MEMORY_MIB
    upload_mib: int = DEFAULT_UPLOAD_MIB

    @property
    def spool(self) -> Path:
        """Folder of uploaded files until they are in the register or thrown away."""
        return self.home / "spool"

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read the settings from the environment.

        Parameters
        ----------
        environ : mapping, optional
            Instead of ``os.environ``. An empty value counts as not set.

        Raises
        ------
        SettingsError
            A variable holds something that cannot be meant.
        """
        given = os.environ if environ is None else environ

        def value(name: str) -> str | None:
            return given.get(f"KKMGIS_{name}", "").strip() or None

        def path(name: str, default: Path) -> Path:
            chosen = value(name)
            return Path(chosen).expanduser().absolute() if chosen else default

        home = path("HOME", default_home())
        return cls(
            database_url=_database_url(value("DATABASE_URL")),
            home=home,
            srid=_srid(value("SRID")),
            key_file=path("KEY_FILE", home / "secrets" / "identity.key"),
            basemap_url=value("BASEMAP_URL"),
            basemap_attribution=value("BASEMAP_ATTRIBUTION"),
            import_memory_mib=_memory(value("IMPORT_MEMORY_MIB")),
            upload_mib=_upload(value("UPLOAD_MIB")),
        )


def _database_url(url: str | None) -> str | None:
    if url is not None and not url.startswith(("postgresql://", "postgres://")):
        # The value is not repeated: it may hold a password.
        raise SettingsError(both("settings.database_url"))
    return url


def _srid(value: str | None) -> int:
    if value is None:
        return DEFAULT_SRID
    if not (value.isascii() and value.isdigit() and 1024 <= int(value) <= 999_999):
        raise SettingsError(both("settings.srid", value=value, example=DEFAULT_SRID))
    if int(value) in INDIAN_1975_SRIDS:
        raise SettingsError(both("settings.srid_indian", value=value))
    return int(value)


def _upload(value: str | None) -> int:
    if value is None:
        return DEFAULT_UPLOAD_MIB
    if not (value.isascii() and value.isdigit() and 1 <= int(value) <= 1_048_576):
        shown = {"value": value[:40], "example": DEFAULT_UPLOAD_MIB}
        raise SettingsError(both("job.setting", **shown))
    return int(value)


def _memory(value: str | None) -> int:
    if value is None:
        return DEFAULT_IMPORT_MEMORY_MIB
    if not (value.isascii() and value.isdigit() and 256 <= int(value) <= 1_048_576):
        example = DEFAULT_IMPORT_MEMORY_MIB
        raise SettingsError(both("limits.setting", value=value[:40], example=example))
    return int(value)


def checkout() -> Path:
    """Tell the directory of the checkout, or the current one for an installed wheel."""
    root = Path(__file__).resolve().parents[1]
    return root if (root / "setup.cfg").is_file() else Path.cwd()


def default_home() -> Path:
    """Tell where the private cluster lives when nobody says so.

    The checkout's ``.kkmgis``; but started by root the server runs as another
    user, who must be able to reach its data, so that a checkout in a closed
    directory (root's home) keeps them in ``/var/lib/kkmgis``.
    """
    inside = checkout() / ".kkmgis"
    if os.geteuid() != 0 or (inside / "pg").exists() or open_to_all(inside.parent):
        return inside
    return SYSTEM_HOME


def open_to_all(directory: Path) -> bool:
    """Tell whether every user may pass through a directory and all above it."""
    return all(
        part.stat().st_mode & stat.S_IXOTH
        for part in (directory, *directory.parents)
        if part.exists()
    )


def load_or_create_key(path: Path) -> bytes:
    """Read a secret key; make it on first use.

    Parameters
    ----------
    path : Path
        File with 64 hexadecimal digits, readable by its owner only.

    Returns
    -------
    bytes, length 32

    Raises
    ------
    SettingsError
        The file is not a key, is open to others, or cannot be read or made.
    """
    try:
        if not path.exists():
            _create_key(path)
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise SettingsError(both("settings.key_open", path=path))
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except OSError as error:
        raise SettingsError(
            both("settings.key_system", path=path, detail=error.strerror)
        ) from error
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise SettingsError(both("settings.key_wrong", path=path, digits=2 * KEY_BYTES))
    return key


def _create_key(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(KEY_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        # A link never replaces: of two first uses at once one key wins, whole.
        os.link(unfinished, path)
    except FileExistsError:
        pass
    finally:
        unfinished.unlink()
