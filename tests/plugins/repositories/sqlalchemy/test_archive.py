import pytest

from omnichannel.application.archiving.kinds import KINDS
from omnichannel.testing.archiving_repository_contract import full_records, put
from omnichannel.testing.repository_samples import HERE, an_account, keep_posts
from omnichannel_sqlalchemy.shelves import LEFT_OUT, SHELVES
from omnichannel_sqlalchemy.store import SqlAlchemyStore
from omnichannel_sqlalchemy.tables import metadata
from tests.plugins.repositories.sqlalchemy.recorder import recording


def test_every_table_is_archived_or_left_out_on_purpose() -> None:
    """A new table cannot be forgotten: it is a kind of record, or says why it is none."""
    archived = {shelf.table.name for shelf in SHELVES.values()}

    assert set(metadata.tables) - LEFT_OUT.keys() == archived


def test_every_kind_has_its_shelf() -> None:
    """The store knows each kind that an archive may hold, and no other."""
    assert {kind.name for kind in KINDS} == SHELVES.keys()


@pytest.mark.parametrize("workspace", [None, HERE])
async def test_a_later_page_costs_no_more_than_the_first(store: SqlAlchemyStore, workspace: object) -> None:
    """Pages go along the primary key: nothing is sorted, and what was read is not read again."""
    await put(store, full_records())
    await keep_posts(store, 3, an_account())

    async with store.reading(HERE if workspace else None) as uow:
        with recording() as executed:
            for kind in KINDS:
                async for _ in uow.archive.pages(kind.name, limit=1):
                    pass

    later = [one for one in executed if "> (" in one.sql]
    assert len(later) >= 8
    assert [] == [one.sql for one in executed if any("TEMP B-TREE" in step for step in one.plan)]
    assert [] == [one.sql for one in later if not any(step.startswith("SEARCH") for step in one.plan)]
