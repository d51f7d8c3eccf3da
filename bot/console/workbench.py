"""What one counselor works on: test chats, tried changes, results. In memory, and gone when the session ends."""

from __future__ import annotations

import asyncio
import copy
import datetime
import json
import secrets
import sys
from collections.abc import Sequence
from functools import partial
from typing import Any

import yaml

from bot.console import batch, desk, edits, flow, places, suite
from bot.console.explain import Said, explained, state_of
from bot.console.rules import all_rules
from bot.content import Content, load_content
from bot.content.buttons import meaning
from bot.content.checks.reading import grade
from bot.rehearsal.dialogue import BadDialogue
from bot.rehearsal.pictures import alarms, confusion
from bot.rehearsal.report import RECOGNITION, SCENARIOS, Flag, as_html, content_digest, figures_of, open_flags, version
from bot.server.conversation import Conversations, Message, Turn
from bot.server.evaluate import read_messages
from bot.server.sessions import MAX_TURNS, Session

_RECOGNITION_CHUNK = 12
_MAX_CHUNK = 25
_MAX_NOTE = 2000


class Refused(Exception):
    """A request that can't be done: its status and a sentence for the counselor."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


class Workbench:
    """One session of the console.

    Args:
        conversations: the console's own; none of the public door's.
    """

    def __init__(self, conversations: Conversations) -> None:
        self._original = conversations
        self._conversations = copy.copy(conversations)
        self._chats: dict[str, Session] = {}
        self._edits: list[edits.Edit] = []
        self._played: dict[tuple[str, str], suite.Played] = {}
        self._recognized: list[dict[str, Any]] = []

    def close(self) -> None:
        """Ends every chat and forgets the rest."""
        for session in self._chats.values():
            self._conversations.sessions.end(session)
        for held in (self._chats, self._edits, self._played, self._recognized):
            held.clear()
        self._conversations = self._original
        _forget_measured()

    @property
    def _content(self) -> Content:
        return self._conversations.content

    # About ---------------------------------------------------------------------------------

    def about(self) -> dict[str, Any]:
        """What is being tested: version, digest, how much is signed."""
        content = load_content()
        return {
            "version": version(),
            "digest": content_digest(),
            "texts": len(content.responses),
            "unsigned": sum(r.reviewed_by == "nobody yet" for r in content.responses.values()),
            "situations": {n: {"group": s.group, "urgency": s.urgency} for n, s in content.situations.items()},
            "services": sorted(s.id for s in content.services.values() if s.may_be_shown),
            "flags": [f._asdict() for f in open_flags()],
        }

    # Chat ----------------------------------------------------------------------------------

    def open_chat(self, lang: str) -> dict[str, Any]:
        """A new test conversation and its opening."""
        if lang not in ("en", "es"):
            raise Refused(422, "The language is en or es.")
        _, session, opening = self._conversations.open(lang)
        chat = secrets.token_urlsafe(9)
        self._chats[chat] = session
        return {"chat": chat, "messages": opening.messages, "ended": False, "heard": None}

    async def say(self, chat: str, text: str, choose: str) -> dict[str, Any]:
        """One turn, with what was heard and why."""
        session = self._chat(chat)
        if session.turns >= MAX_TURNS:
            raise Refused(409, f"This chat had {MAX_TURNS} turns, which is where it ends for everybody.")
        before, shown = state_of(session), dict(session.buttons)
        if choose:
            turn = await self._conversations.choose(session, choose)
            said = Said(self._title_of(shown.get(choose, "")), shown.get(choose, ""))
        elif text.strip():
            turn, said = await self._conversations.say(session, text[:1000]), Said(text[:1000])
        else:
            raise Refused(422, "Type something first.")
        if turn is None:
            raise Refused(422, "That button belongs to an earlier turn.")
        heard = await explained(self._conversations, session, said, before, turn)
        if turn.ended:
            self.end_chat(chat)
        return {"messages": self._as_drafted(turn), "ended": turn.ended, "heard": heard}

    def _chat(self, chat: str) -> Session:
        session = self._chats.get(chat)
        if session is None or self._conversations.sessions.by_key(session.key) is None:
            self._chats.pop(chat, None)
            raise Refused(404, "This chat has ended: chats end after 15 quiet minutes. Start a new one.")
        return session

    def _title_of(self, payload: str) -> str:
        """The English title of a button, as the explanation names it."""
        means = meaning(payload) if payload else {}
        titles = (b.en for r in self._content.responses.values() for b in r.buttons if b.means == means)
        return next(titles, ", ".join(f"{k}: {v}" for k, v in means.items()))

    def _as_drafted(self, turn: Turn) -> list[Message]:
        """The messages with titles of buttons as tried; Rasa took those of the domain."""
        named = [name for name in turn.said if name in self._content.responses]
        for name, message in zip(named, turn.messages):
            new, old = self._content.responses[name], self._original.content.responses.get(name)
            titles = (
                {o.title(message["lang"]): n.title(message["lang"]) for o, n in zip(old.buttons, new.buttons)}
                if old
                else {}
            )
            for button in message["buttons"]:
                button["title"] = titles.get(button["title"], button["title"])
        return turn.messages

    def end_chat(self, chat: str) -> None:
        session = self._chats.pop(chat, None)
        if session:
            self._conversations.sessions.end(session)

    # Rehearsals ----------------------------------------------------------------------------

    def scenarios(self) -> list[dict[str, Any]]:
        return suite.listed()

    async def play(self, file: str, name: str) -> dict[str, Any]:
        """A dialogue of the project, played and remembered for coverage and the report."""
        try:
            played = await suite.play(self._original, *suite.found(file, name))
        except BadDialogue as error:
            raise Refused(404, str(error)) from None
        self._played[file, name] = played
        return suite.as_json(played)

    async def play_text(self, text: str) -> list[dict[str, Any]]:
        """Dialogues that are not in the project yet; remembered nowhere."""
        try:
            dialogues = suite.read_text(text)
        except BadDialogue as error:
            raise Refused(422, str(error)) from None
        return [suite.as_json(await suite.play(self._original, SCENARIOS / "new.yml", d)) for d in dialogues]

    def scenario(self, raw: dict[str, Any]) -> dict[str, str]:
        """A recorded conversation as the text of a scenario file."""
        try:
            return {"yaml": suite.as_yaml(raw)}
        except (BadDialogue, AttributeError) as error:
            raise Refused(422, str(error)) from None

    def flag(self, response: str, lang: str, note: str, by: str, said: Sequence[str]) -> dict[str, Any]:
        """A review note for an answer, with the text's file and line; stored only where it is downloaded."""
        found = self._content.responses.get(response)
        if found is None:
            raise Refused(422, f"There is no text {response}.")
        if not note.strip():
            raise Refused(422, "Write what is wrong with the answer.")
        place = str(places.of_response(response, self._content))
        today = datetime.date.today()
        entry = {
            "status": "open", "response": response, "place": place, "lang": lang, "text": found.text(lang),
            "note": note.strip()[:_MAX_NOTE], "by": by.strip()[:100] or "a counselor", "date": today,
            "digest": content_digest(), "after": [str(s)[:1000] for s in said][-6:],
        }  # fmt: skip
        text = yaml.safe_dump([entry], allow_unicode=True, sort_keys=False, width=110)
        return {
            "file": f"{today}-{response}.yml",
            "yaml": f"# Keep in docs/reviews/; set status to closed when mended.\n{text}",
            "place": place,
        }

    # Batch ---------------------------------------------------------------------------------

    def read_batch(self, text: str, kind: str) -> list[dict[str, Any]]:
        try:
            return batch.read(text, kind)
        except batch.BadBatch as error:
            raise Refused(422, str(error)) from None

    def sample(self) -> str:
        """The project's own messages, each with what is expected."""
        return RECOGNITION.read_text(encoding="utf-8")

    async def run_batch(self, messages: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        if len(messages) > _MAX_CHUNK:
            raise Refused(413, f"{_MAX_CHUNK} messages at a time.")
        checked = self.read_batch("\n".join(json.dumps(m) for m in messages), "jsonl")
        return [await batch.answered(self._original, m, self._original.content) for m in checked]

    def picture(self, kind: str, rows: Sequence[dict[str, Any]]) -> str:
        """The confusion or the false alarms of rows that know what was expected, as SVG."""
        draw = {"confusion": confusion, "alarms": alarms}.get(kind)
        if draw is None:
            raise Refused(404, "There is no such picture.")
        known = set(self._content.situations)
        kept = [r for r in rows if r.get("wanted") in known and r.get("situation") in known]
        return draw(kept)

    # Content -------------------------------------------------------------------------------

    def content(self) -> dict[str, Any]:
        content = load_content()
        return {
            "texts": desk.texts(content),
            "routes": desk.routes(content),
            "facts": desk.facts(content, datetime.date.today()),
        }

    async def change(self, raw: Sequence[dict[str, Any]]) -> dict[str, Any]:
        """Tries these changes, and no others: the checks, the patch, and the texts as the chat will say them."""
        try:
            wanted = [edits.Edit(str(e["file"]), tuple(e["path"]), _value(e["value"])) for e in raw]
            texts = edits.new_files(wanted)
        except (edits.BadEdit, KeyError, TypeError) as error:
            raise Refused(422, f"This can't be changed here: {error}") from None
        loop = asyncio.get_running_loop()
        content, problems = await loop.run_in_executor(None, partial(edits.tried, texts))
        self._edits = wanted
        self._use(content if not content.problems else self._original.content)
        changed = {str(e.path[1]) for e in wanted if len(e.path) > 1 and str(e.path[1]) in content.responses}
        return {
            "problems": [str(p) for p in problems],
            "patch": edits.patch(texts),
            "files": texts,
            "texts": {n: self._preview(n, content) for n in changed} if not content.problems else {},
        }

    def _use(self, content: Content) -> None:
        """From now on this session's chats speak `content`; nobody else's do."""
        self._conversations = copy.copy(self._original)
        self._conversations.content = content

    def _preview(self, name: str, content: Content) -> dict[str, Any]:
        """A text as the chat shows it, in both languages."""
        shown = {}
        for lang in ("en", "es"):
            _, session, _ = self._conversations.open(lang)
            shown[lang] = self._conversations.plain(name, session)
            self._conversations.sessions.end(session)
        return {**shown, "grade": grade(content.responses[name].en)}

    # Flow ----------------------------------------------------------------------------------

    def flow(self, topic: str) -> str:
        try:
            return flow.topic_picture(topic, self._content) if topic else flow.whole_picture(self._content)
        except KeyError:
            raise Refused(404, f"There is no topic {topic}.") from None

    def coverage(self) -> dict[str, Any]:
        """Every rule with how many dialogues walked it, of those played in this session."""
        walked: dict[str, int] = {}
        for played in self._played.values():
            for rule in set(played.rules):
                walked[rule] = walked.get(rule, 0) + 1
        rules = [
            {
                "id": r.id,
                "topic": r.topic,
                "title": r.title,
                "place": f"{r.file}:{r.line}",
                "walked": walked.get(r.id, 0),
            }
            for r in all_rules()
        ]
        return {"rules": rules, "played": len(self._played), "of": len(suite.listed())}

    # Sign-off ------------------------------------------------------------------------------

    async def recognize(self, start: int) -> dict[str, int]:
        """Answers the next few messages of the recognition set; how far it is."""
        messages = list(read_messages(RECOGNITION))
        del self._recognized[start:]
        for message in messages[len(self._recognized) :][:_RECOGNITION_CHUNK]:
            self._recognized.append(await batch.answered(self._original, message, self._original.content))
        return {"done": len(self._recognized), "of": len(messages)}

    def report(self, flags: Sequence[dict[str, Any]], signer: str) -> str:
        """The sign-off report of what was played and measured in this session."""
        messages = list(read_messages(RECOGNITION))[: len(self._recognized)]
        coverage = self.coverage()
        figures = figures_of(
            messages,
            self._recognized,
            load_content(),
            rules=(sum(r["walked"] > 0 for r in coverage["rules"]), len(coverage["rules"])),
            unplayed=coverage["of"] - coverage["played"],
            flags=[Flag(*(str(f.get(k, ""))[:_MAX_NOTE] for k in Flag._fields)) for f in flags],
            signer=signer[:200],
        )
        return as_html([p.result for p in self._played.values()], figures)


def _forget_measured() -> None:
    """Empties what textstat remembers of texts whose reading ease was measured, and its hyphenator of every word."""
    if "textstat" in sys.modules:
        from textstat import textstat

        textstat.pyphen.hd.cache.clear()
        textstat.set_lang("en_US")


def _value(raw: Any) -> Any:
    """A value as a content file may hold it: text, nothing, or a list of texts; a date where it is one."""
    if isinstance(raw, list):
        return [str(v) for v in raw]
    if not isinstance(raw, str):
        return None
    text = " ".join(raw.split())
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return text
