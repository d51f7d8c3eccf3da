"""The only place where Rasa may keep a conversation: on its session, in memory, until the session ends."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Optional

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SessionStarted, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from bot.server.live_tracker import LiveTracker
from bot.server.sessions import Session, Sessions


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
            session.tracker = self._started(session)
        return session.tracker

    async def keys(self) -> Iterable[str]:
        """None: nothing may list the conversations."""
        return []

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
