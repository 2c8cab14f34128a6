"""Messages to uploaded lists, for tests."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from omnichannel.application.dtos.messages import MessageOut
from omnichannel.application.services.fan_out_due import FanOutDueService
from omnichannel.application.services.keep_recipient_lists import KeepRecipientListsService
from omnichannel.domain.delivery import ChannelDelivery
from tests.core.application.services.house import House, mailed
from tests.core.fakes.examples import PRINCIPAL

LEASE = timedelta(seconds=60)
LATER = {"when": "at", "local": "2027-03-02T09:00:00", "zone": "UTC"}


def address(number: int) -> str:
    return f"guest{number}@example.org"


async def listed(house: House, people: int) -> UUID:
    """Upload a list of so many people."""
    data = "".join(f"{address(number)},Guest {number}\n" for number in range(people)).encode()
    keeps = KeepRecipientListsService(house.store, house.clock)
    return (await keeps.upload(PRINCIPAL, data, name="Guests")).id


def to_list(house: House, list_id: UUID, *named: str, **facts: Any) -> list[dict[str, Any]]:
    return [{**mailed(house.mail, *named), "recipient_list_id": list_id, **facts}]


async def made(house: House, message: MessageOut) -> list[ChannelDelivery]:
    async with house.store.reading() as work:
        return await work.deliveries.of_messages([message.id])


async def spread(spreads: FanOutDueService) -> None:
    """Make everything there is to make."""
    while await spreads.fan_out():
        pass


async def shown(house: House, message: MessageOut) -> tuple[str, int, int, int]:
    """Give status, done, total and how many deliveries there are."""
    found = await house.gets.get(PRINCIPAL, message.id)
    assert found.fan_out is not None
    return found.status, found.fan_out.done, found.fan_out.total, sum(found.counts.values())


def addresses_of(deliveries: Sequence[ChannelDelivery]) -> Counter[str | None]:
    return Counter(one.address for one in deliveries)
