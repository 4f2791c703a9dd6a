"""Settings from the environment, and keys that are made on first use."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from kkmgis.errors import SettingsError
from kkmgis.settings import Settings, checkout, load_or_create_key, open_to_all


def test_settings_stand_without_any_variable() -> None:
    settings = Settings.from_env({})
    assert (settings.database_url, settings.srid) == (None, 32648)
    assert settings.basemap_url is None
    assert settings.home.is_absolute()


def test_settings_take_every_variable() -> None:
    settings = Settings.from_env(
        {
            "KKMGIS_DATABASE_URL": "postgresql://u@h/d",
            "KKMGIS_HOME": "/srv/kkmgis",
            "KKMGIS_SRID": "32647",
            "KKMGIS_BASEMAP_URL": "https://tiles.example/{z}/{x}/{y}.png",
        }
    )
    assert settings.database_url == "postgresql://u@h/d"
    assert settings.home == Path("/srv/kkmgis")
    assert settings.srid == 32647
    assert settings.key_file == Path("/srv/kkmgis/secrets/identity.key")
    assert settings.basemap_url == "https://tiles.example/{z}/{x}/{y}.png"


def test_empty_variable_counts_as_not_set() -> None:
    assert Settings.from_env({"KKMGIS_SRID": " ", "KKMGIS_DATABASE_URL": ""}) == (
        Settings.from_env({})
    )


@pytest.mark.parametrize("value", ["x", "-1", "32648.5", "7", "٣٢٦٤٨", "10000000"])
def test_settings_refuse_what_is_no_epsg_code(value: str) -> None:
    with pytest.raises(SettingsError, match="EPSG"):
        Settings.from_env({"KKMGIS_SRID": value})


@pytest.mark.parametrize("value", ["x", "0", "-1", "1.5", "9999999"])
def test_settings_refuse_what_is_no_size(value: str) -> None:
    with pytest.raises(SettingsError, match="KKMGIS_UPLOAD_MIB"):
        Settings.from_env({"KKMGIS_UPLOAD_MIB": value})


def test_settings_refuse_another_database_without_its_password() -> None:
    with pytest.raises(SettingsError) as refusal:
        Settings.from_env({"KKMGIS_DATABASE_URL": "mysql://u:geheim@h/d"})
    assert "postgresql://" in str(refusal.value)
    assert "geheim" not in str(refusal.value)


def test_checkout_holds_setup_cfg() -> None:
    assert (checkout() / "setup.cfg").is_file()


def test_open_to_all_sees_a_closed_directory_above(tmp_path: Path) -> None:
    inner = tmp_path / "closed" / "open"
    inner.mkdir(parents=True)
    inner.parent.chmod(0o700)
    assert not open_to_all(inner)


def test_key_is_made_once_and_closed_to_others(tmp_path: Path) -> None:
    path = tmp_path / "secrets" / "identity.key"
    key = load_or_create_key(path)
    assert len(key) == 32
    assert load_or_create_key(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [p.name for p in path.parent.iterdir()] == ["identity.key"]


def test_key_made_by_several_at_once_is_one_key(tmp_path: Path) -> None:
    path = tmp_path / "k" / "identity.key"
    program = "import sys; from pathlib import Path; "
    program += "from kkmgis.settings import load_or_create_key as k; "
    program += "print(k(Path(sys.argv[1])).hex())"
    command = [sys.executable, "-c", program, str(path)]
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    keys = {one.communicate(timeout=60)[0] for one in running}
    assert keys == {path.read_text(encoding="ascii")}


def test_key_open_to_others_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "identity.key"
    load_or_create_key(path)
    path.chmod(0o644)
    with pytest.raises(SettingsError, match="chmod 600"):
        load_or_create_key(path)


@pytest.mark.parametrize("content", ["", "zz" * 32, "ab" * 16, "ก" * 64])
def test_file_that_is_no_key_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "identity.key"
    path.write_text(content, encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(SettingsError, match="64"):
        load_or_create_key(path)


def test_key_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(SettingsError, match="cannot be used"):
        load_or_create_key(tmp_path / "file" / "identity.key")
