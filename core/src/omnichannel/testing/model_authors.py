"""What people do in the model of repositories: write, move, call off, decide, and look after accounts."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from omnichannel.application.ports.outbound.unit_of_work import UnitOfWork
from omnichannel.domain.account import Account, AccountState, PausedBy
from omnichannel.domain.chain import NO_SEQUEL, sequel_of
from omnichannel.domain.content import Content
from omnichannel.domain.delivery import ChannelDelivery
from omnichannel.domain.delivery_state import UNPUBLISHED, DeliveryState
from omnichannel.domain.lateness import Lateness
from omnichannel.domain.message import Message
from omnichannel.domain.message_status import Editorial
from omnichannel.domain.walltime import at_instant
from omnichannel.testing.model_house import RULES, WORKSPACES, ModelHouse, chosen
from omnichannel.testing.model_rules import Rule, demand_equal
from omnichannel.testing.repository_samples import SECOND, a_delivery, a_message, an_account

NUMBERS = st.integers(0, 99)
TEXTS = st.text(max_size=8)
WAITS = st.sampled_from([*[timedelta(0)] * 4, SECOND, timedelta(minutes=1), timedelta(hours=1), None])
"""Until a message is due; None: it is a draft."""
PATIENCE = st.sampled_from([None, None, None, Lateness(SECOND), Lateness(timedelta(minutes=1), "ask")])
Chaining = timedelta | Literal["failure"] | None
CHAINS: st.SearchStrategy[Chaining] = st.sampled_from([None, None, timedelta(seconds=5), "failure"])
"""How long each step waits for evidence of the one before, or for its failure; None: there is no chain."""
MOST_ACCOUNTS, MOST_DELIVERIES = 4, 24
_COMES_TO_NOTHING = UNPUBLISHED | {DeliveryState.STANDBY}
_RETRIABLE = frozenset({DeliveryState.FAILED, DeliveryState.MISSED})


class Authors(ModelHouse):
    """Rules of people."""

    @initialize()
    def begin(self) -> None:
        """Begin with one account in each workspace, and messages that are due."""
        for number in range(2):
            account = self._connect("letters", number)
            self.store_message(account, text="first", count=2, wait=timedelta(0))

    @precondition(lambda self: len(self.known.accounts) < MOST_ACCOUNTS)
    @rule(channel=st.sampled_from(sorted(RULES)), where=NUMBERS)
    def connect_account(self, channel: str, where: int) -> None:
        """Connect an account."""
        self._connect(channel, where)

    def _connect(self, channel: str, where: int) -> Account:
        id, workspace = self.new_id(), chosen(WORKSPACES, where)
        facts = {"name": f"account {id}", "external_id": str(id), "sealed": id.bytes}
        account = an_account(id=id, workspace_id=workspace, channel=channel, **facts)
        self.write(lambda uow: uow.accounts.add(account))
        self.known.accounts[id] = account
        return account

    @precondition(lambda self: self.accounts() and len(self.known.rows) < MOST_DELIVERIES)
    @rule(owner=NUMBERS, text=TEXTS, count=st.integers(1, 3), wait=WAITS, late=PATIENCE, chain=CHAINS)
    def accept_message(
        self,
        owner: int,
        text: str,
        count: int,
        wait: timedelta | None,
        late: Lateness | None,
        chain: Chaining,
    ) -> None:
        """Accept a message, to several people or in several ways to one."""
        account = chosen(self.accounts(), owner)
        self.store_message(account, text=text, count=count, wait=wait, late=late, chain=chain)

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
        posts = [self._delivery(message, account, now, wait) for _ in range(count)]
        if chain is not None and count > 1:
            posts = _chained(posts, None if chain == "failure" else int(chain.total_seconds()))

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

    def _delivery(
        self, message: Message, account: Account, now: datetime, wait: timedelta | None
    ) -> ChannelDelivery:
        state = DeliveryState.HELD if wait is None else DeliveryState.SCHEDULED
        due_at = None if wait is None else now + wait
        return a_delivery(message, account, id=self.new_id(), state=state, due_at=due_at, updated_at=now)

    @precondition(lambda self: self.accounts())
    @rule(owner=NUMBERS, wait=WAITS)
    def change_your_mind(self, owner: int, wait: timedelta | None) -> None:
        """Write a message, and leave without a commit."""
        self.store_message(chosen(self.accounts(), owner), text="lost", count=1, wait=wait, commits=False)

    @precondition(lambda self: self.known.messages)
    @rule(which=NUMBERS, text=TEXTS, wait=WAITS)
    def edit_message(self, which: int, text: str, wait: timedelta | None) -> None:
        """Edit a message: its deliveries are made anew, unless one has left."""
        now, old = self.tick(), chosen(list(self.known.messages.values()), which)
        edited = replace(old, content=Content(text), version=old.version + 1, updated_at=now)
        accounts = [self.known.accounts[row.delivery.account_id] for row in self.known.of_message(old.id)]
        made = [self._delivery(edited, one, now, wait) for one in accounts]

        async def work(uow: UnitOfWork) -> bool:
            if removed := await uow.deliveries.remove_unreleased(old.id):
                await uow.messages.save(edited)
                await uow.deliveries.add(made)
            return removed

        removed = self.write(work, workspace=old.workspace_id)
        demand_equal(self.known.can_remove(old.id), removed, Rule.ANSWERS, "what removing says")
        if removed:
            self.known.remove(old.id)
            self.known.messages[old.id] = edited
            self.known.add(made)

    @precondition(lambda self: self.known.messages)
    @rule(which=NUMBERS)
    def cancel_message(self, which: int) -> None:
        """Call a message off, as far as nothing was sent."""
        now, message = self.tick(), chosen(list(self.known.messages.values()), which)
        off = self.write(
            lambda uow: uow.deliveries.cancel(message.id, now=now), workspace=message.workspace_id
        )
        demand_equal(self.known.cancel(message.id, now=now), off, Rule.ANSWERS, "how many were called off")

    @precondition(lambda self: self.accounts(AccountState.ACTIVE))
    @rule(which=NUMBERS)
    def pause_account(self, which: int) -> None:
        """Pause an account by a person's word."""
        account = chosen(self.accounts(AccountState.ACTIVE), which)
        self._save(account.paused(PausedBy.PERSON, "Holidays."))

    @precondition(lambda self: self.accounts())
    @rule(which=NUMBERS, resumes=st.booleans())
    def reconnect_account(self, which: int, resumes: bool) -> None:
        """Give an account new credentials, or let it go on; what waits for it is woken."""
        account = chosen(self.accounts(), which)
        after = account.resumed() if resumes else account.reconnected(b"new")
        self._save(after)
        if after.state is AccountState.ACTIVE:
            self._wake(after)

    def _save(self, account: Account) -> None:
        self.write(lambda uow: uow.accounts.save(account), workspace=account.workspace_id)
        self.known.accounts[account.id] = account

    def _wake(self, account: Account) -> None:
        now, ids = self.tick(), [account.id]
        woken = self.write(lambda uow: uow.deliveries.wake(ids, now=now), workspace=account.workspace_id)
        demand_equal(self.known.wake(ids, now=now), woken, Rule.ANSWERS, "how many were woken")

    @precondition(lambda self: len(self.accounts()) > 1)
    @rule(which=NUMBERS)
    def remove_account(self, which: int) -> None:
        """Remove an account; its deliveries end."""
        now, account = self.tick(), chosen(self.accounts(), which)
        facts = {"reason": "Removed.", "fix": "Look on the platform."}
        self._save(account.removed())
        ended = self.write(
            lambda uow: uow.deliveries.retire(account.id, now=now, **facts), workspace=account.workspace_id
        )
        known = self.known.retire(account.id, now=now, **facts)
        demand_equal(known, ended, Rule.ANSWERS, "how many ended")

    def undecided(self) -> list[ChannelDelivery]:
        """Give the deliveries about which a person may decide."""
        stored = (row.delivery for row in self.known.rows.values())
        return [one for one in stored if one.asks_person or self._can_retry(one)]

    def _can_retry(self, one: ChannelDelivery) -> bool:
        """Whoever is reached another way is not written to again."""
        others = (row.delivery for row in self.known.of_chain(one.id) if row.delivery.id != one.id)
        return one.state in _RETRIABLE and all(other.state in _COMES_TO_NOTHING for other in others)

    @precondition(lambda self: self.undecided())
    @rule(which=NUMBERS, decision=NUMBERS, is_late=st.booleans())
    def decide(self, which: int, decision: int, is_late: bool) -> None:
        """Resolve or retry a delivery; one who looked too long ago is not believed."""
        now, old = self.tick(), chosen(self.undecided(), which)
        told = chosen(_decisions(old, now), decision)
        told = replace(told, fence=old.fence + (2 if is_late else 1), updated_at=now)
        sequel = sequel_of(told.state, told.evidence_wait, "Letters") if told.chain_id else NO_SEQUEL
        saved = self.write(lambda uow: uow.deliveries.save(told, sequel=sequel), workspace=old.workspace_id)
        believed = self.known.save(told, sequel=sequel)
        demand_equal(believed, saved, Rule.ANSWERS, "whether a person was believed")


def _decisions(old: ChannelDelivery, now: datetime) -> list[ChannelDelivery]:
    """Give what a person may make of a delivery; what failed can only be sent again."""
    again = replace(old, state=DeliveryState.WAITING, due_at=now, attempts=0, steps={}, external_id=None)
    anew = replace(again, url=None, kind=None, reason="Again.", fix=None, published_at=None)
    if not old.asks_person:
        return [anew]
    told = replace(old, due_at=None, kind=None, fix=None, reason="Somebody looked.")
    there = replace(told, state=DeliveryState.PUBLISHED, published_at=now)
    return [anew, replace(told, state=DeliveryState.FAILED), there]


def _chained(posts: list[ChannelDelivery], seconds: int | None) -> list[ChannelDelivery]:
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
