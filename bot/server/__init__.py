"""The service: one process with agent, door, pages and actions, which keeps nothing after a session ends."""
