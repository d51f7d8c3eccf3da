"""One module per rule of the content, each `check(content) -> list[Problem]`."""
