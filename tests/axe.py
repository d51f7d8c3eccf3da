"""Accessibility of a page as axe-core sees it. Shared by every test with a browser."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_AXE = Axe()
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
_OPTIONS = {"runOnly": {"type": "tag", "values": _TAGS}, "resultTypes": ["violations"], "iframes": False}


def violations(page: Page) -> list[str]:
    """What axe finds wrong on the page as it stands, WCAG 2.2 A and AA and best practice: rule, element and remedy."""
    found: list[dict[str, Any]] = _AXE.run(page, options=_OPTIONS).response["violations"]
    return [f"{v['id']}: {node['target']} {node['failureSummary']}" for v in found for node in v["nodes"]]
