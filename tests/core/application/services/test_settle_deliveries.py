import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from omnichannel.application.observing import Observers
from omnichannel.application.ports.outbound.event_publisher import EventPublisher
from omnichannel.application.services import settle_deliveries
from omnichannel.application.services.settle_deliveries import SettleDeliveries
from omnichannel.domain.claim import Claim
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.events import DeliveriesSettled
from omnichannel.domain.outcome import Outcome, Published, Unknown
from tests.core.fakes.examples import DELIVERY, at, claim
from tests.core.fakes.fake_chance import LoadedChance
from tests.core.fakes.fake_channels import channel, channels
from tests.core.fakes.fake_publisher import BrokenPublisher, FakePublisher
from tests.core.fakes.fake_store import FakeDeliveries, FakeStore
from tests.core.fakes.fixed_clock import FixedClock


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses between tries take no time."""
    monkeypatch.setattr(settle_deliveries, "FIRST_PAUSE_SECONDS", 0.0)


def settler(store: FakeStore, publisher: EventPublisher | None = None) -> SettleDeliveries:
    return SettleDeliveries(
        store.port,
        publisher or FakePublisher(),
        FixedClock(),
        Observers(),
        channels(channel()),
        look_after=timedelta(seconds=2),
        chance=LoadedChance(0.5),
    )


async def told(settles: SettleDeliveries, claim: Claim, outcome: Outcome) -> None:
    """Settle one claim by its outcome."""
    await settles.put(settles.outcome(claim, outcome))


async def test_an_outcome_is_written_and_announced() -> None:
    """What became of a delivery is stored, then told."""
    store, publisher = FakeStore(), FakePublisher()

    await told(settler(store, publisher), claim(), Published("42"))

    assert [DeliveryState.PUBLISHED] == [one.state for one in store.deliveries.settled]
    assert [DeliveriesSettled({DELIVERY: DeliveryState.PUBLISHED})] == publisher.events


async def test_unknown_outcomes_rest_as_long_as_they_were_set_to() -> None:
    """How soon an unknown delivery is looked for is a setting."""
    store = FakeStore()

    await told(settler(store), claim(), Unknown("Lost."))

    assert at(2) == store.deliveries.settled[0].due_at


@pytest.mark.parametrize("fails", [1, 4])
async def test_a_store_that_fails_for_a_moment_is_asked_again(fails: int) -> None:
    """An outcome survives a store that is locked or full for a while."""
    store = FakeStore(FakeDeliveries(fails=fails))

    await told(settler(store), claim(), Published("42"))

    assert [DeliveryState.PUBLISHED] == [one.state for one in store.deliveries.settled]


async def test_a_store_that_fails_for_good_is_told() -> None:
    """After five tries the caller hears what is wrong, and the lease does the rest."""
    store = FakeStore(FakeDeliveries(fails=5))

    with pytest.raises(OSError, match="the database is locked"):
        await told(settler(store), claim(), Published("42"))


async def test_a_settlement_that_cannot_be_written_fails_alone() -> None:
    """One bad row keeps no other outcome from being stored."""
    bad, good = UUID(int=60), [UUID(int=n) for n in range(61, 64)]
    store = FakeStore(FakeDeliveries(refuses=bad))
    settle = settler(store)

    answers = await asyncio.gather(
        *(told(settle, claim(id=id), Published("42")) for id in [bad, *good]), return_exceptions=True
    )

    assert [ValueError, None, None, None] == [answer and type(answer) for answer in answers]
    assert good == [one.delivery_id for one in store.deliveries.settled]


async def test_a_bus_that_is_down_writes_nothing_twice() -> None:
    """What is committed is not written again because nobody could be told."""
    store = FakeStore()

    await told(settler(store, BrokenPublisher()), claim(), Published("42"))

    assert 1 == len(store.deliveries.settled)
