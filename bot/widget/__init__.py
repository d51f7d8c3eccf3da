"""The widget that schools embed: its sources, what is compiled into it, and the built file."""
