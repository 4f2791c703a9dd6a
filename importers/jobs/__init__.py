"""Imports in the background: uploads, a queue in the database, guarded children.

The web service puts uploads into the spool and jobs into the queue (`spool`,
`queue`). One overseer of the service (`overseer`) runs each job in a process of
its own (`child`) with hard limits (`limits`), so that no file can harm anything
but its own job.
"""
