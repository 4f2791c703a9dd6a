"""Tests of kkmgis.tax."""
