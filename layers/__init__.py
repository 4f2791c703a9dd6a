"""Layers: what may be seen of the register, as tiles, features and frames.

In a notebook ``import layers; city = layers.open()`` is the way in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from layers.frames import City, open

__all__ = ["City", "open"]


def __getattr__(name: str) -> Any:  # noqa: ANN401
    """Load the frames when they are asked for: tiles need no GeoPandas."""
    if name not in __all__:
        raise AttributeError(f"module 'layers' has no attribute {name!r}")
    from layers import frames

    return getattr(frames, name)
