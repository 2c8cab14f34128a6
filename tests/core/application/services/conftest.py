"""A real store in a file, and a house of services around it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.application.services.fan_out_due import FanOutDueService
from tests.core.application.services.house import House, furnished
from tests.core.application.services.lists import LEASE
from tests.plugins.repositories.sqlalchemy.empty_database import empty_store


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """An empty store."""
    opened: Store = await empty_store(tmp_path)
    yield opened
    await opened.close()


@pytest.fixture
async def house(store: Store) -> House:
    """Services over the store, with two connected accounts."""
    return await furnished(store)


@pytest.fixture
def spreads(house: House) -> FanOutDueService:
    """What makes the deliveries of messages to lists."""
    return FanOutDueService(house.store, house.bus, house.clock, lease=LEASE)
