"""What is in a file, before anything is imported."""

from importers.inspection.look import (
    Inspection,
    Surroundings,
    inspect_file,
    inspect_source,
)
from importers.inspection.preview import preview

__all__ = ["Inspection", "Surroundings", "inspect_file", "inspect_source", "preview"]
