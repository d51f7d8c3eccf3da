"""Compares ways of hearing on held-out text. Never imported by the service."""
