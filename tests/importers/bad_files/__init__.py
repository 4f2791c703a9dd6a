"""Files that nobody should send, generated from a seed: the same ones every time."""
