"""`python -m bot.study.common_words`: writes data/lexicon/common_words.txt, the words that a slip of the thumb may stand for."""

from __future__ import annotations

from collections import Counter

from bot.content.checks.lines import read_lines
from bot.hearing.lexicon import load_lexicon
from bot.hearing.mistyped import COMMON_WORDS
from bot.hearing.normalise import typed_words
from bot.hearing.urgency import load_urgency

_LEAST_LINES = 4
_HEAD = """\
# The words of data/nlu and in how many lines they stand, most used first: what an unknown word one slip away is taken for
# (bot/hearing/mistyped.py). Written by `python -m bot.study.common_words`; take a word out that should never be put in.
"""


def counted() -> Counter[str]:
    """Word as typed -> number of lines that have it."""
    lexicon, found = load_lexicon(), Counter[str]()
    for text in (line.text for line in read_lines()):
        found.update({word for word in typed_words(text, lexicon) if word.isalpha()})
    return found


def alarming() -> set[str]:
    """The words of what the urgency floor must catch, each of which counts however few lines have it."""
    lexicon = load_lexicon()
    caught = (text for rule in load_urgency().rules for text in rule.catches)
    return {word for text in caught for word in typed_words(text, lexicon) if word.isalpha()}


def main() -> None:
    """Writes the list."""
    lines, needed = counted(), alarming()
    lines.update(dict.fromkeys(needed - set(lines), 1))
    rows = [
        f"{word} {count}\n"
        for word, count in lines.most_common()
        if len(word) > 1 and (count >= _LEAST_LINES or word in needed)
    ]
    COMMON_WORDS.write_text(_HEAD + "".join(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
