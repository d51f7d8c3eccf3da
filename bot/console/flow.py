"""The flow map: what every rule answers and says, as a picture that can be read without knowing Rasa.

`python -m bot.console.flow` writes docs/flow.svg, the map of everything; a test keeps it current.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element, SubElement

from bot.console.rules import Rule, all_rules
from bot.content import Content, load_content
from bot.content.load import ROOT
from bot.rehearsal.pictures import as_text, box, picture, write
from bot.routing.speech import wordings

PICTURE = ROOT / "docs/flow.svg"
_INK, _SOFT, _LINE, _DEEP, _SAYS, _DOES = "#1d2a2c", "#4a5a5c", "#b9b19f", "#1f4f4c", "#ffffff", "#e4ecf5"
_WIDTH, _PAD, _BOX_HEIGHT = 640, 14, 44
_PER_LETTER, _TITLE = 6.6, 0.78
_DOES_WHAT = {
    "action_ask": "asks the next question",
    "action_resume": "goes on where it was",
    "action_answer": "says the next wording",
    "action_offer_route": "offers the next service",
    "action_say_learned": "says the text for the answer",
    "action_explain": "explains the word",
    "action_acknowledge": "takes up the answer, then helps",
    "action_next_need": "takes up the next need",
    "action_country_services": "shows the country's services",
    "action_go_back": "goes back, services in sight",
    "action_ask_between": "asks between two",
    "action_ask_meant": "offers what may be meant",
}
_GROUPS = (
    ("danger", "Danger and a life at risk: heard first, on every message"),
    ("threats_and_images", "Threats and pictures"),
    ("who_is_asking", "Who is asking"),
    ("questions", "Questions"),
    ("conversation", "The conversation itself"),
    ("", "Moves inside a conversation: buttons, answers, handing over"),
)


def _cut(words: str, width: float) -> str:
    """`words` as far as they fit, whole words only."""
    most = int(width / _PER_LETTER)
    return words if len(words) <= most else words[: most - 1].rsplit(" ", 1)[0] + " …"


def _lines(words: str, width: float, most: int) -> list[str]:
    """`words` broken into at most `most` lines that fit at 12 px; a title is bold at 13, so give it less width."""
    lines: list[str] = []
    left = words.split()
    while left and len(lines) < most:
        line = left.pop(0)
        while left and len(line) + 1 + len(left[0]) <= width / _PER_LETTER:
            line += f" {left.pop(0)}"
        lines.append(line)
    if left:
        lines[-1] = _cut(f"{lines[-1]} {' '.join(left)}", width)
    return lines


def _step(name: str, rule: Rule, content: Content) -> tuple[str, list[str], str]:
    """(heading, words below it, color) of a step."""
    if name in content.responses:
        return name.removeprefix("utter_"), [content.responses[name].en], _SAYS
    said = wordings(rule.intent, content) if name == "action_answer" else []
    texts = [content.responses[said[0]].en] if said and said[0] in content.responses else []
    more = f" (1 of {len(said)})" if len(said) > 1 else ""
    return _DOES_WHAT.get(name, name.removeprefix("action_").replace("_", " ")) + more, texts, _DOES


def _heights(rule: Rule, content: Content, width: float) -> list[float]:
    heights: list[float] = []
    for name in rule.steps:
        _, texts, _ = _step(name, rule, content)
        count = len(_lines(texts[0], width - 40, 4)) if texts else 0
        heights.append(26 + 16 * count)
    return heights


def _rule_height(rule: Rule, content: Content, width: float) -> float:
    titles = len(_lines(rule.title, _TITLE * width, 2))
    return 18 * titles + 40 + sum(h + 16 for h in _heights(rule, content, width)) + 6


def _draw_rule(svg: Element, rule: Rule, content: Content, x: float, y: float, width: float) -> None:
    """Title, what it answers, and each step below the one before it."""
    group = SubElement(svg, "g", {"data-rule": rule.id, "class": "rule"})
    box(group, x, y, width, _rule_height(rule, content, width) - 8, "#f6f3ec", _LINE).set("class", "frame")
    at = y + 20
    for line in _lines(rule.title, _TITLE * width, 2):
        write(group, x + 10, at, line, 13, font_weight="600")
        at += 18
    heard = f"hears: {rule.intent.replace('_', ' ')}" + (f", in {rule.situation}" if rule.situation else "")
    box(group, x + 10, at - 8, min(width - 20, len(heard) * 6.7 + 20), 24, _DEEP).set("rx", "12")
    write(group, x + 20, at + 8, _cut(heard, width - 40), 12, "#ffffff")
    at += 16
    for name, height in zip(rule.steps, _heights(rule, content, width)):
        SubElement(group, "path", d=f"M{x + 26:g} {at:g}v12m-4 -5l4 5l4 -5", stroke=_SOFT, fill="none")
        heading, texts, fill = _step(name, rule, content)
        box(group, x + 10, at + 14, width - 20, height, fill, _LINE)
        write(group, x + 20, at + 31, _cut(heading, width - 40), 12, _DEEP, font_weight="600")
        for i, line in enumerate(_lines(texts[0], width - 40, 4) if texts else ()):
            write(group, x + 20, at + 47 + 16 * i, line, 12, _INK)
        at += height + 16


def topic_picture(topic: str, content: Content) -> str:
    """The rules of one topic, two columns.

    Raises:
        KeyError: when no file of data/stories has that name.
    """
    rules = [r for r in all_rules() if r.topic == topic]
    if not rules:
        raise KeyError(topic)
    places, height = _placed(rules, content, columns=2, width=400)
    svg = picture(2 * 400 + 3 * _PAD, height + 2 * _PAD, f"Rules of {topic}", f"{len(rules)} rules of {topic}")
    for rule, x, y in places:
        _draw_rule(svg, rule, content, x + _PAD, y + _PAD, 400)
    return as_text(svg)


def _placed(
    rules: Sequence[Rule], content: Content, columns: int, width: float
) -> tuple[list[tuple[Rule, float, float]], float]:
    """Each rule with its place, always in the shortest column, and the height of it all."""
    ends = [0.0] * columns
    places = []
    for rule in rules:
        column = ends.index(min(ends))
        places.append((rule, column * (width + _PAD), ends[column]))
        ends[column] += _rule_height(rule, content, width) + 4
    return places, max(ends)


def whole_picture(content: Content) -> str:
    """The map of every rule, by group, most urgent first, five columns wide."""
    columns, width, at, parts = 5, 380, 50.0, []
    for title, rules in _grouped(content):
        places, height = _placed(rules, content, columns, width)
        parts.append((title, places, at))
        at += height + 60
    total = columns * (width + _PAD) + _PAD
    count = len(all_rules())
    svg = picture(total, at, "The flow map", f"All {count} rules of the conversation, by group")
    write(svg, _PAD, 32, f"Handrail: all {count} rules. Dark: what is heard. White: what is said. Blue: what is done.", 20,
          font_weight="600")  # fmt: skip
    for title, places, top in parts:
        write(svg, _PAD, top + 24, title, 18, _DEEP, font_weight="600")
        for rule, x, y in places:
            _draw_rule(svg, rule, content, x + _PAD, top + 36 + y, width)
    return as_text(svg) + "\n"


def _grouped(content: Content) -> Iterator[tuple[str, list[Rule]]]:
    for group, title in _GROUPS:
        rules = [r for r in all_rules() if _group_of(r, content) == group]
        if rules:
            yield title, rules


def _group_of(rule: Rule, content: Content) -> str:
    situation = content.situations.get(rule.topic)
    return "danger" if rule.topic == "emergency" else situation.group if situation else ""


if __name__ == "__main__":
    PICTURE.write_text(whole_picture(load_content()), encoding="utf-8")
