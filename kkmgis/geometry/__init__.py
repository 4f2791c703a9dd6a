"""Shapes of the register: what is wrong with them, and named repairs."""
