"""Words that must never be said: blame, promises, labels, methods (conversation.md, section 1)."""

from __future__ import annotations

import re

from bot.content.load import Content
from bot.content.schema import LANGS, Problem

_FORBIDDEN = {
    "en": (
        r"why did you", r"you should(n't| not)? have", r"should never have", r"calm down", r"you('ll| will) be fine",
        r"child porn", r"\bsexting\b", r"your nudes", r"\bpredator", r"\bstalker", r"\bvictims?\b", r"prostitut",
        r"commit(ted|ting)? suicide", r"we will get (it|them) down", r"they won't post", r"you won't get in trouble",
        r"(totally|completely|100%) (safe|private|anonymous|confidential)", r"\bguarantee", r"gone forever",
        r"\bi('m| am) a (person|human|counselor)", r"your boyfriend", r"what('s| is) your (name|school|username|address)",
    ),
    "es": (
        r"por qué (la|las|lo|le) ", r"no (debiste|deberías haber)", r"cálmate", r"pornograf[ií]a infantil", r"\bsexting\b",
        r"\bv[ií]ctimas?\b", r"prostitu", r"te prometo", r"garantiz", r"(totalmente|completamente) (seguro|privado|anónimo|confidencial)",
        r"\bsoy una persona", r"cómo te llamas", r"tu novio",
    ),
}  # fmt: skip
_STRANGERS_ONLY = {"en": r"\b(block|confront|ignore)\b", "es": r"\b(bloque|confront|ignor)\w+"}
_FOR_STRANGERS = ("utter_heard_who_online", "utter_definition_blocking")


def check(content: Content) -> list[Problem]:
    problems = []
    for name, response in content.responses.items():
        for lang in LANGS:
            text = response.text(lang).lower()
            patterns = list(_FORBIDDEN[lang])
            if name not in _FOR_STRANGERS:
                # Blocking someone who is near and violent can bring them to the door.
                patterns.append(_STRANGERS_ONLY[lang])
            for pattern in patterns:
                found = re.search(pattern, text)
                if found:
                    problems.append(
                        Problem(
                            content.where[name],
                            f"{name}.{lang}",
                            f"says {found.group()!r}.",
                            "Use words that do not blame, promise or label.",
                        )
                    )
    return problems
