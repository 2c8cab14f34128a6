import asyncio
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import pytest

from omnichannel.application import observing
from omnichannel.application.observing import Observers, announced
from omnichannel.application.ports.outbound.observer import GuardUnheard, PostAhead
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.events import MessagesScheduled
from omnichannel.domain.message import Message
from tests.core.fakes.examples import DELIVERY, NOW, message
from tests.core.fakes.fake_publisher import BrokenPublisher

OTHER = UUID(int=98)


class Listener:
    """Hears everything and objects to one delivery."""

    def __init__(self, *vetoes: UUID) -> None:
        self.heard: list[Any] = []
        self.asked = 0
        self._vetoes = vetoes

    async def messages_scheduled(self, messages: Sequence[Message]) -> None:
        self.heard.append(messages)

    async def before_publish(self, posts: Sequence[PostAhead]) -> Mapping[UUID, str]:
        self.asked += 1
        return dict.fromkeys(self._vetoes, "No.")

    async def deliveries_settled(self, states: Mapping[UUID, DeliveryState]) -> None:
        self.heard.append(states)


class Raising(Listener):
    """Fails at everything."""

    async def messages_scheduled(self, messages: Sequence[Message]) -> None:
        raise RuntimeError("broken")

    async def before_publish(self, posts: Sequence[PostAhead]) -> Mapping[UUID, str]:
        raise RuntimeError("broken")

    async def deliveries_settled(self, states: Mapping[UUID, DeliveryState]) -> None:
        raise RuntimeError("broken")


class Misshapen:
    """Has the right names and the wrong everything else."""

    def messages_scheduled(self) -> None:
        """Take no argument."""

    async def before_publish(self, posts: Sequence[PostAhead]) -> Any:
        return [1, 2, 3]

    def deliveries_settled(self, states: Mapping[UUID, DeliveryState]) -> None:
        """Give nothing to wait for."""


class Slow(Listener):
    """Never comes to an end."""

    async def before_publish(self, posts: Sequence[PostAhead]) -> Mapping[UUID, str]:
        await asyncio.Event().wait()
        return {}


@pytest.mark.parametrize("broken", [Raising(), Misshapen()])
async def test_a_broken_observer_is_passed_over(broken: Any) -> None:
    """Whatever is wrong with one observer, the others hear and nobody else notices."""
    listener = Listener(DELIVERY)
    observers = Observers([broken, listener])
    states = {DELIVERY: DeliveryState.PUBLISHED}

    await observers.messages_scheduled([message()])
    await observers.deliveries_settled(states)
    vetoes = await observers.before_publish([])

    assert [[message()], states] == listener.heard
    assert {DELIVERY: "No."} == vetoes


async def test_a_slow_guard_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """A guard that takes too long is taken to have no objection."""
    monkeypatch.setattr(observing, "LONGEST_SECONDS", 0.01)

    assert {OTHER: "No."} == await Observers([Slow(), Listener(OTHER)]).before_publish([])


@pytest.mark.parametrize("guard", [Raising(), Misshapen(), Slow()], ids=["raises", "misshapen", "slow"])
async def test_a_guard_that_has_to_agree_is_not_passed_over(
    monkeypatch: pytest.MonkeyPatch, guard: Any
) -> None:
    """Where it cannot be asked, whoever wanted to publish learns whose word is missing."""
    monkeypatch.setattr(observing, "LONGEST_SECONDS", 0.01)
    observers = Observers([guard, Listener(OTHER)], must_agree={"Word filter": guard})

    with pytest.raises(GuardUnheard, match="Word filter has to agree before this is published"):
        await observers.before_publish([])


async def test_a_guard_that_has_to_agree_may_object() -> None:
    """Its objections count beside those of others, and it is asked once."""
    strict = Listener(DELIVERY)

    vetoes = await Observers([strict, Listener(OTHER)], must_agree={"Strict": strict}).before_publish([])

    assert ({DELIVERY, OTHER}, 1) == (set(vetoes), strict.asked)


async def test_all_guards_are_asked() -> None:
    """The objections of every guard count."""
    vetoes = await Observers([Listener(DELIVERY), Listener(OTHER)]).before_publish([])

    assert {DELIVERY, OTHER} == set(vetoes)


def test_without_guards_nobody_asks() -> None:
    """Where no observer guards, publishing does not wait for any."""
    assert Observers([Listener()]).guard
    assert not Observers([]).guard


async def test_a_bus_that_is_down_changes_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """A fact that cannot be announced is logged, since the store decides."""
    await announced(BrokenPublisher(), MessagesScheduled((), NOW))

    assert ["A MessagesScheduled could not be announced."] == caplog.messages
