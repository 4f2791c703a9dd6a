"""kkmgis: the tax map, property register and property taxes of a municipality."""

__version__ = "0.1.0"
