"""Where the model of repositories lives: the store, its reference, a clock, and ways into both."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from datetime import datetime, timedelta
from random import Random
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from hypothesis.stateful import RuleBasedStateMachine

from omnichannel.application.ports.outbound.unit_of_work import Store, UnitOfWork
from omnichannel.domain.account import Account, AccountState
from omnichannel.domain.claim import Claim
from omnichannel.domain.delivery import ChannelDelivery
from omnichannel.domain.delivery_state import ARRIVED, LEADS_TO, DeliveryState
from omnichannel.domain.lane import LaneRules, Rate, Surge
from omnichannel.domain.settlement import Settlement
from omnichannel.testing.model_rules import Rule, demand
from omnichannel.testing.reference_store import ReferenceStore
from omnichannel.testing.repository_samples import ELSEWHERE, HERE, NOW, SECOND

StoreFactory = Callable[[], AbstractAsyncContextManager[Store]]
ResultT = TypeVar("ResultT")
ThingT = TypeVar("ThingT")

TICK = timedelta(milliseconds=1)
RULES = {
    "letters": LaneRules(Rate(1, SECOND, burst=2), Surge(SECOND * 3, after=SECOND * 2)),
    "postcards": LaneRules(),
    "serials": LaneRules(ordered=True),
}
WORKSPACES = (HERE, ELSEWHERE)
EVERYTHING = 500
"""More rows than there ever are."""


class ModelHouse(RuleBasedStateMachine):
    """
    One run of the model, over an empty store and an event loop of its own.

    Attributes:
        held: claims whose holders have told nothing yet; their leases may have ended.
        told: settlements that were told, and may be told again.
        stood: the states that were seen last.
        passed: the states that the rules lead through since, in their order.
    """

    store_factory: ClassVar[StoreFactory]

    def __init__(self) -> None:
        super().__init__()
        self.now, self.known = NOW, ReferenceStore()
        self.held: list[Claim] = []
        self.told: list[Settlement] = []
        self.stood: dict[UUID, tuple[DeliveryState, int]] = {}
        self.passed: dict[UUID, list[DeliveryState]] = {}
        self._made, self._runner, self._open = 0, asyncio.Runner(), AsyncExitStack()
        self.store = self.run(self._open.enter_async_context(type(self).store_factory()))

    def teardown(self) -> None:
        """Close the store, then the loop."""
        self.run(self._open.aclose())
        self._runner.close()

    def run(self, work: Coroutine[Any, Any, ResultT]) -> ResultT:
        """Do *work* in the model's own event loop."""
        return self._runner.run(work)

    def write(
        self, work: Callable[[UnitOfWork], Awaitable[ResultT]], *, workspace: UUID | None = None
    ) -> ResultT:
        """Do *work* in a unit of work of its own, and commit it."""
        return self.run(self.written(work, workspace=workspace))

    async def written(
        self, work: Callable[[UnitOfWork], Awaitable[ResultT]], *, workspace: UUID | None = None
    ) -> ResultT:
        """As `write`, to be awaited with others."""
        async with self.store.unit_of_work(workspace) as uow:
            done = await work(uow)
            await uow.commit()
        return done

    def read(
        self, work: Callable[[UnitOfWork], Awaitable[ResultT]], *, workspace: UUID | None = None
    ) -> ResultT:
        """Do *work* over one snapshot."""

        async def look() -> ResultT:
            async with self.store.reading(workspace) as uow:
                return await work(uow)

        return self.run(look())

    def tick(self) -> datetime:
        """Let a moment pass, so that no two steps happen at the same time."""
        self.now += TICK
        return self.now

    def new_id(self) -> UUID:
        """Make an id that is the same in each replay; ids do not sort by time, since no rule needs that."""
        self._made += 1
        return UUID(int=Random(self._made).getrandbits(128), version=4)  # noqa: S311

    def accounts(self, *states: AccountState) -> list[Account]:
        """Give the accounts in *states*; without any, all but the removed ones."""
        wanted = states or (AccountState.ACTIVE, AccountState.PAUSED)
        return [account for account in self.known.accounts.values() if account.state in wanted]

    def note_ways(self) -> None:
        """Note through which states the rules lead, where a step of the model has several of theirs."""
        for id, row in self.known.rows.items():
            self.passed.setdefault(id, []).append(row.delivery.state)

    def see(self, one: ChannelDelivery) -> None:
        """See that it came from where it stood; a publication may be learned late, in any state."""
        before = self.stood.get(one.id)
        self.stood[one.id] = (one.state, one.fence)
        if before is not None:
            state, fence = before
            goes = one.state in ARRIVED or one.state in _within_reach(state, self.passed.get(one.id, ()))
            demand(fence <= one.fence, Rule.FENCE_GROWS, f"{one.id} went from {fence} to {one.fence}")
            demand(goes, Rule.WAYS, f"from {state} to {one.state}")


def _within_reach(state: DeliveryState, passed: Iterable[DeliveryState]) -> set[DeliveryState]:
    """Give *state* and where it leads at once, or by the way of those that were passed."""
    reach = {state, *LEADS_TO[state]}
    for way in passed:
        reach |= LEADS_TO[way] if way in reach else set()
    return reach


def chosen(things: Sequence[ThingT], number: int) -> ThingT:
    """Choose one of *things* by a number of any size."""
    return things[number % len(things)]
