from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

from omnichannel.application.ports.outbound.media_repository import MediaFilter
from omnichannel.testing.media_repository_contract import an_asset, showing
from omnichannel.testing.repository_samples import HERE, keep
from omnichannel_sqlalchemy.migrating import alembic_config
from omnichannel_sqlalchemy.settings import SqlAlchemySettings
from omnichannel_sqlalchemy.store import open_store

LIBRARY = "0008"
"""The revision that brought the library."""


async def test_what_is_stored_joins_the_library(tmp_path: Path) -> None:
    """Assets of an older database are found by their words, are at version 1, and know who needs them."""
    asset, lonely = an_asset(filename="ÜNDER.png"), an_asset(filename="x.png")
    message = showing(asset)
    store = open_store(SqlAlchemySettings(), tmp_path)
    await store.open()
    async with store.unit_of_work() as uow:
        await uow.media.add(asset)
        await uow.media.add(lonely)
        await uow.commit()
    await keep(store, message)
    await store.close()
    go_back(tmp_path / "omnichannel.db")

    again = open_store(SqlAlchemySettings(), tmp_path)
    await again.open()
    async with again.reading(HERE) as uow:
        found = await uow.media.page(limit=9, only=MediaFilter(text="ünder"))
        needed = [await uow.messages.unfinished_with(each.id, limit=9) for each in (asset, lonely)]
    await again.close()

    assert [asset] == found
    assert [[message.id], []] == needed


def go_back(file: Path) -> None:
    """Give the database the schema it had before there was a library."""
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        config = alembic_config(connection)
        before = ScriptDirectory.from_config(config).get_revision(LIBRARY).down_revision
        command.downgrade(config, str(before))
        assert ["alembic_version"] == [
            row[0]
            for row in connection.execute(
                text("SELECT name FROM sqlite_master WHERE name IN ('media_uses', 'alembic_version')")
            )
        ]
    engine.dispose()
