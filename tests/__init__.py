"""Tests of kkmgis; directories mirror the packages."""
