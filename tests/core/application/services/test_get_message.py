from uuid import UUID

import pytest

from omnichannel.domain.errors import NotFound
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.outcome import Deferred, Evidence, Published, Refused
from tests.core.application.services.house import STRANGER, House, mailed
from tests.core.fakes.examples import NOW, PRINCIPAL, at


async def test_a_message_shows_every_attempt(house: House) -> None:
    """Who reads a message sees what was tried, when, and what the platform said."""
    message = await house.schedule()
    await house.settle(Deferred("Busy.", evidence=Evidence(503, "2", "Try later", "trace-1")))
    house.clock.advance(5)
    await house.settle(Published("42", "https://example.org/42"))

    (delivery,) = (await house.gets.get(PRINCIPAL, message.id)).deliveries

    assert [("deferred", NOW, "Busy."), ("published", at(5), None)] == [
        (tried.outcome, tried.started_at, tried.reason) for tried in delivery.tries
    ]
    assert ("trace-1", 503) == (delivery.tries[0].evidence.trace_id, delivery.tries[0].evidence.status)
    assert ("published", "https://example.org/42", 2) == (delivery.state, delivery.url, delivery.attempts)


async def test_a_failure_says_why_and_what_to_do(house: House) -> None:
    """A refused delivery carries kind, reason and fix."""
    message = await house.schedule()
    await house.settle(Refused(FailureKind.INVALID_CONTENT, "Too long.", "Shorten it."))

    read = await house.gets.get(PRINCIPAL, message.id)

    (delivery,) = read.deliveries
    assert "failed" == read.status
    assert ("invalid_content", "Too long.", "Shorten it.") == (delivery.kind, delivery.reason, delivery.fix)


async def test_messages_of_others_are_not_there(house: House) -> None:
    """Neither a stranger nor a wrong id finds a message."""
    message = await house.schedule()

    for principal, id in [(STRANGER, message.id), (PRINCIPAL, UUID(int=5))]:
        with pytest.raises(NotFound):
            await house.gets.get(principal, id)


async def test_a_large_message_shows_its_first_deliveries(house: House) -> None:
    """At most 200 stand inside, all are counted, and it is said where the rest is; a small one is whole."""
    people = [f"{number}@guests.example" for number in range(201)]
    large = await house.schedule(targets=[mailed(house.mail, *people)])
    small = await house.schedule(targets=[mailed(house.mail, *people[:200])])

    read, whole = [await house.gets.get(PRINCIPAL, id) for id in (large.id, small.id)]

    assert (200, {"scheduled": 201}) == (len(read.deliveries), read.counts)
    assert f"/v1/deliveries?message_id={large.id}" == read.all_deliveries
    assert (200, None) == (len(whole.deliveries), whole.all_deliveries)
    assert sorted(each.id for each in read.deliveries) == [each.id for each in read.deliveries]
