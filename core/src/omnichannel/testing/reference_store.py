"""
What a store has to remember, in dicts and rules: no SQL, no locks, nothing to open.

The model of repositories (`omnichannel.testing.repository_model`) does to this what it does to the real
store, and compares. Where a sentence of `DeliveryRepository` is not clear enough, these lines decide.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from omnichannel.domain.account import Account, AccountState
from omnichannel.domain.chain import LIVE, NO_SEQUEL, SPARED, Sequel
from omnichannel.domain.delivery import Attempt, ChannelDelivery
from omnichannel.domain.delivery_state import CANCELLABLE, DeliveryState
from omnichannel.domain.lane import Lane, WaitsFor
from omnichannel.domain.message import Message
from omnichannel.domain.message_status import Editorial

STARTS = frozenset({DeliveryState.SCHEDULED, DeliveryState.RELEASED, DeliveryState.WAITING})
"""A claim from one of these begins an attempt."""

_MAYBE_OUT = frozenset({DeliveryState.PENDING, DeliveryState.UNKNOWN})
_KEPT = ("message_id", "workspace_id", "account_id", "channel", "address", "recipient_name")
_BEGAN = ("started_at", "sent_since", "chain_id", "chain_step", "chain_wait_seconds")


@dataclass(frozen=True, slots=True)
class StepEnd:
    """A step that ended, what follows, when; *renews*: the next step has its message's patience anew."""

    id: UUID
    sequel: Sequel
    at: datetime
    renews: bool = True


@dataclass(slots=True)
class Row:
    """
    A delivery with what only its store knows.

    Attributes:
        waits_for: why it waits although it is due.
        slot_turn: the turn of its lane in which its slot was reserved.
        came_from, was_due_at: how it was claimed last.
        overdue_since: since when it should have gone out, where it waited for something.
    """

    delivery: ChannelDelivery
    waits_for: WaitsFor | None = None
    slot_turn: int = 0
    came_from: DeliveryState | None = None
    was_due_at: datetime | None = None
    overdue_since: datetime | None = None

    @property
    def due_since(self) -> datetime:
        """Since when it should have gone out; it was claimed."""
        since = self.overdue_since or self.was_due_at
        assert since is not None
        return since

    def change(self, **facts: Any) -> None:
        """Replace some of the delivery's fields."""
        self.delivery = replace(self.delivery, **facts)

    def uncount(self) -> None:
        """Undo the attempt that the last claim began; one that was begun before stays, and so does none."""
        one = self.delivery
        if one.state is DeliveryState.PUBLISHING and self.came_from in STARTS:
            since = None if one.sent_since == one.started_at else one.sent_since
            self.change(attempts=one.attempts - 1, started_at=since, sent_since=since)


