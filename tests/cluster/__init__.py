"""Tests of the private database cluster."""
