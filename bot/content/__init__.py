"""A typed, read-only view of everything under data/: facts, routing, texts, phrases.

Imports no Rasa, so that what the project knows outlives the framework it runs on.
"""

from bot.content.load import Content, load_content
from bot.content.schema import Problem

__all__ = ["Content", "Problem", "load_content"]
