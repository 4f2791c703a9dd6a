"""Layers: what may be seen of the register, as tiles, features and frames."""
