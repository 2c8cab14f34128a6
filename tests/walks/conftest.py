from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.walks.house import House, open_house


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A running house, with a lease of two seconds."""
    async with open_house(tmp_path) as opened:
        yield opened
