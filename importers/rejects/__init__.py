"""Rejected rows of an import as a file, in the format they came in.

Each row is as it was received, with columns more that begin with ``kkm_``: import and
row it came from, why it was rejected, what to do about it. Mended, the file is
imported as it is: only those rows are taken (``importers.correction``).
"""

from importers.rejects.reading import Rejected, Rejects, read_rejects
from importers.rejects.writing import suggested_name, write_rejects

__all__ = ["Rejected", "Rejects", "read_rejects", "suggested_name", "write_rejects"]
