"""Coverage gaps: what is missing or contradicts itself, and what it is worth.

`find_gaps` searches and remembers, `set_status` keeps what people decide,
`kkmgis.coverage.words` says both to people.
"""

from kkmgis.coverage.finding import GapSummary, find_gaps
from kkmgis.coverage.kinds import KIND_NAMES, KINDS
from kkmgis.coverage.status import GapError, set_status

__all__ = ["KINDS", "KIND_NAMES", "GapError", "GapSummary", "find_gaps", "set_status"]
