"""Checks as data: every rule that an import knows, its severity and test data."""
