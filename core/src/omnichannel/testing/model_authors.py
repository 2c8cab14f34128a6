"""What people do in the model of repositories: write, move, call off, decide, and look after accounts."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from omnichannel.application.ports.outbound.unit_of_work import UnitOfWork
from omnichannel.domain.account import Account, AccountState, PausedBy
from omnichannel.domain.chain import NO_SEQUEL, sequel_of
from omnichannel.domain.content import Content
from omnichannel.domain.delivery import ChannelDelivery
from omnichannel.domain.delivery_state import UNPUBLISHED, DeliveryState
from omnichannel.domain.lateness import Lateness
from omnichannel.domain.message import Message
from omnichannel.testing.model_house import chosen
from omnichannel.testing.model_opening import (
    CHAINS,
    CHANNELS,
    NUMBERS,
    PATIENCE,
    TEXTS,
    WAITS,
    Chaining,
    Opening,
    chained,
)
from omnichannel.testing.model_rules import Rule, demand_equal

MOST_ACCOUNTS = 4
_COMES_TO_NOTHING = UNPUBLISHED | {DeliveryState.STANDBY}
_RETRIABLE = frozenset({DeliveryState.FAILED, DeliveryState.MISSED})


class Authors(Opening):
    """Rules of people."""

    @precondition(lambda self: len(self.known.accounts) < MOST_ACCOUNTS)
    @rule(channel=CHANNELS, where=NUMBERS)
    def connect_account(self, channel: str, where: int) -> None:
        """Connect an account."""
        self.connect(channel, where)

    @precondition(lambda self: self.has_room())
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

    @precondition(lambda self: self.accounts())
    @rule(owner=NUMBERS, wait=WAITS)
    def change_your_mind(self, owner: int, wait: timedelta | None) -> None:
        """Write a message, and leave without a commit."""
        self.store_message(chosen(self.accounts(), owner), text="lost", count=1, wait=wait, commits=False)

    @precondition(lambda self: self.known.messages)
    @rule(which=NUMBERS, text=TEXTS, wait=WAITS)
    def edit_message(self, which: int, text: str, wait: timedelta | None) -> None:
        """Edit a message: its deliveries are made anew, in a chain if they were one, unless one has left."""
        now, old = self.tick(), chosen(list(self.known.messages.values()), which)
        edited = replace(old, content=Content(text), version=old.version + 1, updated_at=now)
        made = self._made_anew(edited, now, wait)

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

    def _made_anew(self, edited: Message, now: datetime, wait: timedelta | None) -> list[ChannelDelivery]:
        before = [row.delivery for row in self.known.of_message(edited.id)]
        made = [self.delivery(edited, self.known.accounts[one.account_id], now, wait) for one in before]
        return chained(made, before[0].chain_wait_seconds) if before[0].chain_id else made

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
