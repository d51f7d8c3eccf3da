"""The counselors' workbench: the real chat with what it heard and why, rehearsals, batches, content, flows, sign-off.

Bound to a loopback port of its own, behind a link that works once. It has its own conversations: nothing here can
reach one of the public door, and nothing of a session is kept after it ends.
"""
