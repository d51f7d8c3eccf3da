"""`python -m bot.study.common_words`: writes data/lexicon/common_words.txt, the words that a slip of the thumb may stand for."""

from __future__ import annotations

from collections import Counter

from bot.content.checks.lines import read_lines
from bot.content.load import FOLLOW_UP
from bot.hearing.common_words import ALL_LINES, PATH, Use
from bot.hearing.lexicon import load_lexicon
from bot.hearing.normalise import typed_words
from bot.hearing.urgency import load_urgency

_LEAST_LINES = 4
_HEAD = """\
# The words of data/nlu, most used first: word, lines that have it, harmless ones among them. An unknown word one slip away is taken for
# one of these (bot/hearing/mistyped.py), and they tell what a long message is about (bot/hearing/gist.py).
# Written by `python -m bot.study.common_words`; take a word out that should never be put in.
"""
_HARMLESS = "off_topic"


def counted() -> dict[str, Use]:
    """Each word as typed, and `ALL_LINES`, with its use; what is only said inside a conversation does not count."""
    lexicon, lines, harmless = load_lexicon(), Counter[str](), Counter[str]()
    for line in (line for line in read_lines() if not line.situation.startswith(FOLLOW_UP)):
        words = {word for word in typed_words(line.text, lexicon) if word.isalpha()} | {ALL_LINES}
        lines.update(words)
        harmless.update(words if line.situation == _HARMLESS else ())
    return {word: Use(count, harmless[word]) for word, count in lines.most_common()}


def alarming() -> set[str]:
    """The words of what the urgency floor must catch, each of which counts however few lines have it."""
    lexicon = load_lexicon()
    caught = (text for rule in load_urgency().rules for text in rule.catches)
    return {word for text in caught for word in typed_words(text, lexicon) if word.isalpha()}


def main() -> None:
    """Writes the list."""
    needed = alarming()
    uses = {**counted(), **{word: Use(1, 0) for word in needed - set(counted())}}
    rows = [
        f"{word} {use.lines} {use.harmless}\n"
        for word, use in uses.items()
        if (use.lines >= _LEAST_LINES and len(word) > 1) or word in (ALL_LINES, *needed)
    ]
    PATH.write_text(_HEAD + "".join(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
