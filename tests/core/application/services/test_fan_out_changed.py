"""A message to a list that is edited or called off while its deliveries are made."""

from typing import Any

import pytest

from omnichannel.application.services import fan_out_due
from omnichannel.application.services.fan_out_due import FanOutDueService
from tests.core.application.services.house import House
from tests.core.application.services.lists import (
    LATER,
    address,
    addresses_of,
    listed,
    made,
    shown,
    spread,
    to_list,
)
from tests.core.fakes.examples import PRINCIPAL


async def test_cancelling_stops_it(
    house: House, spreads: FanOutDueService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was made is called off, what was not is never made, not even by who is at it."""
    monkeypatch.setattr(fan_out_due, "CHUNKS_A_CLAIM", 1)
    message = await house.schedule(targets=to_list(house, await listed(house, 1_300)), publish=LATER)
    await spreads.fan_out()

    cancelled = await house.cancels.cancel(PRINCIPAL, message.id)

    assert ("cancelled", {"cancelled": 500}) == (cancelled.status, cancelled.counts)
    assert (False, None) == (await spreads.fan_out(), await spreads.next_due())
    assert ("cancelled", 500, 1_300, 500) == await shown(house, message)


async def test_a_message_is_cancelled_before_anything_is_made(
    house: House, spreads: FanOutDueService
) -> None:
    """With no delivery yet there is still something to call off."""
    message = await house.schedule(targets=to_list(house, await listed(house, 3)))

    assert "cancelled" == (await house.cancels.cancel(PRINCIPAL, message.id)).status
    assert not await spreads.fan_out()


async def test_editing_makes_it_anew(
    house: House, spreads: FanOutDueService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An edit in the middle takes back what was made, and everybody of the new list gets one delivery."""
    monkeypatch.setattr(fan_out_due, "CHUNKS_A_CLAIM", 1)
    message = await house.schedule(targets=to_list(house, await listed(house, 1_300)), publish=LATER)
    await spreads.fan_out()
    new = house.written("Other bread", targets=to_list(house, await listed(house, 700)), publish=LATER)

    await house.edits.edit(PRINCIPAL, message.id, new, version=1)
    await spread(spreads)

    counted = addresses_of(await made(house, message))
    assert {address(number) for number in range(700)} == set(counted)
    assert ("scheduled", 700, 700, 700) == await shown(house, message)


@pytest.mark.parametrize("deed", ["edit", "cancel"])
async def test_who_is_at_it_while_it_changes_writes_nothing(
    house: House, spreads: FanOutDueService, monkeypatch: pytest.MonkeyPatch, deed: str
) -> None:
    """A worker that read people of the list before an edit or a cancellation loses its claim."""
    first, second = await listed(house, 3), await listed(house, 1)
    message = await house.schedule(targets=to_list(house, first), publish=LATER)
    real = spreads._made

    async def made_meanwhile(*args: Any) -> Any:
        found = await real(*args)
        monkeypatch.undo()
        if deed == "cancel":
            await house.cancels.cancel(PRINCIPAL, message.id)
        else:
            new = house.written(targets=to_list(house, second), publish=LATER)
            await house.edits.edit(PRINCIPAL, message.id, new, version=1)
        return found

    monkeypatch.setattr(spreads, "_made", made_meanwhile)
    await spreads.fan_out()
    assert [] == await made(house, message)

    await spread(spreads)
    assert (0 if deed == "cancel" else 1) == len(await made(house, message))
