"""What is compared after each step of the model of repositories: everything there is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hypothesis.stateful import invariant

from omnichannel.application.ports.outbound.message_repository import MessageSummary
from omnichannel.application.ports.outbound.unit_of_work import UnitOfWork
from omnichannel.domain.account import Account
from omnichannel.domain.chain import LIVE, SPARED
from omnichannel.domain.delivery import Attempt, ChannelDelivery
from omnichannel.domain.delivery_state import EVIDENT
from omnichannel.domain.lane import Lane
from omnichannel.domain.message_status import LOST
from omnichannel.testing.model_house import EVERYTHING, ModelHouse
from omnichannel.testing.model_rules import Rule, demand, demand_equal, demand_fields


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything there is, in one snapshot."""

    messages: Sequence[MessageSummary]
    deliveries: Sequence[ChannelDelivery]
    attempts: Sequence[Attempt]
    next_due: datetime | None
    accounts: Sequence[Account]
    lanes: Sequence[Lane]
    next_refresh: datetime | None


class Watch(ModelHouse):
    """The invariants."""

    @invariant()
    def everything_is_as_the_rules_say(self) -> None:
        """Compare the store with the reference, row by row."""
        seen = self.read(self._look)
        _demand_chains(seen.deliveries)
        self._demand_deliveries(seen.deliveries)
        self._demand_history(seen.attempts)
        self._demand_messages(seen.messages)
        self._demand_accounts(seen)
        demand_equal(self.known.next_due(), seen.next_due, Rule.NEXT_DUE, "the next moment")

    async def _look(self, uow: UnitOfWork) -> Seen:
        messages = await uow.messages.page(limit=EVERYTHING)
        deliveries = await uow.deliveries.of_messages([one.message.id for one in messages])
        return Seen(
            messages,
            deliveries,
            await uow.deliveries.attempts_of([one.id for one in deliveries]),
            await uow.deliveries.next_due(),
            await uow.accounts.page(limit=EVERYTHING, after=None),
            [await uow.deliveries.lane(id) for id in self.known.accounts],
            await uow.accounts.next_refresh(),
        )

    def _demand_deliveries(self, found: Sequence[ChannelDelivery]) -> None:
        there = {one.id: one for one in found}
        demand_equal(set(self.known.rows), set(there), self._rule_of(there), "the deliveries")
        for one in found:
            self.see(one)
        self.passed.clear()
        for id, row in self.known.rows.items():
            demand_fields(row.delivery, there[id])

    def _rule_of(self, there: Iterable[UUID]) -> Rule:
        """Say which rule is broken where there are other deliveries than there should be."""
        return Rule.UNDONE if set(there) > set(self.known.rows) else Rule.DELIVERIES

    def _demand_history(self, found: Sequence[Attempt]) -> None:
        there = {(one.delivery_id, one.fence): one for one in found}
        demand(len(there) == len(found), Rule.HISTORY, "an attempt is kept twice")
        demand_equal(self.known.attempts, there, Rule.HISTORY, "the attempts")

    def _demand_accounts(self, seen: Seen) -> None:
        lanes, dues = [self.known.lane(id) for id in self.known.accounts], self.known.next_refresh()
        demand_equal(_by_id(self.accounts()), _by_id(seen.accounts), Rule.ACCOUNTS, "the accounts")
        demand_equal(lanes, seen.lanes, Rule.LANES, "the lanes")
        demand_equal(dues, seen.next_refresh, Rule.NEXT_DUE, "the next to be renewed")

    def _demand_messages(self, found: Sequence[MessageSummary]) -> None:
        there = {one.message.id: one.message for one in found}
        demand_equal(set(self.known.messages), set(there), Rule.MESSAGES, "the messages")
        demand_equal(self.known.messages, there, Rule.MESSAGES, "what the messages say")
        for one in found:
            rows = self.known.of_message(one.message.id)
            asking = sum(row.delivery.asks_person for row in rows)
            lost = [row.delivery for row in rows if row.delivery.state in LOST]
            handed_on = sum(one_lost.handed_on_at is not None for one_lost in lost)
            expected = (self.known.counts(one.message.id), asking, handed_on)
            counted = (dict(one.counts), one.asks_person, one.handed_on)
            demand_equal(expected, counted, Rule.COUNTS, "the counts")


def _by_id(accounts: Iterable[Account]) -> dict[UUID, Account]:
    return {one.id: one for one in accounts}


def _demand_chains(found: Sequence[ChannelDelivery]) -> None:
    """See that of each chain one step runs at most, and that evidence leaves nothing standing by."""
    chains: dict[UUID, list[ChannelDelivery]] = {}
    for one in found:
        if one.chain_id is not None:
            chains.setdefault(one.chain_id, []).append(one)
    for id, steps in chains.items():
        states = [one.state for one in steps]
        running = sum(state in LIVE - EVIDENT for state in states)
        demand(running <= 1, Rule.CHAINS, f"of {id} several run: {states}")
        is_over = not EVIDENT.isdisjoint(states)
        demand(not is_over or SPARED.isdisjoint(states), Rule.CHAINS, f"{id} goes on: {states}")
