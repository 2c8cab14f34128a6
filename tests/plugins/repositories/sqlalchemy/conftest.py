from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from omnichannel_sqlalchemy.store import SqlAlchemyStore
from tests.plugins.repositories.sqlalchemy.empty_database import empty_store


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlAlchemyStore]:
    store = await empty_store(tmp_path)
    yield store
    await store.close()
