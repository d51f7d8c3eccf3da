"""Reading grade: sixth grade for young people, eighth for adults (Flesch-Kincaid, by textstat)."""

from __future__ import annotations

import re

from bot.content.load import Content
from bot.content.schema import Problem

_MOST = {"young person": 6.0, "adult": 8.0}
# Names of services are fixed; a child reads them as a sign, not as a word.
_NAMES = re.compile(
    r"Crisis Text Line|Take It Down|CyberTipline|StopNCII|Childhelp|RAINN|The Trevor Project|Trevor|LGBTQ\+|NCMEC|"
    r"love is respect|National Human Trafficking Hotline|Stop It Now|WhatsOK|Know2Protect|Team HOPE|NetSmartz|Blue Campaign|AMBER Alert|OJJDP|ICAC|Project Safe Childhood|https?://\S+"
)


def grade(text: str) -> float:
    """The US school grade of an English text, with names of services taken as one short word."""
    from textstat import textstat

    return float(textstat.flesch_kincaid_grade(_NAMES.sub("Help", text)))


def check(content: Content) -> list[Problem]:
    problems = []
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
