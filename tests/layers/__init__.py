"""Tiles, frames and maps on a real PostGIS."""
