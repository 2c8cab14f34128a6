from datetime import timedelta

from omnichannel.domain.failure import FailureKind
from omnichannel.domain.lane import Rate
from omnichannel.domain.outcome import Deferred, Published, Refused
from omnichannel.testing.repository_samples import (
    NOW,
    SECOND,
    a_delivery,
    a_message,
    an_account,
    claim,
    keep,
    keep_posts,
    settled,
    write,
)
from omnichannel_sqlalchemy.store import SqlAlchemyStore
from tests.plugins.repositories.sqlalchemy.recorder import recording

GENEROUSLY = {"letters": Rate(10_000, SECOND, burst=10_000)}


async def keep_five_hundred(store: SqlAlchemyStore) -> None:
    accounts = [an_account() for _ in range(5)]
    messages = [a_message(*accounts) for _ in range(100)]
    posts = [a_delivery(message, account) for message in messages for account in accounts]
    await keep(store, *accounts, *messages, *posts)


async def test_five_hundred_cost_five_statements(store: SqlAlchemyStore) -> None:
    """Claiming costs three statements and settling two, for one delivery as for five hundred."""
    await keep_five_hundred(store)

    with recording() as claiming:
        claims = await claim(store, limit=500, rates=GENEROUSLY)
    with recording() as settling:
        changed = await write(store, *(settled(each, Published(str(each.delivery.id))) for each in claims))

    assert (500, 500) == (len(claims), len(changed))
    assert (3, 2) == (len(claiming), len(settling))


async def test_without_a_rate_the_lanes_are_not_written(store: SqlAlchemyStore) -> None:
    """A channel without a rate costs two statements to claim from."""
    await keep_five_hundred(store)

    with recording() as claiming:
        await claim(store, limit=500)

    assert 2 == len(claiming)


async def test_pushing_back_costs_one_more(store: SqlAlchemyStore) -> None:
    """However many go back to waiting, they go in one statement."""
    await keep_posts(store, 50, an_account())

    with recording() as claiming:
        await claim(store, rates={"letters": Rate(1, SECOND)})

    assert 4 == len(claiming)


async def test_an_idle_claim_costs_one(store: SqlAlchemyStore) -> None:
    """Where nothing is due nothing else is asked."""
    with recording() as claiming:
        await claim(store)

    assert 1 == len(claiming)


async def test_a_claim_walks_the_due_index(store: SqlAlchemyStore) -> None:
    """What is due is found in its order by the partial index: no scan, no sorting, whatever is stored."""
    with recording() as claiming:
        await claim(store)

    plan = claiming[0].plan
    assert "SEARCH deliveries USING COVERING INDEX ix_deliveries_due (due_at<?)" in plan
    assert [] == [step for step in plan if "SCAN" in step or "TEMP B-TREE" in step]


async def test_settling_finds_rows_by_their_ids(store: SqlAlchemyStore) -> None:
    """Only the rows that were handed over are scanned, never a table."""
    await keep_posts(store, 2, an_account())
    published, busy = await claim(store)
    patience = Deferred("busy", FailureKind.RATE_LIMITED, wait=timedelta(seconds=9))

    with recording() as settling:
        await write(store, settled(published, Published("1")), settled(busy, patience))

    steps = [step for each in settling for step in each.plan]
    assert 3 == len(settling)
    assert [] == [step for step in steps if "SCAN" in step and "VIRTUAL TABLE" not in step]


async def test_pausing_costs_two_more(store: SqlAlchemyStore) -> None:
    """However many accounts stop, two more statements find them and what waits for them, by their ids."""
    refused = Refused(FailureKind.AUTH_EXPIRED, "The token expired.", "Connect it again.")
    for _ in range(3):
        await keep_posts(store, 2, an_account())
    claims = await claim(store)

    with recording() as settling:
        await write(store, *(settled(each, refused) for each in claims))

    steps = [step for each in settling for step in each.plan]
    assert 4 == len(settling)
    assert [] == [step for step in steps if "SCAN" in step and "VIRTUAL TABLE" not in step]


async def test_a_page_walks_its_index(store: SqlAlchemyStore) -> None:
    """A page is read in its order, and its deliveries are counted inside an index."""
    account = an_account()
    message = a_message(account)
    await keep(store, account, message, a_delivery(message, account))

    with recording() as paging:
        async with store.reading(message.workspace_id) as uow:
            await uow.messages.page(limit=9, before=(NOW + SECOND, message.id))

    listed, counted = (each.plan for each in paging)
    assert [step for step in listed if "ix_messages_page (workspace_id=? AND " in step]
    assert [] == [step for step in listed if "TEMP B-TREE" in step]
    assert [step for step in counted if "COVERING INDEX ix_deliveries_state" in step]


async def test_looking_for_the_next_due_reads_one_row(store: SqlAlchemyStore) -> None:
    """The earliest moment stands first in the index."""
    with recording() as looking:
        async with store.reading() as uow:
            await uow.deliveries.next_due()

    assert ["SEARCH deliveries USING COVERING INDEX ix_deliveries_due (due_at>?)"] == looking[0].plan
