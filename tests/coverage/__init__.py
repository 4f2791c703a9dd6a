"""Coverage gaps on a real PostGIS."""
