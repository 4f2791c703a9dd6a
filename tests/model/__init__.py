"""Tests of the model and the schema."""
