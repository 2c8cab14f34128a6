"""Messages to lists: their deliveries are made in chunks, once each, whatever happens in between."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from omnichannel.application.dtos.messages import Draft, MessageOut, Now
from omnichannel.application.dtos.recipients import StandingsIn
from omnichannel.application.services import fan_out_due
from omnichannel.application.services.fan_out_due import FanOutDueService
from omnichannel.application.services.keep_recipients import KeepRecipientsService
from omnichannel.domain.events import MessagesScheduled
from omnichannel.domain.outcome import Published
from tests.core.application.services.house import House, mailed
from tests.core.application.services.lists import (
    LATER,
    LEASE,
    address,
    addresses_of,
    listed,
    made,
    shown,
    spread,
    to_list,
)
from tests.core.fakes.examples import NOW, PRINCIPAL


async def test_everybody_on_the_list_gets_one_delivery(house: House, spreads: FanOutDueService) -> None:
    """1,300 people are 1,300 deliveries with their names, due at the message's time, in the list's order."""
    message = await house.schedule(targets=to_list(house, await listed(house, 1_300)), publish=LATER)

    await spread(spreads)

    deliveries = await made(house, message)
    assert [address(number) for number in range(1_300)] == [one.address for one in deliveries]
    assert ("Guest 7", NOW + timedelta(hours=25)) == (deliveries[7].recipient_name, deliveries[7].due_at)
    assert ("scheduled", 1_300, 1_300, 1_300) == await shown(house, message)
    assert await spreads.next_due() is None


async def test_it_begins_right_after_the_message_is_accepted(house: House, spreads: FanOutDueService) -> None:
    """Though the message is for later, its fan-out is due at once, and whoever makes it is woken."""
    message = await house.schedule(targets=to_list(house, await listed(house, 3)), publish=LATER)

    assert NOW == await spreads.next_due()
    assert MessagesScheduled((message.id,), NOW) == house.bus.events[-1]
    assert ("scheduled", 0, 3, 0) == await shown(house, message)


async def test_a_draft_makes_nothing(house: House, spreads: FanOutDueService) -> None:
    """While a message is a draft its list waits; a draft that was scheduled before has nothing left."""
    draft = await house.schedule(targets=to_list(house, await listed(house, 3)), publish={"when": "draft"})
    assert (False, None) == (await spreads.fan_out(), await spreads.next_due())

    await house.edits.reschedule(PRINCIPAL, draft.id, Now(when="now"), version=1)
    await spread(spreads)
    assert 3 == len(await made(house, draft))

    await house.edits.reschedule(PRINCIPAL, draft.id, Draft(when="draft"), version=2)
    assert (False, 0) == (await spreads.fan_out(), len(await made(house, draft)))
    assert ("draft", 0, 3, 0) == await shown(house, draft)


class PowerCut(Exception):
    """The process is gone."""


@pytest.mark.parametrize("method", ["advance", "add_missing", "people", "commit"])
@pytest.mark.parametrize("chunk", [1, 2, 3])
async def test_a_death_at_any_point_loses_and_doubles_nobody(
    house: House,
    spreads: FanOutDueService,
    monkeypatch: pytest.MonkeyPatch,
    method: str,
    chunk: int,
) -> None:
    """Killed before, while or after a chunk is written, the next one goes on where it must."""
    message = await house.schedule(targets=to_list(house, await listed(house, 1_300)))
    with monkeypatch.context() as patched:
        _die_at(house, patched, method, chunk)
        with pytest.raises(PowerCut):
            await spreads.fan_out()

    assert not await spreads.fan_out(), "the lease still runs"
    house.clock.advance(LEASE.total_seconds())
    await spread(spreads)

    counted = addresses_of(await made(house, message))
    assert {address(number) for number in range(1_300)} == set(counted)
    assert {1} == set(counted.values())


def _die_at(house: House, patched: pytest.MonkeyPatch, method: str, count: int) -> None:
    """Let the store die when something is called for the *count*th time."""
    work = house.store.unit_of_work()
    kinds: dict[str, Any] = {"commit": type(work)}
    kinds |= {"people": _kind(work, "recipient_lists"), "advance": _kind(work, "fan_outs")}
    kinds["add_missing"] = _kind(work, "deliveries")
    called, real = Counter[str](), getattr(kinds[method], method)

    async def dies(self: Any, *args: Any, **named: Any) -> Any:
        called[method] += 1
        if called[method] > count - (method != "commit"):
            raise PowerCut
        return await real(self, *args, **named)

    patched.setattr(kinds[method], method, dies)


def _kind(work: Any, name: str) -> Any:
    from omnichannel_sqlalchemy import delivery_repository, fan_out_repository, recipient_list_repository

    return {
        "recipient_lists": recipient_list_repository.SqlAlchemyRecipientListRepository,
        "fan_outs": fan_out_repository.SqlAlchemyFanOutRepository,
        "deliveries": delivery_repository.SqlAlchemyDeliveryRepository,
    }[name]


async def test_a_chunk_that_is_written_twice_adds_nothing(house: House, spreads: FanOutDueService) -> None:
    """Where a store lost only the place and not the deliveries, the same people get the same ids."""
    message = await house.schedule(targets=to_list(house, await listed(house, 700)))
    await spread(spreads)
    before = await made(house, message)
    async with house.store.unit_of_work() as work:
        (fan_out,) = await work.fan_outs.of_messages([message.id])
        await work.fan_outs.advance(replace(fan_out, position=0, due_at=NOW))
        await work.commit()

    await spread(spreads)

    assert before == await made(house, message)


async def test_the_next_message_has_its_turn(
    house: House, spreads: FanOutDueService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long list does not keep a short one waiting to its end."""
    monkeypatch.setattr(fan_out_due, "CHUNKS_A_CLAIM", 1)
    long = await house.schedule(targets=to_list(house, await listed(house, 1_300)))
    short = await house.schedule("Short", targets=to_list(house, await listed(house, 2)))

    house.clock.advance(1)
    await spreads.fan_out()
    house.clock.advance(1)
    await spreads.fan_out()

    assert (500, 2) == (len(await made(house, long)), len(await made(house, short)))
    await spread(spreads)
    assert 1_300 == len(await made(house, long))


