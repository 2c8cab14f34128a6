from omnichannel.application.ports.outbound.media_repository import MediaFilter
from omnichannel.testing.media_repository_contract import an_asset, showing
from omnichannel.testing.repository_samples import HERE, NOW, a_message
from omnichannel_sqlalchemy.store import SqlAlchemyStore
from tests.plugins.repositories.sqlalchemy.recorder import recording


async def test_a_page_of_media_walks_its_index(store: SqlAlchemyStore) -> None:
    """A page of media is read in its order, without sorting."""
    with recording() as paging:
        async with store.reading(HERE) as uow:
            await uow.media.page(limit=9, before=(NOW, HERE), only=MediaFilter(kind="image", text="x"))

    (listed,) = paging
    assert [step for step in listed.plan if "ix_media_page (workspace_id=? AND " in step]
    assert [] == [step for step in listed.plan if "TEMP B-TREE" in step]


async def test_messages_without_media_cost_nothing_more(store: SqlAlchemyStore) -> None:
    """Many messages are one statement; what their media are is one more, where there are any."""
    assets = [an_asset() for _ in range(2)]
    async with store.unit_of_work() as uow:
        for asset in assets:
            await uow.media.add(asset)
        await uow.commit()

    counts = []
    for new in ([a_message(), a_message()], [showing(asset) for asset in assets]):
        with recording() as adding:
            async with store.unit_of_work() as uow:
                await uow.messages.add(new)
                await uow.commit()
        counts.append(len(adding))

    assert [1, 2] == counts


async def test_who_needs_an_asset_is_found_by_indexes(store: SqlAlchemyStore) -> None:
    """Looking for the messages that need an asset scans no table, and neither does looking for its bytes."""
    with recording() as looking:
        async with store.reading(HERE) as uow:
            await uow.messages.unfinished_with(HERE, limit=9)
            await uow.media.names("0f" * 32)

    steps = [step for each in looking for step in each.plan]
    assert 2 == len(looking)
    assert [] == [step for step in steps if "SCAN" in step and "CONSTANT ROW" not in step]
