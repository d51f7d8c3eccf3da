"""Accessibility of a page as axe-core sees it. Shared by every test with a browser."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_AXE = Axe()


def violations(page: Page) -> list[str]:
    """What axe finds wrong on the page as it stands: rule, help and the elements, one line each."""
    found: list[dict[str, Any]] = _AXE.run(page).response["violations"]
    return [f"{v['id']}: {v['help']}: {[n['target'] for n in v['nodes']][:5]}" for v in found]