async def test_nothing_is_published_before_everything_is_made(
    house: House, spreads: FanOutDueService
) -> None:
    """While deliveries are still being made a message is publishing at most, however many are out."""
    message = await house.schedule(targets=to_list(house, await listed(house, 2), "ada@example.org"))
    await house.settle(Published("42"))
    assert ("publishing", 0, 2, 1) == await shown(house, message)
    assert ["publishing"] == [
        one.status for one in (await house.lists.list(PRINCIPAL, limit=9, cursor=None)).items
    ]

    await spread(spreads)
    await house.settle(Published("43"))

    assert ("published", 2, 2, 3) == await shown(house, message)


async def test_who_is_named_besides_gets_one(house: House, spreads: FanOutDueService) -> None:
    """Who is named by the message and in the list gets one delivery, however the address is spelt."""
    targets = to_list(house, await listed(house, 3), "GUEST1@example.org")
    message = await house.schedule(targets=targets)

    await spread(spreads)

    assert {"GUEST1@example.org", address(0), address(2)} == set(addresses_of(await made(house, message)))
    assert ("scheduled", 3, 3, 3) == await shown(house, message)


async def test_who_is_not_to_be_written_to_is_skipped(house: House, spreads: FanOutDueService) -> None:
    """People of a list are looked up like those that are named; the simulation counts them before."""
    records = [
        {"channel": "mail", "address": address(0).upper(), "opted_out": {"source": "a call"}},
        {
            "channel": "mail",
            "address": address(1),
            "consent": {"given_at": NOW, "source": "form", "evidence": "ticked"},
        },
    ]
    new = StandingsIn.model_validate({"recipients": records})
    await KeepRecipientsService(house.store, house.clock).keep(PRINCIPAL, new)
    targets = to_list(house, await listed(house, 4), "ada@example.org", requires_consent=True)
    (post,) = (await house.simulates.simulate(PRINCIPAL, house.written(targets=targets))).posts

    message = await house.schedule(targets=targets)
    await spread(spreads)

    states = {one.address: (one.state, one.reason) for one in await made(house, message)}
    never = "Never agreed to be written to, and this message asks for consent."
    assert {
        address(0): ("skipped", "Asked on 1 Mar 2027 not to be written to."),
        address(1): ("scheduled", None),
        address(2): ("skipped", never),
        address(3): ("skipped", never),
        "ada@example.org": ("skipped", never),
    } == states
    assert (5, 4) == (post.recipients, post.left_out)


async def test_a_message_to_many_is_shown_in_part(house: House, spreads: FanOutDueService) -> None:
    """The first 200 deliveries are shown, all of them are counted, and where they are listed is told."""
    message = await house.schedule(targets=to_list(house, await listed(house, 1_300)))
    await spread(spreads)

    found = await house.gets.get(PRINCIPAL, message.id)

    assert (200, {"scheduled": 1_300}) == (len(found.deliveries), found.counts)
    assert f"/v1/deliveries?message_id={message.id}" == found.all_deliveries
    assert (await house.schedule("x", targets=[mailed(house.mail, "a@b.c")])).fan_out is None


@pytest.mark.parametrize("is_from_backup", [True, False])
async def test_what_the_original_of_a_backup_may_have_sent_is_looked_for(
    house: House, spreads: FanOutDueService, is_from_backup: bool
) -> None:
    """Made after a restore, it is unknown from its message's time on; who is left out is skipped as ever."""
    message = await house.schedule(targets=to_list(house, await listed(house, 2)))
    record = {"channel": "mail", "address": address(1), "opted_out": {"source": "a call"}}
    new = StandingsIn.model_validate({"recipients": [record]})
    await KeepRecipientsService(house.store, house.clock).keep(PRINCIPAL, new)
    house.clock.advance(3600)
    await _from_backup(house, message, NOW if is_from_backup else None)

    await spread(spreads)

    by_address = {one.address: one for one in await made(house, message)}
    looked_for, left_out = by_address[address(0)], by_address[address(1)]
    expected = "unknown" if is_from_backup else "scheduled"
    assert (expected, "skipped") == (looked_for.state, left_out.state)
    assert (NOW if is_from_backup else None) == looked_for.sent_since
    assert looked_for.due_at == house.clock.now()


async def _from_backup(house: House, message: MessageOut, backup_of: datetime | None) -> None:
    async with house.store.unit_of_work() as work:
        (fan_out,) = await work.fan_outs.of_messages([message.id])
        await work.fan_outs.remove(message.id)
        await work.fan_outs.add([replace(fan_out, backup_of=backup_of)])
        await work.commit()
