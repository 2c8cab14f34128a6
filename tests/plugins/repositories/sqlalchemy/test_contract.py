from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from omnichannel.testing.repository_contract import RepositoryContract
from omnichannel_sqlalchemy.settings import SqlAlchemySettings
from omnichannel_sqlalchemy.store import SqlAlchemyStore, open_store
from tests.plugins.repositories.sqlalchemy.empty_database import empty_store


class TestSqliteKeepsTheContract(RepositoryContract):
    @pytest.fixture
    async def store(self, tmp_path: Path) -> AsyncIterator[SqlAlchemyStore]:
        store = await empty_store(tmp_path)
        yield store
        await store.close()

    @pytest.fixture
    def another_store(self, tmp_path: Path) -> Callable[[], SqlAlchemyStore]:
        return lambda: open_store(SqlAlchemySettings(), tmp_path)
