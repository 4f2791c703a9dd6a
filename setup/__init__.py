"""Set-up of a checkout: what `make setup`, `make run` and `make test` install.

Runs on the bare Python of the machine, so it imports nothing but the standard
library. Each step looks first and does only what is missing or changed.
"""
