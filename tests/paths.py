"""Where things stand, for tests only; product code never looks outside itself."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
PACKAGES = ("kkmgis", "importers", "layers", "api")
