"""The system as people use it: the real server, a real browser."""
