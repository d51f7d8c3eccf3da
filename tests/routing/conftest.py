"""One director for all tests of the routing."""

from __future__ import annotations

import pytest

from bot.content import Content
from bot.routing.director import Director


@pytest.fixture(scope="session")
def director(content: Content) -> Director:
    return Director(content)
