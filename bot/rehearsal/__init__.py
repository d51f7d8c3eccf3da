"""Plays written dialogues against the real service and says what differed (contract, section 4)."""
