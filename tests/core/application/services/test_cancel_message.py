from datetime import timedelta
from uuid import UUID

import pytest

from omnichannel.domain.errors import NotAllowedNow, NotFound
from omnichannel.domain.outcome import Deferred, Published
from tests.core.application.services.house import STRANGER, House, mailed
from tests.core.fakes.examples import PRINCIPAL

LATER = {"when": "at", "local": "2027-03-02T09:00:00", "zone": "UTC"}


@pytest.mark.parametrize("publish", [LATER, {"when": "draft"}, {"when": "now"}])
async def test_what_was_not_sent_is_called_off(house: House, publish: dict[str, str]) -> None:
    """Drafts, scheduled and due messages are cancelled whole, and nothing is due any more."""
    message = await house.schedule(publish=publish)

    cancelled = await house.cancels.cancel(PRINCIPAL, message.id)

    assert ("cancelled", {"cancelled": 1}, 2) == (cancelled.status, cancelled.counts, cancelled.version)
    assert await house.releases.next_due() is None


async def test_cancelling_again_changes_nothing(house: House) -> None:
    """The second answer is the first, and no deed is added."""
    message = await house.schedule()
    first = await house.cancels.cancel(PRINCIPAL, message.id)
    deeds = await house.deeds(message.id)

    assert first == await house.cancels.cancel(PRINCIPAL, message.id)
    assert deeds == await house.deeds(message.id)


async def test_what_waits_for_its_next_try_is_called_off(house: House) -> None:
    """A deferred delivery was not sent and need not be."""
    message = await house.schedule()
    await house.settle(Deferred("Busy.", wait=timedelta(hours=1)))

    assert "cancelled" == (await house.cancels.cancel(PRINCIPAL, message.id)).status


async def test_what_is_out_stays_out(house: House) -> None:
    """A published message cannot be cancelled, and its author is told why."""
    message = await house.schedule()
    await house.settle(Published("42"))

    with pytest.raises(NotAllowedNow, match="on its way or published"):
        await house.cancels.cancel(PRINCIPAL, message.id)


async def test_what_is_left_is_called_off(house: House) -> None:
    """Of a message that went out in part, the rest is cancelled and the message shows what went out."""
    message = await house.schedule(targets=[mailed(house.mail, "a@example.org", "b@example.org")])
    first, second = await house.claimed()
    await house.settles.put(house.settles.outcome(first, Published("42")))
    await house.settles.put(house.settles.outcome(second, Deferred("Busy.", wait=timedelta(hours=1))))

    cancelled = await house.cancels.cancel(PRINCIPAL, message.id)

    assert ("published", {"published": 1, "cancelled": 1}) == (cancelled.status, cancelled.counts)


async def test_messages_of_others_are_not_there(house: House) -> None:
    """Neither a stranger nor a wrong id finds a message to cancel."""
    message = await house.schedule()

    for principal, id in [(STRANGER, message.id), (PRINCIPAL, UUID(int=5))]:
        with pytest.raises(NotFound):
            await house.cancels.cancel(principal, id)


async def test_the_deed_is_written_down(house: House) -> None:
    """The audit log tells who called it off, and of how many deliveries."""
    message = await house.schedule()
    await house.cancels.cancel(PRINCIPAL, message.id)

    deed = (await house.deeds(message.id))[-1]

    assert ("message.cancelled", "local", "1 deliveries") == (deed.action, deed.actor, deed.detail)
