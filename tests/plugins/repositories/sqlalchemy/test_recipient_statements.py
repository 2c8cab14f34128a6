from collections.abc import Sequence

import pytest

from omnichannel.application.ports.outbound.recipient_list_repository import ListUse
from omnichannel.application.ports.outbound.recipient_repository import StandingFilter
from omnichannel.application.services.check_recipients import CheckRecipients
from omnichannel.testing.fan_out_repository_contract import keep_fan_out
from omnichannel.testing.recipient_list_repository_contract import a_list, keep_list
from omnichannel.testing.repository_samples import HERE, LEASE, NOW, an_account, claim, keep_posts
from omnichannel_sqlalchemy.store import SqlAlchemyStore
from tests.plugins.repositories.sqlalchemy.recorder import Executed, recording


def looked_up(executed: Sequence[Executed], table: str) -> bool:
    """Whether *table* is only ever searched by an index."""
    steps = [step for one in executed for step in one.plan if f" {table}" in step]
    return bool(steps) and all(step.startswith("SEARCH") for step in steps)


@pytest.mark.parametrize(("address", "statements"), [("ada@example.org", 1), (None, 0)])
async def test_the_last_look_costs_one_statement_for_all(
    store: SqlAlchemyStore, address: str | None, statements: int
) -> None:
    """500 mails are looked up at once by an index; posts without an address cost nothing."""
    await keep_posts(store, 500, an_account(), address=address)
    claims = await claim(store, limit=500)

    with recording() as asking:
        assert {} == await CheckRecipients(store).hindrances(claims)

    assert (500, statements) == (len(claims), len(asking))
    assert looked_up(asking, "recipients") is bool(statements)


async def test_lists_and_pages_are_read_by_an_index(store: SqlAlchemyStore) -> None:
    """However many people there are, only those that are asked for are read."""
    known = a_list()
    await keep_list(store, known)

    async with store.reading(HERE) as uow:
        with recording() as people:
            await uow.recipient_lists.people(known.id, after=2, limit=2)
        with recording() as page:
            await uow.recipients.page(StandingFilter(channel="letters"), limit=5)
        with recording() as counting:
            await uow.recipient_lists.count_hindered([ListUse(known.id, "letters", True)])
        with recording() as using:
            await uow.recipient_lists.is_used(known.id)

    assert [1, 1, 1, 1] == [len(one) for one in (people, page, counting, using)]
    assert looked_up(people, "listed_recipients")
    assert looked_up(page, "recipients")
    assert looked_up(counting, "listed_recipients")
    assert looked_up(counting, "recipients")
    assert looked_up(using, "fan_outs")


async def test_a_fan_out_is_claimed_by_an_index(store: SqlAlchemyStore) -> None:
    """Finished ones, of which there are ever more, are not looked at; a claim is one statement."""
    await keep_fan_out(store)

    async with store.unit_of_work() as uow:
        with recording() as claiming:
            held = await uow.fan_outs.claim_due(now=NOW, lease=LEASE)
        assert held is not None
        with recording() as advancing:
            await uow.fan_outs.advance(held)
        with recording() as looking:
            await uow.fan_outs.next_due()

    assert [1, 1, 1] == [len(one) for one in (claiming, advancing, looking)]
    assert any("ix_fan_outs_due" in step for step in claiming[0].plan)
    assert any("ix_fan_outs_due" in step for step in looking[0].plan)
