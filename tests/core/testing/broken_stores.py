"""Toy stores, each with one broken rule: a real store behind a port that lies in one way."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Self
from uuid import UUID

from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.domain.chain import NO_SEQUEL, Sequel
from omnichannel.domain.claim import Claim
from omnichannel.domain.delivery import Attempt, ChannelDelivery
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.message import Message
from omnichannel.domain.settlement import Settlement
from omnichannel.testing.repository_samples import HERE


class Toy:
    """Does what *inner* does, but for what a subclass does itself."""

    def __init__(self, inner: Any, store: "BrokenStore") -> None:
        self._inner, self._store = inner, store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class ToyWork(Toy):
    """A unit of work over toy repositories."""

    async def __aenter__(self) -> Self:
        await self._inner.__aenter__()
        breaks = self._store.breaks
        self.deliveries = breaks.deliveries(self._inner.deliveries, self._store)
        self.messages = breaks.messages(self._inner.messages, self._store)
        self.accounts = breaks.accounts(self._inner.accounts, self._store)
        self.changes = breaks.changes(self._inner.changes, self._store)
        self.idempotency = breaks.idempotency(self._inner.idempotency, self._store)
        self.fan_outs = breaks.fan_outs(self._inner.fan_outs, self._store)
        return self

    async def __aexit__(self, *error: Any) -> None:
        await self._inner.__aexit__(*error)


@dataclass(frozen=True)
class Breaks:
    """Which part lies."""

    deliveries: Callable[[Any, "BrokenStore"], Toy] = Toy
    messages: Callable[[Any, "BrokenStore"], Toy] = Toy
    accounts: Callable[[Any, "BrokenStore"], Toy] = Toy
    changes: Callable[[Any, "BrokenStore"], Toy] = Toy
    idempotency: Callable[[Any, "BrokenStore"], Toy] = Toy
    fan_outs: Callable[[Any, "BrokenStore"], Toy] = Toy
    work: type[ToyWork] = ToyWork
    forgets_workspace: bool = False


class BrokenStore:
    """A store that breaks a rule."""

    def __init__(self, inner: Store, breaks: Breaks) -> None:
        self.inner, self.breaks, self.memory = inner, breaks, dict[Any, Any]()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def unit_of_work(self, workspace_id: UUID | None = None) -> Any:
        """Begin a unit of work that lies."""
        return self.breaks.work(self.inner.unit_of_work(self._seen(workspace_id)), self)

    def reading(self, workspace_id: UUID | None = None) -> Any:
        """Begin one over a snapshot, that lies."""
        return ToyWork(self.inner.reading(self._seen(workspace_id)), self)

    def _seen(self, workspace_id: UUID | None) -> UUID | None:
        return None if self.breaks.forgets_workspace else workspace_id


class ClaimsTwice(Toy):
    """Gives what it gave last once more, while its holder still works on it."""

    async def claim_due(self, **asked: Any) -> list[Claim]:
        won: list[Claim] = await self._inner.claim_due(**asked)
        before: list[Claim] = self._store.memory.get("won", [])
        self._store.memory["won"] = won
        now = [await self._inner.get_by_id(each.delivery.id) for each in before]
        return [*won, *(each for each, one in zip(before, now, strict=True) if each.delivery == one)]


class ForgetsTheLease(Toy):
    """Leaves `due_at` where it was."""

    async def claim_due(self, **asked: Any) -> list[Claim]:
        return list(await self._inner.claim_due(**{**asked, "lease": timedelta(0)}))


class LeasesForEver(Toy):
    """Moves `due_at` too far, so that nobody comes back to what a dead worker left."""

    async def claim_due(self, **asked: Any) -> list[Claim]:
        return list(await self._inner.claim_due(**{**asked, "lease": timedelta(days=999)}))


class KnowsNoRates(Toy):
    """Lets everybody pass at once."""

    async def claim_due(self, **asked: Any) -> list[Claim]:
        return list(await self._inner.claim_due(**{**asked, "rules": {}}))


class KnowsNoOrder(Toy):
    """Lets the posts of an account overtake each other."""

    async def claim_due(self, **asked: Any) -> list[Claim]:
        rules = {channel: replace(rule, ordered=False) for channel, rule in asked["rules"].items()}
        return list(await self._inner.claim_due(**{**asked, "rules": rules}))


class KnowsNoDistance(Toy):
    """Sends all that is overdue at once."""

    async def claim_due(self, **asked: Any) -> list[Claim]:
        rules = {channel: replace(rule, surge=None) for channel, rule in asked["rules"].items()}
        return list(await self._inner.claim_due(**{**asked, "rules": rules}))


class ClaimsTheYoungest(Toy):
    """Gives the claims the wrong way round."""

    async def claim_due(self, **asked: Any) -> list[Claim]:
        return list(reversed(await self._inner.claim_due(**asked)))


class PassesOverNothing(Toy):
    """Claims what belongs to a disabled channel."""

    async def claim_due(self, **asked: Any) -> list[Claim]:
        return list(await self._inner.claim_due(**{**asked, "passing_over": ()}))


class IgnoresFences(Toy):
    """Believes whoever comes."""

    async def settle(self, told: Sequence[Settlement]) -> set[UUID]:
        fences = await _fences(self._inner, told)
        believed = [replace(each, fence=fences.get(each.delivery_id, 0)) for each in told]
        return set(await self._inner.settle(believed))


class LearnsNothingLate(Toy):
    """Drops a publication that is told under an old fence."""

    async def settle(self, told: Sequence[Settlement]) -> set[UUID]:
        fences = await _fences(self._inner, told)
        refused: dict[str, Any] = {"state": DeliveryState.FAILED, "adopts": False, "published_at": None}
        known = [
            each if fences.get(each.delivery_id) == each.fence else replace(each, **refused) for each in told
        ]
        return set(await self._inner.settle(known))


class PausesNobody(Toy):
    """Lets an account go on whose sign-in is dead."""

    async def settle(self, told: Sequence[Settlement]) -> set[UUID]:
        return set(await self._inner.settle([replace(each, pause=None) for each in told]))


class ClosesNoLane(Toy):
    """Forgets that a platform asked for patience."""

    async def settle(self, told: Sequence[Settlement]) -> set[UUID]:
        return set(await self._inner.settle([_taught(each, closed_until=None) for each in told]))


class LearnsNoPace(Toy):
    """Forgets how fast a platform lets an account go."""

    async def settle(self, told: Sequence[Settlement]) -> set[UUID]:
        return set(await self._inner.settle([_taught(each, pace=None) for each in told]))


class LetsNobodyGo(Toy):
    """Keeps the next post of an ordered account waiting, though the one before has ended."""

    async def settle(self, told: Sequence[Settlement]) -> set[UUID]:
        return set(await self._inner.settle([replace(each, is_ordered=False) for each in told]))


class AdoptsAnything(Toy):
    """Takes a post that belongs to another delivery."""

    async def settle(self, told: Sequence[Settlement]) -> set[UUID]:
        return set(await self._inner.settle([replace(each, adopts=False) for each in told]))


class CountsWhatWasGivenBack(Toy):
    """Keeps the count of an attempt that never began."""

    async def settle(self, told: Sequence[Settlement]) -> set[UUID]:
        return set(await self._inner.settle([replace(each, gives_back=False) for each in told]))


class ForgetsTheChain(Toy):
    """Lets nobody take over."""

    async def settle(self, told: Sequence[Settlement]) -> set[UUID]:
        return set(await self._inner.settle([replace(each, sequel=NO_SEQUEL) for each in told]))


class SendsOnAGuess(Toy):
    """Lets the next step go while nobody knows what became of the one before."""

    async def settle(self, told: Sequence[Settlement]) -> set[UUID]:
        hasty = Sequel(hands_on=True)
        guessed = [
            replace(each, sequel=hasty) if each.state is DeliveryState.UNKNOWN else each for each in told
        ]
        return set(await self._inner.settle(guessed))


class SparesNobody(Toy):
    """Lets the other steps go though one has arrived."""

    async def confirm(self, told: Sequence[Settlement]) -> set[UUID]:
        return set(await self._inner.confirm([replace(each, sequel=NO_SEQUEL) for each in told]))


class BelievesOldReceipts(Toy):
    """Lets a receipt count though its delivery has moved on since it was read."""

    async def confirm(self, told: Sequence[Settlement]) -> set[UUID]:
        fences = await _fences(self._inner, told)
        return set(
            await self._inner.confirm([replace(each, fence=fences.get(each.delivery_id, 0)) for each in told])
        )


class WaitsForDisabledChannels(Toy):
    """Leaves a step whose evidence is missed alone while its channel is disabled."""

    async def claim_due(self, **asked: Any) -> list[Claim]:
        won: list[Claim] = await self._inner.claim_due(**asked)
        return [each for each in won if each.delivery.channel not in asked.get("passing_over", ())]


class ForgetsHistory(Toy):
    """Keeps the last attempt alone."""

    async def attempts_of(self, ids: Any) -> list[Attempt]:
        return list((await self._inner.attempts_of(ids))[-1:])


class RenewsForAnybody(Toy):
    """Records the steps of whoever lost the claim."""

    async def record_step(self, id: UUID, *, fence: int, **step: Any) -> bool:
        now = await self._inner.get_by_id(id)
        return bool(await self._inner.record_step(id, fence=now.fence if now else fence, **step))


class WakesNobody(Toy):
    """Lets deliveries wait for an account that goes on."""

    async def wake(self, ids: Any, **when: Any) -> int:
        return 0


class ForgetsTheNext(Toy):
    """Says that nothing is due, for ever."""

    async def next_due(self, **only: Any) -> None:
        return None


class CountsTooFar(Toy):
    """Counts all that is due, whatever it is asked for."""

    async def count_due(self, *, limit: int, **what: Any) -> int:
        return int(await self._inner.count_due(limit=10_000, **what))


class SkipsARow(Toy):
    """Begins each page but the first one row too late."""

    async def page(self, *only: Any, limit: int, before: Any = None, **more: Any) -> list[Any]:
        if before is None:
            return list(await self._inner.page(*only, limit=limit, **more))
        return list(await self._inner.page(*only, limit=limit + 1, before=before, **more))[1:]


class RepeatsARow(Toy):
    """Begins each page with the row with which the one before ended."""

    async def page(self, *only: Any, limit: int, before: Any = None, **more: Any) -> list[Any]:
        found = list(await self._inner.page(*only, limit=limit, before=before, **more))
        last = self._store.memory.get("last")
        self._store.memory["last"] = found[-1] if found else None
        return [last, *found] if before is not None and last is not None and found else found


class LosesCounters(Toy):
    """Counts one delivery for each state, however many there are."""

    async def page(self, **asked: Any) -> list[Any]:
        found = await self._inner.page(**asked)
        return [replace(one, counts=dict.fromkeys(one.counts, 1)) for one in found]


class CutsAtNul(Toy):
    """Ends a text where C would."""

    async def add(self, messages: Sequence[Message]) -> None:
        await self._inner.add([_said(one, one.content.text.split("\0")[0]) for one in messages])


class KnowsSixteenBits(Toy):
    """Loses what does not fit into two bytes."""

    async def add(self, messages: Sequence[Message]) -> None:
        plane = ("".join("?" if ord(one) > 0xFFFF else one for one in each.content.text) for each in messages)
        await self._inner.add([_said(one, text) for one, text in zip(messages, plane, strict=True)])


class CutsLongTexts(Toy):
    """Has a column of 65,535 bytes."""

    async def add(self, messages: Sequence[Message]) -> None:
        short = (each.content.text.encode()[:65_535].decode(errors="ignore") for each in messages)
        await self._inner.add([_said(one, text) for one, text in zip(messages, short, strict=True)])


class TakesFiveHundred(Toy):
    """Adds as many rows as one request of its database carries."""

    async def add(self, new: Sequence[ChannelDelivery]) -> None:
        await self._inner.add(new[:500])


class PausesInsteadOfRenewing(Toy):
    """Takes an expired sign-in for a dead one."""

    async def settle(self, told: Sequence[Settlement]) -> set[UUID]:
        dead = [replace(each, renews=False, pause="It expired.") if each.renews else each for each in told]
        return set(await self._inner.settle(dead))


class ParksForEver(Toy):
    """Does not look at what is parked when its message's patience ends."""

    async def get_by_id(self, id: UUID) -> ChannelDelivery | None:
        found: ChannelDelivery | None = await self._inner.get_by_id(id)
        return found if found is None or not found.parked else replace(found, due_at=None)


class KeepsWithoutCommit(ToyWork):
    """Commits what nobody committed."""

    async def __aexit__(self, *error: Any) -> None:
        await self._inner.commit()
        await super().__aexit__(*error)


class SeesOneWorkspace(Toy):
    """Claims for a single workspace what the engine asks for all of them."""

    async def claim_due(self, **asked: Any) -> list[Claim]:
        return [each for each in await self._inner.claim_due(**asked) if each.message.workspace_id == HERE]


async def _fences(deliveries: Any, told: Sequence[Settlement]) -> dict[UUID, int]:
    found = [await deliveries.get_by_id(each.delivery_id) for each in told]
    return {one.id: one.fence for one in found if one is not None}


def _taught(told: Settlement, **less: Any) -> Settlement:
    return told if told.lesson is None else replace(told, lesson=replace(told.lesson, **less))


def _said(message: Message, text: str) -> Message:
    return replace(message, content=replace(message.content, text=text))
