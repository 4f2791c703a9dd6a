"""Importers: files to staged rows, checks, and promotion into the register."""
