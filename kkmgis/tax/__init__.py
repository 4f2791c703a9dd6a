"""Thai property taxes, exact: land and buildings, signboards, late payment.

Pure: no database, no web. The law is dated data in ``parameters/*.yaml``.
"""
