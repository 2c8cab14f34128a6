import asyncio
import sqlite3
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from omnichannel.domain.errors import StoreUnavailable
from omnichannel.testing.repository_samples import HERE, a_message, keep
from omnichannel_sqlalchemy.errors import unavailable
from omnichannel_sqlalchemy.plugin import omnichannel_register_repository
from omnichannel_sqlalchemy.settings import SqlAlchemySettings
from omnichannel_sqlalchemy.store import SqlAlchemyStore, open_store


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlAlchemyStore]:
    """A store that was opened where no file was."""
    store = open_store(SqlAlchemySettings(), tmp_path)
    await store.open()
    yield store
    await store.close()


async def failure(settings: SqlAlchemySettings, home: Path) -> str:
    store = open_store(settings, home)
    try:
        with pytest.raises(StoreUnavailable) as caught:
            await store.open()
    finally:
        await store.close()
    assert isinstance(caught.value, OSError)
    return str(caught.value)


def test_hook_register_repository() -> None:
    """The manifest bears the entry point's name, and opens what it says."""
    manifest = omnichannel_register_repository()

    assert ("sqlalchemy", SqlAlchemySettings) == (manifest.name, manifest.settings)
    assert f"{open_store.__module__}:{open_store.__name__}" == manifest.opens


async def test_the_database_is_its_owners(store: SqlAlchemyStore, tmp_path: Path) -> None:
    """It lies in the data folder, and nobody else reads it or its log."""
    await keep(store, a_message())

    files = list(tmp_path.glob("omnichannel.db*"))
    assert {0o600} == {stat.S_IMODE(file.stat().st_mode) for file in files}
    assert {"omnichannel.db", "omnichannel.db-wal", "omnichannel.db-shm"} == {file.name for file in files}


async def test_a_url_names_another_file(tmp_path: Path) -> None:
    """The file that a URL names is used instead, spaces and all."""
    file = tmp_path / "my 100% data.db"
    store = open_store(SqlAlchemySettings(url=f"sqlite:///{file}"), tmp_path / "unused")

    await store.open()
    await store.close()

    assert file.is_file()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://me:secret@host/db", "nonsense"])
def test_other_urls_are_refused(tmp_path: Path, url: str) -> None:
    """What is no SQLite file is refused with an example of one, and without the password."""
    with pytest.raises(StoreUnavailable, match=r"sqlite:///path/to/file\.db") as caught:
        open_store(SqlAlchemySettings(url=url), tmp_path)

    assert "secret" not in str(caught.value)


async def test_a_commit_survives_a_power_cut(store: SqlAlchemyStore) -> None:
    """The writer waits for the disk, keeps references whole, and writes ahead."""
    async with store._writer.connection() as connection:
        pragmas = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        found = [
            (await connection.execute(text(f"PRAGMA {name}"), {})).scalar_one_or_none() for name in pragmas
        ]

    assert ["wal", 2, 1, 5000] == found


async def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """The sentence says which folder does not exist."""
    told = await failure(SqlAlchemySettings(), tmp_path / "none")

    assert f"The folder {tmp_path / 'none'} does not exist. Create it, or name another." == told


async def test_another_kind_of_file_is_named(tmp_path: Path) -> None:
    """A file that is no database is neither used nor changed."""
    file = tmp_path / "omnichannel.db"
    file.write_text("a letter to my grandmother " * 100)

    told = await failure(SqlAlchemySettings(), tmp_path)

    assert f"The file {file} is no SQLite database. Move it away, or name another one." == told
    assert file.read_text().startswith("a letter")


async def test_a_folder_is_no_database(tmp_path: Path) -> None:
    """Something else in the place of the database is told from one."""
    (tmp_path / "omnichannel.db").mkdir()

    assert "omnichannel.db cannot be opened: it is no file." in await failure(SqlAlchemySettings(), tmp_path)


async def test_a_locked_database_is_told_from_a_broken_one(tmp_path: Path) -> None:
    """Where another program holds the lock too long, the sentence says so, and later it works."""
    store = open_store(SqlAlchemySettings(busy_timeout_seconds=0.05), tmp_path)
    await store.open()
    other = sqlite3.connect(tmp_path / "omnichannel.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(StoreUnavailable, match=r"holds the database .*omnichannel\.db locked"):
        await keep(store, a_message())
    other.execute("ROLLBACK")
    other.close()
    await keep(store, a_message())

    await store.close()


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("database or disk is full", "The disk that holds here is full."),
        ("attempt to write a readonly database", "The database here may only be read."),
        ("database disk image is malformed", "The database here is damaged."),
        ("disk I/O error", "The disk does not read or write here properly."),
    ],
)
def test_what_sqlite_says_is_translated(said: str, told: str) -> None:
    """Each trouble has a sentence that names the database and what to do."""
    assert told in str(unavailable(sqlite3.OperationalError(said), "here"))


def test_faults_of_ours_are_not_translated() -> None:
    """A wrong statement is no trouble with the database."""
    assert unavailable(sqlite3.OperationalError("no such column: x"), "here") is None


async def test_writers_come_first_come_first_served(store: SqlAlchemyStore) -> None:
    """Units of work that write begin in the order in which they asked."""
    began: list[int] = []

    async def work(number: int) -> None:
        async with store.unit_of_work(HERE) as uow:
            began.append(number)
            await uow.messages.add([a_message()])
            await uow.commit()

    await asyncio.gather(*(work(number) for number in range(20)))

    assert list(range(20)) == began


async def test_closing_waits_for_what_runs(store: SqlAlchemyStore) -> None:
    """A unit of work that has begun is finished before the connections go."""
    message = a_message()
    async with store.unit_of_work(HERE) as uow:
        await uow.messages.add([message])
        closing = asyncio.ensure_future(store.close())
        await asyncio.sleep(0.01)
        waited = not closing.done()
        await uow.commit()
    await asyncio.wait_for(closing, 5)

    assert waited
    async with store.reading(HERE) as uow:
        assert message == await uow.messages.get_by_id(message.id)


async def test_a_store_that_went_away_does_not_answer(store: SqlAlchemyStore, tmp_path: Path) -> None:
    """Without its file the store gives no sign of life, though its connections still do."""
    (tmp_path / "omnichannel.db").rename(tmp_path / "away")

    with pytest.raises(OSError, match="there is no such file"):
        await store.ping()
