import pytest

from omnichannel.application.dtos.deliveries import DeliverySummary
from omnichannel.application.ports.outbound.delivery_repository import DeliveryFilter
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.errors import InvalidRequest
from omnichannel.domain.outcome import Deferred, Published
from tests.core.application.services.house import STRANGER, House, mailed
from tests.core.fakes.examples import PRINCIPAL

EVERY = DeliveryFilter()


async def listed(house: House, only: DeliveryFilter, limit: int) -> list[list[DeliverySummary]]:
    """Follow the cursors to the end."""
    pages, cursor = [], None
    while True:
        page = await house.delivery_lists.list(PRINCIPAL, only, limit=limit, cursor=cursor)
        pages.append(page.items)
        if (cursor := page.next) is None:
            return pages


async def test_pages_lead_through_all_deliveries(house: House) -> None:
    """Newest first, each once, with its message and how often it was tried, and without the attempts."""
    people = [f"{number}@guests.example" for number in range(5)]
    message = await house.schedule(targets=[mailed(house.mail, *people)])
    await house.settle(Deferred("Busy."))

    pages = await listed(house, DeliveryFilter(message_id=message.id), 2)

    assert [2, 2, 1] == [len(page) for page in pages]
    shown = [each for page in pages for each in page]
    assert sorted(people) == sorted(each.address or "" for each in shown)
    assert sorted((each.id for each in shown), reverse=True) == [each.id for each in shown]
    assert {(message.id, 1, "waiting")} == {(each.message_id, each.attempts, each.state) for each in shown}
    assert "tries" not in shown[0].model_dump()


async def test_new_deliveries_do_not_move_what_follows(house: House) -> None:
    """A cursor is a place, not a number."""
    for text in ("a", "b"):
        await house.schedule(text)
    first = await house.delivery_lists.list(PRINCIPAL, EVERY, limit=1, cursor=None)

    await house.schedule("c")
    second = await house.delivery_lists.list(PRINCIPAL, EVERY, limit=5, cursor=first.next)

    assert 1 == len(second.items)
    assert first.items[0].id > second.items[0].id


async def test_filters_and_cursors_go_together(house: House) -> None:
    """A cursor that was made with other filters is refused."""
    for text in ("a", "b"):
        await house.schedule(text)
    await house.settle(Published("1"))
    only = DeliveryFilter(states=frozenset({DeliveryState.PUBLISHED}))
    first = await house.delivery_lists.list(PRINCIPAL, only, limit=1, cursor=None)

    with pytest.raises(InvalidRequest, match="This cursor was made with other filters"):
        await house.delivery_lists.list(PRINCIPAL, EVERY, limit=1, cursor=first.next)


async def test_everybody_sees_their_own(house: House) -> None:
    """Neither the list nor a message's deliveries show what belongs to another workspace."""
    message = await house.schedule()

    for only in (EVERY, DeliveryFilter(message_id=message.id), DeliveryFilter(account_id=house.feed)):
        assert [] == (await house.delivery_lists.list(STRANGER, only, limit=9, cursor=None)).items
