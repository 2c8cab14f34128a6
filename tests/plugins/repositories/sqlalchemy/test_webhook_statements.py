from dataclasses import replace

import pytest

from omnichannel.application.services.tell_webhooks import TellWebhooksService
from omnichannel.domain.identifiers import new_id
from omnichannel.domain.webhook import Webhook, backstage
from omnichannel.testing.repository_samples import HERE, NOW, a_message, an_account, claim, keep, keep_posts
from omnichannel_sqlalchemy.store import SqlAlchemyStore
from tests.core.fakes.fake_publisher import FakePublisher
from tests.core.fakes.fixed_clock import FixedClock
from tests.plugins.repositories.sqlalchemy.recorder import Executed, recording

STAGE = backstage(HERE)


async def tell(store: SqlAlchemyStore) -> list[Executed]:
    """Tell what is new, and give the statements that it took."""
    service = TellWebhooksService(store, FakePublisher(), FixedClock(NOW))
    with recording() as executed:
        await service.tell()
    return executed


async def listen(store: SqlAlchemyStore) -> None:
    """Add three endpoints that hear everything."""
    for _ in range(3):
        id = new_id()
        await keep(store, an_account(id=id, workspace_id=STAGE))
        async with store.unit_of_work(STAGE) as uow:
            await uow.webhooks.add(Webhook(id, STAGE, ("*",), await uow.webhooks.newest()))
            await uow.commit()


async def test_nobody_listening_costs_one_read(store: SqlAlchemyStore) -> None:
    """Without an endpoint, the outbox is asked for its place, and that is all."""
    await keep(store, a_message())

    (asked,) = await tell(store)

    assert asked.sql.startswith("SELECT outbox.place")


@pytest.mark.parametrize("count", [2, 200])
async def test_a_batch_takes_the_same_statements_whatever_is_in_it(
    store: SqlAlchemyStore, count: int
) -> None:
    """Messages, deliveries and accounts, few or many, for three endpoints: a fixed number of statements."""
    await listen(store)
    account = an_account()
    await keep_posts(store, count, account)
    await claim(store, limit=count)
    async with store.unit_of_work(HERE) as uow:
        await uow.accounts.save(replace(account, version=2, name="Other"))
        await uow.commit()

    executed = await tell(store)
    idle = await tell(store)

    assert (10, 2) == (len(executed), len(idle))
    plans = [step for one in executed for step in one.plan]
    assert [] == [
        step for step in plans if step.startswith("SCAN ") and "_each" not in step and "outbox" not in step
    ]
