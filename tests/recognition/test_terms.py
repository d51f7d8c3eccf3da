"""Every word, sign and service asked in ten ways, in this process: a short true answer and a way on."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from bot.content import Content
from bot.content.coverage import load_coverage
from bot.content.load import read_yaml
from bot.hearing.lexicon import load_lexicon
from bot.hearing.normalise import normalise
from bot.hearing.terms import response_about

if TYPE_CHECKING:
    from bot.server.conversation import Conversations

TERMS = read_yaml(Path(__file__).with_name("terms.yml"))
WAYS = [(term["answer"], question) for term in TERMS for question in term["asked"]]
NAMED = [(item.answer, item.ask) for item in load_coverage()]


class Asked(NamedTuple):
    """What the first reply to a question was: names of the texts, and whether something leads on."""

    question: str
    said: list[str]
    leads_on: bool


async def _ask(conversations: Conversations, question: str) -> Asked:
    _, session, _ = conversations.open("en")
    turn = await conversations.say(session, question)
    leads_on = any(m["services"] or m["buttons"] or "?" in m["text"] for m in turn.messages)
    return Asked(question, turn.said, leads_on)


def _answers(model: Path, questions: list[str]) -> list[Asked]:
    from bot.server import quiet

    quiet.environment()
    from bot.server.conversation import Conversations  # imports Rasa, which takes seconds

    async def run() -> list[Asked]:
        conversations = Conversations.load(model)
        return [await _ask(conversations, q) for q in questions]

    return asyncio.run(run())


def test_each_term_is_asked_in_ten_ways_none_of_them_twice() -> None:
    assert all(len(term["asked"]) == 10 for term in TERMS)
    assert len({q.lower() for _, q in WAYS}) == len(WAYS)


def test_each_question_is_heard_to_name_what_the_answer_is_about() -> None:
    heard = [(q, response_about(normalise(q, load_lexicon())), answer) for answer, q in (*WAYS, *NAMED)]

    assert [(q, found) for q, found, answer in heard if found != answer] == []


def test_every_text_about_a_term_is_one_the_questions_reach(content: Content) -> None:
    wanted = {n for n in content.responses if n.startswith(("utter_definition_", "utter_about_"))}
    asked = {answer for answer, _ in (*WAYS, *NAMED)} | {"utter_definition_again", "utter_definition_third"}

    assert sorted(wanted - asked) == []


@pytest.mark.slow
def test_ten_ways_of_asking_get_the_answer_and_a_way_on(model: Path) -> None:
    asked = _answers(model, [q for _, q in WAYS])
    missed = [a.question for (answer, _), a in zip(WAYS, asked) if answer not in a.said]

    assert [a.question for a in asked if not a.leads_on] == []
    assert missed == []


@pytest.mark.slow
def test_everything_the_sources_name_is_answered(model: Path) -> None:
    asked = _answers(model, [q for _, q in NAMED])
    missed = [a.question for (answer, _), a in zip(NAMED, asked) if answer not in a.said]

    assert [a.question for a in asked if not a.leads_on] == []
    assert missed == []
