"""A new version of a file against the register, and what is taken of it."""
