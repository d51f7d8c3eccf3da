"""What the rules can do besides saying a fixed text: ask, offer the next service, take up the next need.

Ordinary rasa-sdk actions, so `rasa run actions` works; the service runs them in its own process.
"""
