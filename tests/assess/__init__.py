"""Tests of the assessment of the register, on a real PostGIS."""
