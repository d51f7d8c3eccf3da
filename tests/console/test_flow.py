"""The flow map shows every rule, and the picture in docs is of the rules as they are."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest

from bot.console.flow import PICTURE, topic_picture, whole_picture
from bot.console.rules import all_rules, rule_taken
from bot.content import Content
from bot.content.load import ROOT, read_yaml

SVG = "{http://www.w3.org/2000/svg}"


def test_the_picture_in_docs_is_current(content: Content) -> None:
    assert PICTURE.read_text(encoding="utf-8") == whole_picture(content), "Run: python -m bot.console.flow"


def test_every_rule_is_in_the_picture_once_and_inside_it(content: Content) -> None:
    svg = ElementTree.fromstring(whole_picture(content))
    width, height = (float(svg.get(k, "0")) for k in ("width", "height"))
    frames = {g.get("data-rule"): g.find(f"{SVG}rect") for g in svg.iter(f"{SVG}g")}

    assert sorted(str(k) for k in frames) == sorted(r.id for r in all_rules())
    for frame in frames.values():
        assert frame is not None
        x, y, w, h = (float(frame.get(k, "0")) for k in ("x", "y", "width", "height"))
        assert x >= 0
        assert y >= 0
        assert x + w <= width
        assert y + h <= height


def test_no_frame_lies_over_another(content: Content) -> None:
    svg = ElementTree.fromstring(whole_picture(content))
    boxes = [[float(g[0].get(k, "0")) for k in ("x", "y", "width", "height")] for g in svg.iter(f"{SVG}g")]

    overlaps = [
        (a, b)
        for i, a in enumerate(boxes)
        for b in boxes[:i]
        if a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]
    ]

    assert overlaps == []


def test_a_picture_of_a_topic_holds_its_rules_and_no_script(content: Content) -> None:
    picture = topic_picture("threat_money", content)

    assert picture.count("data-rule=") == 4
    assert "<script" not in picture
    with pytest.raises(KeyError):
        topic_picture("../secrets", content)


def test_every_rule_of_the_stories_has_a_name_a_line_and_an_act() -> None:
    written = sum(len(read_yaml(p)["rules"]) for p in (ROOT / "data/stories").glob("*.yml"))

    assert len({r.id for r in all_rules()}) == written
    assert all(r.line > 0 and r.intent and r.steps for r in all_rules()), json.dumps([r.id for r in all_rules()])


def test_the_rule_of_the_situation_comes_before_the_general_one() -> None:
    found = rule_taken("steps", "threat_money")

    assert found is not None
    assert (found.topic, found.situation) == ("threat_money", "threat_money")
    assert rule_taken("nothing_like_this", "") is None
