"""Tests of the importers: from files to the register."""
