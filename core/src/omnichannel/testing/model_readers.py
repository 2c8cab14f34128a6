"""What readers see in the model of repositories."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import rule

from omnichannel.application.ports.outbound.delivery_repository import DeliveryFilter
from omnichannel.application.ports.outbound.message_repository import MessageSummary
from omnichannel.application.ports.outbound.unit_of_work import UnitOfWork
from omnichannel.domain.delivery import ChannelDelivery
from omnichannel.testing.model_house import EVERYTHING, WORKSPACES
from omnichannel.testing.model_opening import Opening
from omnichannel.testing.model_rules import Rule, demand, demand_equal


class Readers(Opening):
    """Rules of readers."""

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


def _demand_pages(found: Sequence[UUID], before: Sequence[UUID], after: set[UUID]) -> None:
    """What was there all the time comes once and in order; what came meanwhile comes at most once."""
    demand(len(set(found)) == len(found), Rule.PAGES, "a row came twice")
    demand(set(found) <= after, Rule.WORKSPACES, "a page shows what does not belong to it")
    listed = [id for id in found if id in set(before)]
    demand_equal(list(before), listed, Rule.PAGES, "what the pages give")
