"""Where the set-up reads and writes."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENT = ROOT / ".venv"
PROGRAMS = ENVIRONMENT / "bin"
PYTHON = PROGRAMS / "python"
LOCKS = Path(__file__).resolve().parent
# Inside the environment: who removes it starts from nothing.
STAMPS = ENVIRONMENT / "kkmgis-setup"
LOG = ROOT / "build" / "setup.log"
EDITOR = ROOT / "api" / "editor"
BUILT = ROOT / "api" / "static" / "built"
