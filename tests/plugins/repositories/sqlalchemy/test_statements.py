from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from omnichannel.application.ports.outbound.delivery_repository import DeliveryFilter
from omnichannel.application.ports.outbound.message_repository import MessageFilter
from omnichannel.domain.days import days_between
from omnichannel.domain.delivery_state import DeliveryState as S
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.lane import Rate
from omnichannel.domain.message_status import MessageStatus
from omnichannel.domain.outcome import Deferred, Published, Refused
from omnichannel.testing.repository_samples import (
    HERE,
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
from tests.plugins.repositories.sqlalchemy.recorder import Executed, recording

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


async def test_a_search_knows_its_end_from_the_index(store: SqlAlchemyStore) -> None:
    """Where a page stops to look for words is read from the list's index, and no message for it."""
    with recording() as counting:
        async with store.reading(HERE) as uow:
            await uow.messages.place_after((NOW, HERE), count=10_000)

    (place,) = counting
    assert [step for step in place.plan if "COVERING INDEX ix_messages_page (workspace_id=? AND " in step]
    assert [] == [step for step in place.plan if "TEMP B-TREE" in step]


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


async def test_counting_what_is_due_reads_no_table(store: SqlAlchemyStore) -> None:
    """The index alone tells how much is due, and no further than was asked."""
    with recording() as counting:
        async with store.reading() as uow:
            await uow.deliveries.count_due(now=NOW, limit=9)

    assert "SEARCH deliveries USING COVERING INDEX ix_deliveries_due (due_at<?)" in counting[0].plan


def reads_through(executed: list[Executed]) -> list[str]:
    """Give the steps that read a table from end to end."""
    steps = [step for each in executed for step in each.plan]
    tables = ("accounts", "attempts", "changes", "deliveries", "messages")
    return [step for step in steps if step.startswith(tuple(f"SCAN {table}" for table in tables))]


FAILED, LOST = frozenset({S.FAILED}), frozenset({S.FAILED, S.MISSED, S.UNKNOWN})
BY_STATE = "ix_deliveries_stands (workspace_id=? AND state=? AND id<?)"
BY_ACCOUNT = "ix_deliveries_account (account_id=? AND id<?)"
BY_MESSAGE = "ix_deliveries_message (message_id=? AND id<?)"


@pytest.mark.parametrize(
    ("only", "walks", "index"),
    [
        (DeliveryFilter(), 15, BY_STATE),
        (DeliveryFilter(channel="letters"), 15, BY_STATE),
        (DeliveryFilter(states=FAILED), 1, BY_STATE),
        (DeliveryFilter(states=LOST), 3, BY_STATE),
        (DeliveryFilter(asks_person=True), 1, BY_STATE),
        (DeliveryFilter(account_id=HERE), 1, BY_ACCOUNT),
        (DeliveryFilter(account_id=HERE, states=frozenset({S.PUBLISHED})), 1, BY_ACCOUNT),
        (DeliveryFilter(account_id=HERE, states=FAILED), 1, BY_STATE),
        (DeliveryFilter(account_id=HERE, asks_person=True), 1, BY_STATE),
        (DeliveryFilter(message_id=HERE), 1, BY_MESSAGE),
        (DeliveryFilter(message_id=HERE, account_id=HERE, states=LOST), 1, BY_MESSAGE),
    ],
)
async def test_a_page_of_deliveries_walks_the_right_index(
    store: SqlAlchemyStore, only: DeliveryFilter, walks: int, index: str
) -> None:
    """Whatever is wanted is found in its order where it stands, so that a page costs a page."""
    with recording() as listing:
        async with store.reading(HERE) as uow:
            await uow.deliveries.page(only, limit=50, before=HERE)

    (listed,) = listing
    assert walks == len([step for step in listed.plan if step.endswith(index)])
    assert [] == reads_through(listing)


@pytest.mark.parametrize(
    "only",
    [
        *(MessageFilter(statuses=frozenset({status})) for status in MessageStatus),
        MessageFilter(account_id=HERE),
        MessageFilter(text="bread"),
        MessageFilter(planned_from=NOW, planned_before=NOW + SECOND),
    ],
)
async def test_a_filtered_page_looks_deliveries_up(store: SqlAlchemyStore, only: MessageFilter) -> None:
    """Whatever is asked of a message's deliveries is looked up in an index, message by message."""
    with recording() as listing:
        async with store.reading(HERE) as uow:
            await uow.messages.page(limit=50, only=only)

    assert [] == reads_through(listing)


async def test_the_deliveries_of_a_message_are_not_all_read(store: SqlAlchemyStore) -> None:
    """The first of them are found in their order, and their attempts by their ids."""
    with recording() as reading:
        async with store.reading(HERE) as uow:
            await uow.deliveries.first_of(HERE, limit=200)
            await uow.deliveries.attempts_of([HERE])

    assert [] == reads_through(reading)
    assert "SEARCH deliveries USING COVERING INDEX ix_deliveries_message (message_id=?)" in reading[0].plan


async def test_statistics_read_what_they_count(store: SqlAlchemyStore) -> None:
    """Counting takes four statements for 92 days, each over ranges of an index, whatever else is stored."""
    days = days_between(NOW.date(), NOW.date() + timedelta(days=91), ZoneInfo("UTC"))

    with recording() as counting:
        async with store.reading(HERE) as uow:
            await uow.statistics.outcomes(days)
            await uow.statistics.backlog(now=NOW)
            await uow.statistics.lateness(days, bounds=[SECOND])

    steps = [step for each in counting for step in each.plan]
    ranges = "ix_deliveries_published (workspace_id=? AND published_at>? AND published_at<?)"
    assert 4 == len(counting)
    assert [] == reads_through(counting)
    assert 2 == len([step for step in steps if step.endswith(ranges)])
    assert "SEARCH deliveries USING INDEX ix_deliveries_due (due_at<?)" in steps


async def test_the_feed_is_read_and_forgotten_in_its_order(store: SqlAlchemyStore) -> None:
    """Reading on walks an index; forgetting reads the oldest so many, without sorting, and drops by place."""
    with recording() as following:
        async with store.reading(HERE) as uow:
            await uow.changes.bounds()
            await uow.changes.after(7, limit=100)
    with recording() as forgetting:
        async with store.unit_of_work() as uow:
            await uow.changes.forget(before=NOW, limit=100)

    assert [] == reads_through(following)
    assert ["CO-ROUTINE head", "SCAN changes", "SCAN head"] == forgetting[0].plan  # by place, up to a limit
    assert ["SEARCH changes USING INTEGER PRIMARY KEY (rowid<?)"] == forgetting[-1].plan
    assert 4 == len(forgetting)


async def test_plans_and_removals_walk_the_index_of_an_account(store: SqlAlchemyStore) -> None:
    """What an account has before it is found by its partial index, however long its history is."""
    account = an_account()
    await keep_posts(store, 3, account)

    with recording() as asking:
        async with store.unit_of_work(account.workspace_id) as uow:
            await uow.deliveries.planned(account.id, until=NOW, limit=9)
            await uow.deliveries.retire(account.id, reason="r", fix="f", now=NOW)

    planned, chained, retired = (each.plan for each in asking)
    assert [step for step in planned if "ix_deliveries_unfinished (account_id=? AND due_at<?)" in step]
    assert [] == [step for step in planned if "TEMP B-TREE" in step]
    for plan in (chained, retired):
        assert [step for step in plan if "ix_deliveries_unfinished (account_id=?)" in step]


async def test_many_accounts_are_woken_by_their_index(store: SqlAlchemyStore) -> None:
    """One statement, and no scan of deliveries."""
    with recording() as waking:
        async with store.unit_of_work() as uow:
            await uow.deliveries.wake([an_account().id for _ in range(50)], now=NOW)

    (woken,) = waking
    assert [step for step in woken.plan if "ix_deliveries_parked (account_id=?)" in step]


async def test_a_ticket_is_found_by_its_index(store: SqlAlchemyStore) -> None:
    """Whoever comes with a made-up state costs one look."""
    with recording() as taking:
        async with store.unit_of_work() as uow:
            await uow.connections.take("ab" * 32, now=NOW)

    assert [step for step in taking[0].plan if "(ticket=?)" in step]
