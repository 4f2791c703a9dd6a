"""Schema of the database, as a chain of dated steps."""
