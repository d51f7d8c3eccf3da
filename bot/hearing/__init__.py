"""What a message says, found by pure functions: no Rasa, no file access, nothing kept."""
