import sqlite3
import time
from pathlib import Path

from omnichannel.testing.repository_samples import HERE, a_message, an_account, keep
from omnichannel_sqlalchemy.store import SqlAlchemyStore


async def test_what_is_removed_is_told_with_the_time_of_the_database(
    store: SqlAlchemyStore, tmp_path: Path
) -> None:
    """A row that is gone cannot say when it went, so the database's clock does."""
    message, account = a_message(), an_account()
    await keep(store, account, message)

    with sqlite3.connect(tmp_path / "omnichannel.db") as database:
        database.execute("DELETE FROM messages")
        database.execute("DELETE FROM accounts")
    database.close()

    async with store.reading(HERE) as uow:
        *_, first, second = await uow.changes.after(0, limit=9)
    assert ("message.removed", message.id, None) == (first.type, first.message_id, first.account_id)
    assert ("account.removed", None, account.id) == (second.type, second.message_id, second.account_id)
    assert abs(time.time() - first.at.timestamp()) < 60


async def test_a_place_is_never_given_twice(store: SqlAlchemyStore, tmp_path: Path) -> None:
    """Though the newest change is lost, the next one gets a place of its own."""
    await keep(store, a_message())
    with sqlite3.connect(tmp_path / "omnichannel.db") as database:
        database.execute("DELETE FROM changes")
    database.close()

    await keep(store, a_message())

    async with store.reading(HERE) as uow:
        assert [2] == [change.seq for change in await uow.changes.after(0, limit=9)]
