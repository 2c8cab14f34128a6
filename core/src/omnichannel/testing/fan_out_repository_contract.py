"""What fan-outs promise, whatever the store."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from omnichannel.application.ports.outbound.message_repository import MessageSummary
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.fan_out import FanOut
from omnichannel.domain.identifiers import new_id
from omnichannel.domain.message import Message
from omnichannel.domain.message_status import Editorial
from omnichannel.testing.recipient_list_repository_contract import a_list, keep_list
from omnichannel.testing.repository_samples import (
    ELSEWHERE,
    HERE,
    LEASE,
    NOW,
    SECOND,
    a_delivery,
    a_message,
    an_account,
    keep,
)


async def keep_fan_out(store: Store, **facts: Any) -> FanOut:
    """Store a fan-out of 1,300 people that is due now, with its message and account."""
    message: Message | None = facts.pop("message", None)
    account = an_account(workspace_id=facts.get("workspace_id", HERE))
    owner = message or a_message(account, workspace_id=account.workspace_id)
    usual = {"workspace_id": HERE, "list_id": new_id(), "total": 1_300, "due_at": NOW}
    ids = {"id": new_id(), "message_id": owner.id, "account_id": account.id}
    new = FanOut(**{**ids, **usual, **facts})
    await keep(store, account, *([] if message else [owner]))
    async with store.unit_of_work() as uow:
        await uow.fan_outs.add([new])
        await uow.commit()
    return new


class FansOut:
    """`FanOutRepository`, and what deliveries and messages promise for it."""

    async def test_a_fan_out_comes_back_as_it_was(self, store: Store) -> None:
        """Every field survives, and those of a message come in the order of their ids."""
        first = await keep_fan_out(store, position=500, fence=3)
        async with store.reading(HERE) as uow:
            message = await uow.messages.get_by_id(first.message_id)
        second = await keep_fan_out(store, message=message, due_at=None)
        await keep_fan_out(store)

        async with store.reading(HERE) as uow:
            assert [first, second] == await uow.fan_outs.of_messages([first.message_id, new_id()])

    async def test_the_longest_due_is_claimed_first(self, store: Store) -> None:
        """A claim moves the time on by the lease and counts the fence; what is not due stays."""
        late, early = await keep_fan_out(store), await keep_fan_out(store, due_at=NOW - SECOND)
        await keep_fan_out(store, due_at=NOW + SECOND)
        await keep_fan_out(store, due_at=None)

        claims = [await self._claim(store) for _ in range(3)]

        leased = [replace(one, fence=1, due_at=NOW + LEASE) for one in (early, late)]
        assert [*leased, None] == claims

    async def test_two_claimers_never_get_the_same_one(self, store: Store) -> None:
        """Asked at the same time, each fan-out is won once."""
        made = {(await keep_fan_out(store)).id for _ in range(4)}

        claims = await asyncio.gather(*(self._claim(store) for _ in range(9)))

        assert made == {claim.id for claim in claims if claim is not None}
        assert 4 == sum(claim is not None for claim in claims)

    async def test_only_the_newest_claim_advances(self, store: Store) -> None:
        """Under its fence a claim writes position and time; an older one writes nothing."""
        await keep_fan_out(store)
        old = await self._claim(store)
        new = await self._claim(store, seconds=LEASE.total_seconds())
        assert old is not None
        assert new is not None

        async with store.unit_of_work(HERE) as uow:
            after = replace(new, position=500, due_at=None)
            told = [await uow.fan_outs.advance(replace(old, position=900)), await uow.fan_outs.advance(after)]
            gone = await uow.fan_outs.advance(replace(new, id=new_id()))
            await uow.commit()

        async with store.reading(HERE) as uow:
            assert [after] == await uow.fan_outs.of_messages([new.message_id])
        assert ([False, True], False) == (told, gone)

    async def test_who_is_stopped_goes_on_no_more(self, store: Store) -> None:
        """Stopping a message's fan-outs leaves the place where they were, and takes the claim away."""
        made, bystander = await keep_fan_out(store), await keep_fan_out(store, due_at=NOW + SECOND)
        held = await self._claim(store)
        assert held is not None

        async with store.unit_of_work(HERE) as uow:
            stopped = [await uow.fan_outs.stop(made.message_id) for _ in range(2)]
            assert not await uow.fan_outs.advance(replace(held, position=500))
            await uow.commit()

        async with store.reading(HERE) as uow:
            (left,) = await uow.fan_outs.of_messages([made.message_id])
            assert bystander.due_at == await uow.fan_outs.next_due()
        assert ([1, 0], None, 0) == (stopped, left.due_at, left.position)

    async def test_what_is_removed_is_gone(self, store: Store) -> None:
        """Those of the message go, those of others stay."""
        made, other = await keep_fan_out(store), await keep_fan_out(store)

        async with store.unit_of_work(HERE) as uow:
            await uow.fan_outs.remove(made.message_id)
            await uow.commit()

        async with store.reading(HERE) as uow:
            assert [other] == await uow.fan_outs.of_messages([made.message_id, other.message_id])

    async def test_the_next_one_is_known(self, store: Store) -> None:
        """The earliest time of all is told, and None where nothing is to be made."""
        async with store.reading() as uow:
            assert await uow.fan_outs.next_due() is None
        await keep_fan_out(store, due_at=None)
        await keep_fan_out(store, due_at=NOW + SECOND)
        await keep_fan_out(store)

        async with store.reading() as uow:
            assert NOW == await uow.fan_outs.next_due()

    async def test_fan_outs_stay_in_their_workspace(self, store: Store) -> None:
        """Confined to one workspace, nobody sees, claims, changes or adds a fan-out of another."""
        foreign = await keep_fan_out(store, workspace_id=ELSEWHERE)

        async with store.unit_of_work(HERE) as uow:
            fan_outs = uow.fan_outs
            assert ([], None) == (await fan_outs.of_messages([foreign.message_id]), await fan_outs.next_due())
            assert await fan_outs.claim_due(now=NOW, lease=LEASE) is None
            assert not await fan_outs.advance(replace(foreign, position=500))
            assert 0 == await fan_outs.stop(foreign.message_id)
            await fan_outs.remove(foreign.message_id)
            with pytest.raises(ValueError, match="confined"):
                await fan_outs.add([replace(foreign, id=new_id())])
            await uow.commit()

        async with store.reading() as uow:
            assert [foreign] == await uow.fan_outs.of_messages([foreign.message_id])

    async def test_a_delivery_is_added_once(self, store: Store) -> None:
        """Those that are there already stay as they are, those that are missing are added."""
        account = an_account()
        message = a_message(account)
        there, missing = a_delivery(message, account, attempts=3), a_delivery(message, account)
        await keep(store, account, message, there)

        async with store.unit_of_work(HERE) as uow:
            await uow.deliveries.add_missing([replace(there, attempts=0), missing])
            await uow.deliveries.add_missing([])
            with pytest.raises(ValueError, match="confined"):
                await uow.deliveries.add_missing([replace(missing, workspace_id=ELSEWHERE)])
            await uow.commit()

        async with store.reading(HERE) as uow:
            found = await uow.deliveries.of_messages([message.id])
            first = await uow.deliveries.of_messages([message.id], limit=1)
        assert sorted([there, missing], key=lambda one: one.id) == found
        assert found[:1] == first

    async def test_a_message_is_summed_up(self, store: Store) -> None:
        """Its deliveries are counted, and it is not there for others."""
        account = an_account()
        message = a_message(account)
        states = (DeliveryState.SCHEDULED, DeliveryState.SKIPPED, DeliveryState.SKIPPED)
        posts = [a_delivery(message, account, state=state) for state in states]
        asking = a_delivery(message, account, state=DeliveryState.UNKNOWN, due_at=None)
        await keep(store, account, message, *posts, asking)

        async with store.reading(HERE) as uow:
            found = await uow.messages.get_summary(message.id)
        async with store.reading(ELSEWHERE) as uow:
            assert await uow.messages.get_summary(message.id) is None
        assert MessageSummary.of(message, [*posts, asking]) == found

    @pytest.mark.parametrize(
        ("editorial", "due", "state", "used"),
        [
            (Editorial.DRAFT, False, None, True),
            (Editorial.CANCELLED, False, None, False),
            (Editorial.SCHEDULED, True, None, True),
            (Editorial.SCHEDULED, False, DeliveryState.WAITING, True),
            (Editorial.SCHEDULED, False, DeliveryState.SKIPPED, False),
            (Editorial.SCHEDULED, False, DeliveryState.PUBLISHED, False),
        ],
    )
    async def test_a_list_is_used_until_its_messages_are_finished(
        self, store: Store, editorial: Editorial, due: bool, state: DeliveryState | None, used: bool
    ) -> None:
        """Drafts, fan-outs under way and deliveries that are not finished use a list; nothing else does."""
        known, account = a_list(), an_account()
        message = a_message(account, editorial=editorial)
        await keep_list(store, known)
        await keep(store, account, message)
        if state is not None:
            await keep(store, a_delivery(message, account, state=state, due_at=None))
        await keep_fan_out(store, message=message, list_id=known.id, due_at=NOW if due else None)

        async with store.reading(HERE) as uow:
            assert used is await uow.recipient_lists.is_used(known.id)
        async with store.reading(ELSEWHERE) as uow:
            assert not await uow.recipient_lists.is_used(known.id)

    async def _claim(self, store: Store, *, seconds: float = 0) -> FanOut | None:
        async with store.unit_of_work() as uow:
            won = await uow.fan_outs.claim_due(now=NOW + SECOND * seconds, lease=LEASE)
            await uow.commit()
        return won
