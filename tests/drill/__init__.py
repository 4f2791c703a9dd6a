"""Long fault, load and concurrency drills; `make drill`, one with ONLY=name."""
