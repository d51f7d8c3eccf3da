"""The only place where Rasa may keep a conversation: on its session, in memory, until the session ends.

Not even there does it keep what was typed: once a turn is answered, only what it meant is left.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Optional

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
    deserialise_events,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.server.live_tracker import LiveTracker, by_name, name_of
from bot.server.sessions import Session, Sessions

# What later turns read of an earlier one: the act, what it was about, what was learned.
_KEPT = ("intent", "entities", "acts_on", "also")


def forget_words(tracker: Optional[DialogueStateTracker]) -> None:
    """Takes what was typed, and every guess about it, out of the turns that have been answered."""
    if isinstance(tracker, LiveTracker):
        tracker.forget()
    for event in reversed(tracker.events if tracker else ()):
        if not isinstance(event, UserUttered):
            continue
        if not event.text:  # this turn and all before it are done
            return
        event.text = ""
        event.parse_data = {k: v for k, v in event.parse_data.items() if k in _KEPT}


def as_stored(tracker: DialogueStateTracker) -> list[dict[str, Any]]:
    """The events of a tracker, from which it is made again; what the bot said by name only."""
    return [_plain(event).as_dict() for event in tracker.events]


def _plain(event: Event) -> Event:
    return by_name(name_of(event), event.timestamp) if isinstance(event, BotUttered) else event


class SessionTrackerStore(TrackerStore):
    """Trackers live on `Session.tracker` as they are: no copy, no serialization, no fallback store."""

    def __init__(self, domain: Domain, sessions: Sessions) -> None:
        super().__init__(domain)
        self.sessions = sessions

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keeps the tracker if its session still lives; else it is gone with this turn."""
        session = self.sessions.by_key(tracker.sender_id)
        if session:
            session.tracker = tracker

    async def retrieve(self, sender_id: str) -> Optional[DialogueStateTracker]:
        session = self.sessions.by_key(sender_id)
        if session is None:
            return None
        if session.tracker is None:
            session.tracker = self._restored(session) if session.events else self._started(session)
            session.events = []
        return session.tracker

    async def keys(self) -> Iterable[str]:
        """None: nothing may list the conversations."""
        return []

    def _restored(self, session: Session) -> DialogueStateTracker:
        """The tracker as another turn left it."""
        tracker = self.init_tracker(session.key)
        for event in deserialise_events(session.events):
            tracker.update(event, self.domain)
        return tracker

    def init_tracker(self, sender_id: str) -> LiveTracker:
        return LiveTracker(sender_id, self.domain.slots, self.domain)

    def _started(self, session: Session) -> DialogueStateTracker:
        """A tracker at the start of a session, in the language the page was in."""
        tracker = self.init_tracker(session.key)
        for event in (
            ActionExecuted(ACTION_SESSION_START_NAME),
            SessionStarted(),
            SlotSet("lang", session.lang),
            ActionExecuted(ACTION_LISTEN_NAME),
        ):
            tracker.update(event, self.domain)
        return tracker
