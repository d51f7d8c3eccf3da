"""What one message was heard to say, before the conversation gives it a meaning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Heard:
    """The result of hearing one message.

    Attributes:
        words: the message in plain words; "" for a button.
        ranking: (situation, confidence) pairs, likeliest first, confidences in 0..1.
        urgent: situations the urgency floor found, as (situation, strength, about somebody else).
        facts: question -> value typed or chosen.
        about: the response that explains a word or service the message names, "" for none.
        asks: True when it begins as a question does.
        needs: what it names of what was talked about: picture, money, account ...
        leaves: True when it holds words of leaving.
        failed: how a service failed, as the button has it ("no_reply"), "" for not.
        own_picture: True when it names a picture as theirs ("my nudes").
        takes_back: True when it says that what it said before was not meant so.
        laughing: True when the message laughs (lol, haha).
        button: True when a button was chosen.
    """

    words: str = ""
    ranking: tuple[tuple[str, float], ...] = ()
    urgent: tuple[tuple[str, str, bool], ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    about: str = ""
    asks: bool = False
    needs: frozenset[str] = frozenset()
    leaves: bool = False
    failed: str = ""
    own_picture: bool = False
    takes_back: bool = False
    laughing: bool = False
    button: bool = False

    @property
    def top(self) -> str:
        return self.ranking[0][0] if self.ranking else ""

    @property
    def alarms(self) -> list[str]:
        """The situations the urgency floor is sure of, about the writer, in the order of its rules."""
        return [s for s, strength, other in self.urgent if strength == "hard" and not other]

    def without(self, *situations: str) -> Heard:
        """The same message as if `situations` had not been among the readings."""
        return replace(self, ranking=tuple((s, p) for s, p in self.ranking if s not in situations))

    def confidence(self, *situations: str) -> float:
        """How sure the classifier is that it is one of `situations`, 0..1."""
        return sum(p for name, p in self.ranking if name in situations)
