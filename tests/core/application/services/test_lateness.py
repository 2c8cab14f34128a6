"""Messages that say how late they may leave, from accepting to a person's word."""

import pytest

from omnichannel.application.dtos.messages import MessageOut, Now
from omnichannel.domain.errors import NotAllowedNow
from omnichannel.domain.outcome import Published
from tests.core.application.services.house import House
from tests.core.fakes.examples import PRINCIPAL, at

HALF_AN_HOUR = {"minutes": 30}


async def too_late(house: House, otherwise: str) -> MessageOut:
    """Schedule a message, and look at it 31 minutes later for the first time."""
    message = await house.schedule(lateness={**HALF_AN_HOUR, "otherwise": otherwise})
    house.clock.advance(31 * 60)
    await house.releases.release(100)
    return message


async def stands(house: House, message: MessageOut) -> tuple[str, str]:
    found = await house.gets.get(PRINCIPAL, message.id)
    return found.status, found.deliveries[0].state


async def test_patience_is_shown_with_its_end(house: House) -> None:
    """The minutes, what follows, and the last moment; a draft has no such moment yet."""
    message = await house.schedule(lateness=HALF_AN_HOUR)
    draft = await house.schedule(lateness=HALF_AN_HOUR, publish={"when": "draft"})
    plain = await house.schedule()

    assert message.lateness is not None
    assert draft.lateness is not None
    assert (30, "miss", at(1800)) == (
        message.lateness.minutes,
        message.lateness.otherwise,
        message.lateness.until,
    )
    assert (None, None) == (draft.lateness.until, plain.lateness)
    assert 3 == len({message.content_hash, draft.content_hash, plain.content_hash})


@pytest.mark.parametrize(
    ("otherwise", "stand"), [("miss", ("failed", "missed")), ("ask", ("attention", "held"))]
)
async def test_a_person_publishes_after_all_what_came_too_late(
    house: House, otherwise: str, stand: tuple[str, str]
) -> None:
    """It is not begun; asked for by a person, it has its patience anew, and is published."""
    message = await too_late(house, otherwise)
    assert stand == await stands(house, message)
    (delivery,) = (await house.gets.get(PRINCIPAL, message.id)).deliveries

    await house.resolves.retry(PRINCIPAL, delivery.id)
    house.clock.advance(29 * 60)
    await house.settle(Published("17"))

    assert ("published", "published") == await stands(house, message)


@pytest.mark.parametrize("otherwise", ["miss", "ask"])
async def test_another_time_can_be_chosen(house: House, otherwise: str) -> None:
    """What came too late is moved, and goes out at its new time."""
    message = await too_late(house, otherwise)

    await house.edits.reschedule(PRINCIPAL, message.id, Now(when="now"), version=1)
    await house.settle(Published("17"))

    assert ("published", "published") == await stands(house, message)


async def test_a_draft_is_not_retried(house: House) -> None:
    """A draft is held, too, and has nothing to retry."""
    draft = await house.schedule(publish={"when": "draft"})
    (delivery,) = (await house.gets.get(PRINCIPAL, draft.id)).deliveries

    with pytest.raises(NotAllowedNow, match="it is held"):
        await house.resolves.retry(PRINCIPAL, delivery.id)
