import asyncio
import logging
from pathlib import Path
from typing import Any, NoReturn

import pytest

from omnichannel.domain.events import DeliveriesSettled, MessagesScheduled
from omnichannel.testing.event_publisher_contract import Heard, scheduled, settled
from omnichannel_inprocess.event_publisher import InProcessEventPublisher, open_event_publisher
from omnichannel_inprocess.plugin import omnichannel_register_event_publisher
from omnichannel_inprocess.settings import InProcessSettings


def bus(**settings: Any) -> InProcessEventPublisher:
    return open_event_publisher(InProcessSettings(**settings), Path())


async def test_a_full_queue_makes_the_announcer_wait() -> None:
    """One event more than fits is taken once there is room."""
    publisher, heard = bus(capacity=1), Heard()
    publisher.subscribe(MessagesScheduled, heard)
    await publisher.announce(scheduled())
    extra = asyncio.ensure_future(publisher.announce(scheduled()))
    await asyncio.sleep(0.01)
    waited = not extra.done()

    await publisher.open()
    await asyncio.wait_for(extra, 5)
    await heard.count(2)
    await publisher.close()

    assert waited


async def test_a_handler_may_announce_into_a_full_queue() -> None:
    """It does not wait for itself; what does not fit is lost, and the bus lives on."""
    publisher, heard = bus(capacity=1), Heard()

    async def announce_two(_: MessagesScheduled) -> None:
        await publisher.announce(settled())
        await publisher.announce(settled())

    publisher.subscribe(MessagesScheduled, announce_two)
    publisher.subscribe(DeliveriesSettled, heard)
    await publisher.open()

    await publisher.announce(scheduled())
    await heard.count(1)
    await publisher.close()

    assert 1 == len(heard.events)


async def test_a_failure_is_logged_without_the_event(caplog: pytest.LogCaptureFixture) -> None:
    """The log says which kind of event failed and where, and quotes nothing of it."""
    publisher, event = bus(), scheduled()

    async def fail(heard: MessagesScheduled) -> NoReturn:
        raise LookupError(heard.message_ids)

    publisher.subscribe(MessagesScheduled, fail)
    await publisher.open()

    with caplog.at_level(logging.ERROR, "omnichannel.events"):
        await publisher.announce(event)
        await publisher.close()

    assert "a handler of MessagesScheduled failed with LookupError" in caplog.text
    assert "in fail" in caplog.text
    assert str(event.message_ids[0]) not in caplog.text


async def test_a_cancelled_handler_does_not_stop_the_bus() -> None:
    """A handler that ends by a cancellation of its own making loses that event only."""
    publisher, heard = bus(), Heard()

    async def give_up(_: DeliveriesSettled) -> NoReturn:
        raise asyncio.CancelledError

    publisher.subscribe(DeliveriesSettled, give_up)
    publisher.subscribe(MessagesScheduled, heard)
    await publisher.open()

    await publisher.announce(settled())
    await publisher.announce(scheduled())
    await heard.count(1)
    await publisher.close()


async def test_closing_is_bounded() -> None:
    """A handler that hangs is given up when the time to drain is over, and nobody waits for ever."""
    publisher = bus(capacity=1, drain_seconds=0.05)

    async def hang(_: MessagesScheduled) -> None:
        await asyncio.Event().wait()

    publisher.subscribe(MessagesScheduled, hang)
    await publisher.open()
    announcers = [asyncio.ensure_future(publisher.announce(scheduled())) for _ in range(5)]
    await asyncio.sleep(0)

    await asyncio.wait_for(publisher.close(), 5)

    assert [None] * 5 == await asyncio.wait_for(asyncio.gather(*announcers), 5)


async def test_a_closed_bus_takes_no_more() -> None:
    """What is announced after closing is lost without an error: the store has it."""
    publisher, heard = bus(capacity=1), Heard()
    publisher.subscribe(MessagesScheduled, heard)
    await publisher.open()
    await publisher.close()

    for _ in range(3):
        await asyncio.wait_for(publisher.announce(scheduled()), 5)

    assert [] == heard.events


def test_hook_register_event_publisher() -> None:
    """The manifest bears the entry point's name, and opens what it says."""
    manifest = omnichannel_register_event_publisher()

    assert ("inprocess", InProcessSettings) == (manifest.name, manifest.settings)
    assert f"{open_event_publisher.__module__}:{open_event_publisher.__name__}" == manifest.opens
