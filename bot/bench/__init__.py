"""Measures the running service as its users meet it: over HTTP, from another process."""
