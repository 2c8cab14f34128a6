"""What readers see in the model of repositories; and what is compared after each step."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from omnichannel.application.ports.outbound.delivery_repository import DeliveryFilter
from omnichannel.application.ports.outbound.message_repository import MessageSummary
from omnichannel.application.ports.outbound.unit_of_work import UnitOfWork
from omnichannel.domain.account import Account
from omnichannel.domain.chain import LIVE, SPARED
from omnichannel.domain.delivery import Attempt, ChannelDelivery
from omnichannel.domain.delivery_state import EVIDENT
from omnichannel.domain.lane import Lane
from omnichannel.domain.message_status import LOST
from omnichannel.testing.model_authors import Authors
from omnichannel.testing.model_house import WORKSPACES
from omnichannel.testing.model_rules import Rule, demand, demand_equal, demand_fields

EVERYTHING = 500


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything there is, in one snapshot."""

    messages: Sequence[MessageSummary]
    deliveries: Sequence[ChannelDelivery]
    attempts: Sequence[Attempt]
    next_due: datetime | None


class Readers(Authors):
    """Rules of readers, and the invariants."""

    @rule(where=st.sampled_from(WORKSPACES), limit=st.integers(1, 4), meanwhile=st.booleans())
    def read_deliveries_in_pages(self, where: UUID, limit: int, meanwhile: bool) -> None:
        """Read the deliveries of a workspace page by page, while others come."""
        before = self._deliveries_of(where)

        def page(last: ChannelDelivery | None) -> list[ChannelDelivery]:
            start = None if last is None else last.id
            return self.read(
                lambda uow: uow.deliveries.page(DeliveryFilter(), limit=limit, before=start), workspace=where
            )

        found = [one.id for one in self._read_on(page, meanwhile=meanwhile)]
        _demand_pages(found, sorted(before, reverse=True), self._deliveries_of(where))

    @rule(where=st.sampled_from(WORKSPACES), limit=st.integers(1, 4), meanwhile=st.booleans())
    def read_messages_in_pages(self, where: UUID, limit: int, meanwhile: bool) -> None:
        """Read the messages of a workspace page by page, while others come."""
        before = self._messages_of(where)

        def page(last: MessageSummary | None) -> list[MessageSummary]:
            start = None if last is None else (last.message.created_at, last.message.id)
            return self.read(lambda uow: uow.messages.page(limit=limit, before=start), workspace=where)

        found = [one.message.id for one in self._read_on(page, meanwhile=meanwhile)]
        newest = sorted(before, key=lambda id: (self.known.messages[id].created_at, id), reverse=True)
        _demand_pages(found, newest, self._messages_of(where))

    def _read_on(self, page: Callable[[Any], list[Any]], *, meanwhile: bool) -> list[Any]:
        """Read page after page; after the first, a message is accepted, where that is wished."""
        found: list[Any] = []
        while rows := page(found[-1] if found else None):
            found += rows
            if meanwhile and self.accounts():
                self.store_message(self.accounts()[0], text="new", count=1, wait=timedelta(0))
                meanwhile = False
            demand(len(found) < EVERYTHING, Rule.PAGES, "the pages do not end")
        return found

    def _deliveries_of(self, workspace: UUID) -> set[UUID]:
        stored = (row.delivery for row in self.known.rows.values())
        return {one.id for one in stored if one.workspace_id == workspace}

    def _messages_of(self, workspace: UUID) -> set[UUID]:
        return {one.id for one in self.known.messages.values() if one.workspace_id == workspace}

    @rule(where=st.sampled_from(WORKSPACES))
    def look_around(self, where: UUID) -> None:
        """Ask a workspace for everything that belongs to the others."""
        foreign = [row.delivery for row in self.known.rows.values() if row.delivery.workspace_id != where]

        async def work(uow: UnitOfWork) -> list[object]:
            messages = {one.message_id for one in foreign}
            listed = await uow.deliveries.of_messages(messages)
            tried = await uow.deliveries.attempts_of([one.id for one in foreign])
            singly = [await uow.messages.get_by_id(id) for id in messages]
            return [*listed, *tried, *(one for one in singly if one is not None)]

        demand_equal([], self.read(work, workspace=where), Rule.WORKSPACES, f"what {where} sees of others")

    @rule()
    def look_at_accounts(self) -> None:
        """Look at the accounts that are connected, and at all lanes."""

        async def work(uow: UnitOfWork) -> tuple[list[Account], list[Lane]]:
            lanes = [await uow.deliveries.lane(id) for id in self.known.accounts]
            return await uow.accounts.page(limit=EVERYTHING, after=None), lanes

        accounts, found = self.read(work)
        demand_equal(_by_id(self.accounts()), _by_id(accounts), Rule.ACCOUNTS, "the accounts")
        demand_equal([self.known.lane(id) for id in self.known.accounts], found, Rule.LANES, "the lanes")

    @invariant()
    def everything_is_as_the_rules_say(self) -> None:
        """Compare the store with the reference, row by row."""
        seen = self.read(self._look)
        self._demand_deliveries(seen.deliveries)
        self._demand_chains(seen.deliveries)
        self._demand_history(seen.attempts)
        self._demand_messages(seen.messages)
        demand_equal(self.known.next_due(), seen.next_due, Rule.NEXT_DUE, "the next moment")

    async def _look(self, uow: UnitOfWork) -> Seen:
        deliveries = await uow.deliveries.page(DeliveryFilter(), limit=EVERYTHING)
        return Seen(
            await uow.messages.page(limit=EVERYTHING),
            deliveries,
            await uow.deliveries.attempts_of([one.id for one in deliveries]),
            await uow.deliveries.next_due(),
        )

    def _demand_deliveries(self, found: Sequence[ChannelDelivery]) -> None:
        there = {one.id: one for one in found}
        demand_equal(set(self.known.rows), set(there), self._rule_of(there), "the deliveries")
        for one in found:
            self.see(one)
        for id, row in self.known.rows.items():
            demand_fields(row.delivery, there[id])

    def _demand_chains(self, found: Sequence[ChannelDelivery]) -> None:
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

    def _rule_of(self, there: Iterable[UUID]) -> Rule:
        """Say which rule is broken where there are other deliveries than there should be."""
        return Rule.UNDONE if set(there) > set(self.known.rows) else Rule.DELIVERIES

    def _demand_history(self, found: Sequence[Attempt]) -> None:
        there = {(one.delivery_id, one.fence): one for one in found}
        demand(len(there) == len(found), Rule.HISTORY, "an attempt is kept twice")
        demand_equal(self.known.attempts, there, Rule.HISTORY, "the attempts")

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


def _demand_pages(found: Sequence[UUID], before: Sequence[UUID], after: set[UUID]) -> None:
    """What was there all the time comes once and in order; what came meanwhile comes at most once."""
    demand(len(set(found)) == len(found), Rule.PAGES, "a row came twice")
    demand(set(found) <= after, Rule.WORKSPACES, "a page shows what does not belong to it")
    listed = [id for id in found if id in set(before)]
    demand_equal(list(before), listed, Rule.PAGES, "what the pages give")
