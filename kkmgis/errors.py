"""Errors of the library. What a person did wrong with data is an Issue instead.

::

    KkmgisError
    ├── SettingsError          a setting is missing or wrong
    ├── DatabaseError          the database cannot be reached, started or upgraded
    ├── TaxError               no law for the question asked, or facts that contradict
    ├── GeometryError          a shape that cannot be worked with
    ├── SourceError            a file that cannot be read, or not be understood
    └── ConflictError          the object changed since it was opened
"""

from __future__ import annotations


class KkmgisError(Exception):
    """Root of all errors that kkmgis raises on purpose."""


class SettingsError(KkmgisError):
    """A setting is missing or wrong."""


class DatabaseError(KkmgisError):
    """The database cannot be reached, started or upgraded."""


class TaxError(KkmgisError):
    """There is no law for the question, or the facts contradict each other."""


class GeometryError(KkmgisError):
    """A geometry cannot be worked with."""


class SourceError(KkmgisError):
    """A file cannot be read, or its content cannot be understood."""


class ConflictError(KkmgisError):
    """The object changed since it was opened."""
