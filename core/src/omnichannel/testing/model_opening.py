"""How a run of the model of repositories begins, and how its messages come into the store."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import initialize

from omnichannel.application.ports.outbound.unit_of_work import UnitOfWork
from omnichannel.domain.account import Account
from omnichannel.domain.content import Content
from omnichannel.domain.delivery import ChannelDelivery
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.lateness import Lateness
from omnichannel.domain.message import Message
from omnichannel.domain.message_status import Editorial
from omnichannel.domain.walltime import at_instant
from omnichannel.testing.model_house import RULES, WORKSPACES, ModelHouse, chosen
from omnichannel.testing.repository_samples import SECOND, a_delivery, a_message, an_account

NUMBERS = st.integers(0, 99)
TEXTS = st.text(max_size=8)
CHANNELS = st.sampled_from(sorted(RULES))
WAITS = st.sampled_from([*[timedelta(0)] * 4, SECOND, timedelta(minutes=1), timedelta(hours=1), None])
"""Until a message is due; None: it is a draft."""
PATIENCE = st.sampled_from([None, None, None, Lateness(SECOND), Lateness(timedelta(minutes=1), "ask")])
Chaining = timedelta | Literal["failure"] | None
CHAININGS: Sequence[Chaining] = (None, 5 * SECOND, "failure", 5 * SECOND)
"""How long each step waits for evidence of the one before, or for its failure; None: there is no chain."""
CHAINS = st.sampled_from(CHAININGS)
MOST_DELIVERIES = 24
Beginning = tuple[str, Chaining]
BEGINNINGS: st.SearchStrategy[Beginning] = st.tuples(CHANNELS, CHAINS)
"""The channel of an account, and how its first message's deliveries are chained."""


class Opening(ModelHouse):
    """How a run begins, whoever plays."""

    @initialize(first=BEGINNINGS, second=BEGINNINGS, late=st.sampled_from([5 * SECOND, timedelta(0)]))
    def begin(self, first: Beginning, second: Beginning, late: timedelta) -> None:
        """Begin with one account in each workspace, and a message of each that is due, or overdue."""
        for number, (channel, chain) in enumerate((first, second)):
            account = self.connect(channel, number)
            self.store_message(account, text="first", count=3, wait=timedelta(0), chain=chain)
        self.now += late

    def has_room(self) -> bool:
        """Whether somebody may write another message."""
        return bool(self.accounts()) and len(self.known.rows) < MOST_DELIVERIES

    def connect(self, channel: str, where: int) -> Account:
        """Connect an account to the channel, in a workspace chosen by a number."""
        id, workspace = self.new_id(), chosen(WORKSPACES, where)
        facts = {"name": f"account {id}", "external_id": str(id), "sealed": id.bytes}
        account = an_account(id=id, workspace_id=workspace, channel=channel, **facts)
        self.write(lambda uow: uow.accounts.add(account))
        self.known.accounts[id] = account
        return account

    def store_message(
        self,
        account: Account,
        *,
        text: str,
        count: int,
        wait: timedelta | None,
        late: Lateness | None = None,
        chain: Chaining = None,
        commits: bool = True,
    ) -> None:
        """Store a message with deliveries that are due after *wait*; None: held. Or undo it."""
        now = self.tick()
        message = a_message(
            account,
            id=self.new_id(),
            workspace_id=account.workspace_id,
            content=Content(text, text or None),
            created_at=now,
            updated_at=now,
            schedule=None if wait is None else at_instant(now + wait),
            editorial=Editorial.DRAFT if wait is None else Editorial.SCHEDULED,
            lateness=late,
        )
        posts = [self.delivery(message, account, now, wait) for _ in range(count)]
        if chain is not None and count > 1:
            posts = chained(posts, None if chain == "failure" else int(chain.total_seconds()))

        async def work(uow: UnitOfWork) -> None:
            await uow.messages.add([message])
            await uow.deliveries.add(posts)

        if not commits:
            self.run(self._undone(work, account.workspace_id))
            return
        self.write(work, workspace=account.workspace_id)
        self.known.messages[message.id] = message
        self.known.add(posts)

    async def _undone(self, work: Callable[[UnitOfWork], Awaitable[None]], workspace: UUID) -> None:
        async with self.store.unit_of_work(workspace) as uow:
            await work(uow)

    def delivery(
        self, message: Message, account: Account, now: datetime, wait: timedelta | None
    ) -> ChannelDelivery:
        """Make a delivery of *message* that is due after *wait*; None: held."""
        state = DeliveryState.HELD if wait is None else DeliveryState.SCHEDULED
        due_at = None if wait is None else now + wait
        return a_delivery(message, account, id=self.new_id(), state=state, due_at=due_at, updated_at=now)


def chained(posts: list[ChannelDelivery], seconds: int | None) -> list[ChannelDelivery]:
    """Make a chain of *posts*: all but the first stand by."""
    return [
        replace(
            post,
            state=DeliveryState.STANDBY if step else post.state,
            due_at=None if step else post.due_at,
            chain_id=posts[0].id,
            chain_step=step,
            chain_wait_seconds=None if step == len(posts) - 1 else seconds,
        )
        for step, post in enumerate(posts)
    ]
