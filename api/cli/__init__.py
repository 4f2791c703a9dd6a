"""Command line of kkmgis: one module per group of commands."""
