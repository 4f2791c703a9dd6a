"""Tests of shapes: what is wrong with them, and their repairs."""
