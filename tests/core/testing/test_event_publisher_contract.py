import asyncio

import pytest

from omnichannel.testing import event_publisher_contract
from omnichannel.testing.event_publisher_contract import EventPublisherContract
from tests.core.testing import broken_buses as toys
from tests.core.testing.broken_buses import Bus, Repeats

CONTRACT = EventPublisherContract()
MOST = 9
BROKEN = [
    (toys.Loses, "test_what_was_announced_is_handled"),
    (toys.Grows, "test_what_waits_is_bounded"),
    (toys.DropsWhenFull, "test_what_waits_is_bounded"),
    (toys.StopsAfterAnException, "test_a_failing_handler_loses_that_event_only"),
    (toys.StopsTheOthers, "test_a_failing_handler_stops_no_other"),
    (toys.TellsEverybody, "test_an_event_reaches_the_handlers_of_its_kind"),
    (toys.HandlesInline, "test_announcing_does_not_wait_for_the_handling"),
    (toys.DropsOnClose, "test_closing_handles_what_is_queued"),
    (toys.GoesOnAfterClosing, "test_a_closed_bus_is_silent"),
    (toys.HangsOnClose, "test_nobody_waits_for_a_bus_that_closes"),
    (toys.ClosesOnce, "test_closing_twice_is_no_error"),
]


class TestWhatRepeatsKeepsTheContract(EventPublisherContract):
    @pytest.fixture
    def publisher(self) -> Bus:
        return Repeats()

    @pytest.fixture
    def most_waiting(self) -> int:
        return MOST


async def ask(bus: Bus, test: str) -> None:
    more = {"most_waiting": MOST} if test == "test_what_waits_is_bounded" else {}
    try:
        await getattr(CONTRACT, test)(bus, **more)
    finally:
        await bus.inner.close()


@pytest.mark.parametrize(("broken", "test"), BROKEN, ids=lambda part: getattr(part, "__name__", None))
def test_the_contract_catches_what_is_broken(
    monkeypatch: pytest.MonkeyPatch, broken: type[Bus], test: str
) -> None:
    """The test that names the rule passes with a bus in order, and fails with one that breaks it."""
    asyncio.run(ask(Bus(), test))
    monkeypatch.setattr(event_publisher_contract, "PATIENCE_SECONDS", 1)

    with pytest.raises((AssertionError, TimeoutError, RuntimeError)):
        asyncio.run(ask(broken(), test))
