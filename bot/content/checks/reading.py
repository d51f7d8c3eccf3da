"""Reading ease: sixth grade for young people, eighth for adults, each language by a measure of its own.

English by Flesch-Kincaid, by textstat. Spanish by Fernandez Huerta's scale, on which 70 is sixth grade and
60 eighth. textstat has that formula too, but divides Spanish words as a typesetter does, who never breaks
off a single vowel: it hears two syllables in "energía" and finds every text easier than it is.
"""

from __future__ import annotations

import re

from bot.content.load import Content
from bot.content.schema import Problem

_MOST = {"young person": 6.0, "adult": 8.0}
_LEAST_EASE = {"young person": 70.0, "adult": 60.0}
# In fewer words one long one decides; names of buttons and short questions are no text to read.
_LEAST_WORDS = 12
# Names of services are fixed; a child reads them as a sign, not as a word.
NAMES = re.compile(
    r"Crisis Text Line|Take It Down|CyberTipline|StopNCII|Childhelp|RAINN|The Trevor Project|Trevor|LGBTQ\+|NCMEC|"
    r"love is respect|National Human Trafficking Hotline|(?:National )?Runaway Safeline|Find A Helpline|"
    r"Child Helpline International|Kids Help Phone|Kids Helpline|Stop It Now|WhatsOK|Know2Protect|Team HOPE|Compass Connections|"
    r"NetSmartz|Blue Campaign|AMBER Alert|OJJDP|ICAC|Project Safe Childhood|https?://\S+"
)
_SENTENCE_END = re.compile(r"[.!?:]+(?:\s|$)")
_WORD = re.compile(r"[^\W\d_]+")
_SILENT_U = re.compile(r"(?<=[qg])u(?=[eiéí])")
_VOWEL_Y = re.compile(r"y(?![aeiouáéíóú])")
_VOWELS = re.compile(r"[aeiouáéíóúü]+")
_FULL_VOWELS = re.compile(r"[aeoáéóíú]")


def grade(text: str) -> float:
    """The US school grade of an English text, with names of services taken as one short word."""
    from textstat import textstat

    return float(textstat.flesch_kincaid_grade(NAMES.sub("Help", text)))


def syllables(word: str) -> int:
    """Syllables of a Spanish word: each group of vowels is one for every vowel in it that stands for itself.

    >>> [syllables(w) for w in ("ayuda", "energía", "leer", "ciudad", "guerra", "muy")]
    [3, 4, 2, 2, 2, 1]
    """
    plain = _VOWEL_Y.sub("i", _SILENT_U.sub("", word.lower()))
    return max(1, sum(max(1, len(_FULL_VOWELS.findall(group))) for group in _VOWELS.findall(plain)))


def ease(text: str) -> float:
    """How easy a Spanish text is on Fernandez Huerta's scale, about 0 to 100; 70 to 80 is sixth grade."""
    plain = NAMES.sub("Sol", text)
    words = _WORD.findall(plain)
    sentences = sum(bool(_WORD.search(part)) for part in _SENTENCE_END.split(plain))
    if not words:
        return 100.0
    return 206.84 - 60 * sum(map(syllables, words)) / len(words) - 1.02 * len(words) / sentences


def _spanish(content: Content) -> list[Problem]:
    problems = []
    for name, response in content.responses.items():
        text, least = response.text("es"), _LEAST_EASE[response.audience]
        if len(_WORD.findall(text)) >= _LEAST_WORDS and ease(text) < least:
            fact = f"reads at {ease(text):.0f} on Fernandez Huerta's scale; {least:g} is the least."
            problems.append(Problem(content.where[name], f"{name}.es", fact, "Use shorter words and sentences."))
    return problems


def check(content: Content) -> list[Problem]:
    problems = _spanish(content)
    for name, response in content.responses.items():
        most, found = _MOST[response.audience], grade(response.en)
        if found > most:
            problems.append(
                Problem(
                    content.where[name],
                    name,
                    f"reads at grade {found}; {most:g} is the most.",
                    "Use shorter words and sentences.",
                )
            )
    return problems
