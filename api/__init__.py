"""The outermost layer: web pages, HTTP API and command line."""