@dataclass(slots=True)
class ReferenceStore:
    """Accounts, messages, deliveries with their attempts, and lanes, by id."""

    accounts: dict[UUID, Account] = field(default_factory=dict)
    messages: dict[UUID, Message] = field(default_factory=dict)
    rows: dict[UUID, Row] = field(default_factory=dict)
    lanes: dict[UUID, Lane] = field(default_factory=dict)
    attempts: dict[tuple[UUID, int], Attempt] = field(default_factory=dict)

    def add(self, deliveries: Iterable[ChannelDelivery]) -> None:
        """Add deliveries."""
        self.rows.update({one.id: Row(one) for one in deliveries})

    def of_message(self, message_id: UUID) -> list[Row]:
        """Give the deliveries of a message."""
        return [row for row in self.rows.values() if row.delivery.message_id == message_id]

    def of_account(self, account_id: UUID) -> list[Row]:
        """Give the deliveries of an account."""
        return [row for row in self.rows.values() if row.delivery.account_id == account_id]

    def lane(self, account_id: UUID) -> Lane:
        """Give the account's lane."""
        return self.lanes.get(account_id, Lane(account_id))

    def counts(self, message_id: UUID) -> dict[DeliveryState, int]:
        """Count the deliveries of a message by state."""
        return dict(Counter(row.delivery.state for row in self.of_message(message_id)))

    def next_due(self) -> datetime | None:
        """Give the earliest `due_at`."""
        dues = (row.delivery.due_at for row in self.rows.values())
        return min((due for due in dues if due is not None), default=None)

    def can_remove(self, message_id: UUID) -> bool:
        """Say whether none of a message's deliveries has left."""
        return all(row.delivery.has_not_left for row in self.of_message(message_id))

    def remove(self, message_id: UUID) -> None:
        """Remove a message's deliveries, and their attempts with them."""
        gone = {row.delivery.id for row in self.of_message(message_id)}
        self.rows = {id: row for id, row in self.rows.items() if id not in gone}
        self.attempts = {key: tried for key, tried in self.attempts.items() if key[0] not in gone}

    def cancel(self, message_id: UUID, *, now: datetime) -> int:
        """Call off what was not sent."""
        off = [row for row in self.of_message(message_id) if row.delivery.state in CANCELLABLE]
        self._end(off, DeliveryState.CANCELLED, now=now)
        return len(off)

    def retire(self, account_id: UUID, *, reason: str, fix: str, now: datetime) -> int:
        """Let an account's deliveries end."""
        rows = self.of_account(account_id)
        off = [row for row in rows if row.delivery.state in CANCELLABLE]
        asked = [row for row in rows if row.delivery.state in _MAYBE_OUT]
        self._end(off, DeliveryState.CANCELLED, now=now, reason=reason, fix=None)
        self.go_on(StepEnd(row.delivery.id, Sequel(hands_on=True), now) for row in off)
        self._end(asked, DeliveryState.UNKNOWN, now=now, reason=reason, fix=fix)
        return len(off) + len(asked)

    def _end(self, rows: Sequence[Row], state: DeliveryState, *, now: datetime, **facts: Any) -> None:
        for row in rows:
            fence = row.delivery.fence + 1
            row.change(state=state, due_at=None, updated_at=now, fence=fence, parked=False, **facts)
            row.waits_for = None

    def wake(self, account_ids: Collection[UUID], *, now: datetime) -> int:
        """Make due what waits for these accounts."""
        parked = [
            row
            for row in self.rows.values()
            if row.delivery.account_id in account_ids and row.delivery.parked
        ]
        for row in parked:
            row.change(due_at=now, updated_at=now, parked=False)
            row.overdue_since = row.overdue_since or row.was_due_at
        return len(parked)

    def next_refresh(self) -> datetime | None:
        """Give the earliest moment at which a sign-in is to be renewed."""
        dues = (account.refresh_at for account in self.accounts.values())
        return min((due for due in dues if due is not None), default=None)

    def claim_refresh(
        self,
        *,
        now: datetime,
        limit: int,
        lease: timedelta,
        passing_over: Collection[str] = (),
        workspace: UUID | None = None,
    ) -> list[Account]:
        """Claim accounts as `AccountRepository.claim_refresh` does."""
        seen = (one for one in self.accounts.values() if workspace in (None, one.workspace_id))
        wanted = (one for one in seen if one.channel not in passing_over)
        due = [(one.refresh_at, one.id) for one in wanted if one.refresh_at and one.refresh_at <= now]
        return [self._leased(id, now + lease) for _, id in sorted(due)[:limit]]

    def claim_refresh_of(self, id: UUID, *, now: datetime, lease: timedelta) -> Account | None:
        """Claim one account as `AccountRepository.claim_refresh_of` does."""
        account = self.accounts.get(id)
        if account is None or account.state is AccountState.REMOVED or account.is_being_refreshed(now):
            return None
        return self._leased(id, now + lease)

    def _leased(self, id: UUID, until: datetime) -> Account:
        """Who finds a lease finds what somebody left who vanished."""
        account = self.accounts[id]
        vanished = account.refresh_lease_until is not None
        self.accounts[id] = replace(
            account,
            refresh_at=until,
            refresh_lease_until=until,
            refresh_failures=account.refresh_failures + vanished,
            refresh_unclear=account.refresh_unclear or vanished,
            version=account.version + 1,
        )
        return self.accounts[id]

    def record_step(self, id: UUID, *, fence: int, name: str, result: str, lease_until: datetime) -> bool:
        """Keep a step, unless the fence is old."""
        row = self.rows.get(id)
        if row is None or row.delivery.fence != fence:
            return False
        row.change(steps={**row.delivery.steps, name: result}, due_at=lease_until)
        return True

    def save(self, told: ChannelDelivery, *, sequel: Sequel = NO_SEQUEL) -> bool:
        """Believe a person, unless the delivery moved on since they looked."""
        row = self.rows[told.id]
        if row.delivery.fence != told.fence - 1:
            return False
        row.delivery = replace(told, **{name: getattr(row.delivery, name) for name in (*_KEPT, *_BEGAN)})
        row.waits_for = row.overdue_since = None
        self.go_on([StepEnd(told.id, sequel, told.updated_at)])
        return True

    def of_chain(self, id: UUID) -> list[Row]:
        """Give the steps of the chain of a delivery, the first one first; none where it has no chain."""
        chain = self.rows[id].delivery.chain_id
        steps = [row for row in self.rows.values() if chain and row.delivery.chain_id == chain]
        return sorted(steps, key=lambda row: row.delivery.chain_step)

    def go_on(self, ends: Iterable[StepEnd]) -> None:
        """Do what ends of steps mean for their chains: first somebody takes over, then some are left out."""
        ended = list(ends)
        handing = [end for end in ended if end.sequel.hands_on]
        begun = {self.rows[end.id].delivery.chain_id for end in handing if self._hand_on(end)}
        for end in handing:
            if self.rows[end.id].delivery.chain_id in begun:
                self.rows[end.id].change(handed_on_at=end.at)
        for end in ended:
            others = [row for row in self.of_chain(end.id) if row.delivery.id != end.id]
            off = [row for row in others if row.delivery.state in SPARED]
            if end.sequel.spares is not None:
                facts = {"kind": None, "reason": end.sequel.spares, "fix": None}
                self._end(off, DeliveryState.SKIPPED, now=end.at, **facts)

    def _hand_on(self, end: StepEnd) -> bool:
        message = self.messages[self.rows[end.id].delivery.message_id]
        others = [row for row in self.of_chain(end.id) if row.delivery.id != end.id]
        waiting = [row for row in others if row.delivery.state is DeliveryState.STANDBY]
        is_busy = any(_is_live(row.delivery) for row in others)
        if not waiting or is_busy or message.editorial is not Editorial.SCHEDULED:
            return False
        row, one = waiting[0], waiting[0].delivery
        due_at = max(end.at, message.schedule.instant) if message.schedule else end.at
        state = DeliveryState.UNKNOWN if one.sent_since else DeliveryState.SCHEDULED
        row.change(state=state, due_at=due_at, updated_at=end.at, fence=one.fence + 1)
        row.change(asked_at=due_at if end.renews else one.asked_at)
        return True


def _is_live(one: ChannelDelivery) -> bool:
    waits = one.state is DeliveryState.PUBLISHED and one.handed_on_at is None
    return one.state in LIVE or waits
