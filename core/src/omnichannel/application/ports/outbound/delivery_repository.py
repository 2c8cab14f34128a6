"""
DeliveryRepository: the rows that decide.

Work that is not finished has a `due_at`. Scheduling, retries, polling, reconciliation and recovery
after a crash are one mechanism: claim what is due, and with the same write move `due_at` on by a
lease. Whoever dies leaves a row that becomes due again.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from omnichannel.domain.chain import NO_SEQUEL, Sequel
from omnichannel.domain.claim import Claim
from omnichannel.domain.delivery import Attempt, ChannelDelivery
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.lane import Lane, LaneRules, WaitsFor
from omnichannel.domain.settlement import Settlement


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryFilter:
    """
    Which deliveries are wanted; what is not said does not matter.

    Attributes:
        states: any of them.
        asks_person: whether it waits for a person to say what became of it.
    """

    message_id: UUID | None = None
    account_id: UUID | None = None
    channel: str | None = None
    states: frozenset[DeliveryState] = frozenset()
    asks_person: bool | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """
    What a delivery waits for, and with how many.

    Attributes:
        waits_for: what it waits for although it is due; None where it waits for its time, or not at all.
        apart: how many overdue deliveries of its account are kept apart, itself among them.
    """

    waits_for: WaitsFor | None = None
    apart: int = 0


class DeliveryRepository(Protocol):
    """Keeps deliveries, their attempts, and the lanes of their accounts."""

    async def add(self, deliveries: Sequence[ChannelDelivery]) -> None:
        """Add new deliveries, in one statement."""
        ...

    async def add_missing(self, made: Sequence[ChannelDelivery]) -> None:
        """Add those whose ids are not there yet, in one statement; the others stay as they are stored."""
        ...

    async def of_messages(
        self, message_ids: Collection[UUID], *, limit: int | None = None
    ) -> list[ChannelDelivery]:
        """Give the deliveries of these messages, in the order of their ids; the first *limit* of them."""
        ...

    async def get_by_id(self, id: UUID) -> ChannelDelivery | None:
        """Give one delivery, or None where the workspace has none such."""
        ...

    async def get_many(self, ids: Collection[UUID]) -> dict[UUID, ChannelDelivery]:
        """Give those of *ids* that exist, in one statement."""
        ...

    async def page(
        self, only: DeliveryFilter, *, limit: int, before: UUID | None = None
    ) -> list[ChannelDelivery]:
        """
        List deliveries, newest first: downwards by their ids, which begin with the time.

        Args:
            limit: at most so many; 1 to 501.
            before: only those that come after this one in the list; inserts do not move it.
        """
        ...

    async def first_of(self, message_id: UUID, *, limit: int) -> list[ChannelDelivery]:
        """Give the first deliveries of a message, in the order of their ids; 1 to 501 of them."""
        ...

    async def attempts_of(self, delivery_ids: Collection[UUID]) -> list[Attempt]:
        """Give all attempts of these deliveries, oldest first."""
        ...

    async def claim_due(
        self,
        *,
        now: datetime,
        limit: int,
        lease: timedelta,
        rules: Mapping[str, LaneRules],
        passing_over: Collection[str] = (),
    ) -> list[Claim]:
        """
        Claim up to *limit* deliveries with `due_at <= now`, the longest due first, equals by their ids.

        With the one write that claims a row: fence + 1; `due_at = now + lease`, `updated_at = now`;
        `scheduled`, `released` and `waiting` become `publishing` with attempts + 1, `started_at = now` and,
        where it was empty, `sent_since = now`; an expired `publishing` becomes `unknown`, unless its steps
        show that nothing can be out (`omnichannel.domain.claim.Claim.action`): then it stays and is
        resumed; `pending`, `unknown` and `published` stay. Two claimers never get the same row.

        Of those that would begin now, whoever comes later than its message's patience allows
        (`omnichannel.domain.lateness.Lateness.deadline`) is not begun and not returned: it becomes
        `missed` or `held`, as the message says, without a `due_at`, with the reason, its attempt uncounted.

        Then the lanes are asked, by the *rules* of the channel. A `publishing` delivery that may not begin
        yet goes back to `waiting`, its attempt uncounted, and is not returned:

        - where its account is paused, or has to renew its sign-in first (`Account.waits_for_refresh`), it is
          `parked`: until it is woken, or until its message's patience ends (`Message.patience_ends`; without
          a `due_at` where that never does); whoever claims it takes it out of its place;
        - where the account's posts go in order, and an earlier one (by `Message.due_from`, then by id) is
          under way (unfinished with a `due_at`, not parked, and not scheduled for later), for a minute at
          most: the settlement that ends the earlier one makes it due at once (`Settlement.lets_next_go`);
        - where it is overdue (it could begin later after its time than `Surge.after`), until its slot
          among the overdue ones (`omnichannel.domain.lane.reserve_apart`);
        - until its slot by the rate and the learned pace (`omnichannel.domain.lane.reserve`).

        Who comes back at a slot has it and does not ask again, unless the lane turned since (`Lane.turns`)
        or the slot is more than 10 seconds past: so nobody starves, and the end of an outage is no salvo.
        Who asks, asks in the order of the time since which it should have gone out.

        Deliveries of the channels that *passing_over* names are left as they are, for as long as they are
        named: a channel that somebody disabled costs its messages nothing but time. What is `published`
        and waits for evidence is claimed all the same: the next step of its chain must not wait.

        At most 3 statements where no lane is full and no account is paused; 1 more otherwise, 1 more
        where something comes too late (which hands a chain on as `settle` does, where it is `missed`), and
        1 more where something was taken whose posts go in order. Returns the claims that were won, each
        with its message and account.
        """
        ...

    async def settle(self, settlements: Sequence[Settlement]) -> set[UUID]:
        """
        Write what became of claims, all of them in at most 2 statements; late or adopted ones cost one
        more, pauses two, lessons of lanes one, ends in an ordered account one.

        A settlement with an old fence changes no state; its attempt is kept, and where it says
        `published` while the delivery is anything but published, delivered, read or skipped, the
        delivery becomes `published` and its fence moves on, so that its present holder cannot send
        it again. One that adopts an
        external id which another delivery of the account owns is left out, attempt and all. Those
        that changed their delivery pause accounts and teach lanes (`Lane.taught`); an account that is
        active at another version than `account_version` was reconnected since: it is not paused,
        and the delivery is due at once. `unmarks` removes the irreversible step from the recorded
        ones; `gives_back` uncounts the attempt and keeps the slot; `parks` parks the delivery.

        `renews` makes the account due for renewing its sign-in, once, and lets nothing else leave before
        (`Account.refresh_called_for`), unless it is at another version than `account_version`. Whoever
        pauses or renews and meets an account that may publish is due at once, and not parked.

        For what changed its delivery, `sequel` is written in the same transaction, at no statement where
        there is none, and at most three. `hands_on`: the first step of the chain in `standby` becomes
        `scheduled`, or `unknown` where it has a `sent_since` (it comes from a backup), with fence + 1, due at
        the end of the attempt and not before the time of its message, `asked_at` being that moment unless
        the step was `missed`; the step that ended gets `handed_on_at`. Not so in a message that is not
        `scheduled`, nor while another step of the chain is `omnichannel.domain.chain.LIVE` or `published`
        without having handed on: of two that ask at the same time one hands on. `spares`: the other steps
        in `omnichannel.domain.chain.SPARED` become `skipped`, with that reason and fence + 1.

        Returns:
            The ids of the deliveries that changed.
        """
        ...

    async def confirm(self, settlements: Sequence[Settlement]) -> set[UUID]:
        """
        Write what receipts say (`omnichannel.domain.receipt.confirm`), with their sequels as `settle` does.

        A settlement with an old fence changes nothing. One that does moves the fence on, so that a holder
        of the delivery cannot send it again; its attempt is kept under the new fence.

        Returns:
            The ids of the deliveries that changed.
        """
        ...

    async def of_posts(
        self, *, ids: Collection[UUID], names: Collection[tuple[UUID, str]]
    ) -> list[ChannelDelivery]:
        """
        Give the deliveries with these ids, and those whose external id is among *names*, in no order.

        Args:
            names: accounts, each with an external id.
        """
        ...

    async def of_chains(self, chain_ids: Collection[UUID]) -> list[ChannelDelivery]:
        """Give the deliveries of these chains, each chain's together, step by step."""
        ...

    async def record_step(
        self, delivery_id: UUID, *, fence: int, name: str, result: str, lease_until: datetime
    ) -> bool:
        """Store a finished step and renew the lease; False where the fence is old."""
        ...

    async def next_due(self, *, passing_over: Collection[str] = ()) -> datetime | None:
        """Give the earliest `due_at` of all, or None where nothing waits."""
        ...

    async def count_due(self, *, now: datetime, limit: int, passing_over: Collection[str] = ()) -> int:
        """Count the deliveries with `due_at <= now`; further than *limit* is not counted."""
        ...

    async def owners(self, account_id: UUID, external_ids: Collection[str]) -> dict[str, UUID]:
        """Say which of the account's *external_ids* belong to a delivery already, and to which."""
        ...

    async def remove_unreleased(self, message_id: UUID) -> bool:
        """
        Remove a message's deliveries, if each is `held`, `scheduled`, or `skipped` from the start (fence 0).

        One that was called off before it was ever tried counts as not having left: its account was
        removed.

        Returns:
            False, and nothing is removed, where one is not.
        """
        ...

    async def cancel(self, message_id: UUID, *, now: datetime) -> int:
        """Call off every delivery of which nothing was sent (`CANCELLABLE`); fence + 1. Gives how many."""
        ...

    async def wake(self, account_ids: Collection[UUID], *, now: datetime) -> int:
        """
        Make these accounts' deliveries that are `parked` due at once. Gives how many.

        They remember when they were due, and may be overdue.
        """
        ...

    async def retire(self, account_id: UUID, *, reason: str, fix: str, now: datetime) -> int:
        """
        Let an account's unfinished deliveries end, because it is removed.

        Those of which nothing was sent (`CANCELLABLE`) are `cancelled` with *reason*. `pending` and
        `unknown` ones may be out, and nobody can look any more: they ask a person, with *reason* and
        *fix*. Fence + 1 for both. An attempt under way ends by itself. A cancelled step hands its chain on,
        as in `settle`.

        Returns:
            How many were cancelled or ask a person now.
        """
        ...

    async def lane(self, account_id: UUID) -> Lane:
        """Give the account's lane as it stands; an empty one where it was never used."""
        ...

    async def planned(self, account_id: UUID, *, until: datetime, limit: int) -> list[datetime]:
        """
        Say when the account's deliveries are due that wait for their first or next attempt.

        Those whose slot the lane's rate has reserved already are left out, as are those without a `due_at`.

        Args:
            until: only those due at this moment or before.
            limit: at most so many, the latest of them; latest first.
        """
        ...

    async def line_of(self, delivery_id: UUID) -> Line:
        """Say what a delivery waits for; nothing where the workspace has none such."""
        ...

    async def count_due_after(
        self, moments: Collection[tuple[UUID, datetime]]
    ) -> dict[tuple[UUID, datetime], int]:
        """
        Count the unfinished deliveries of accounts that are due after a moment, in one statement.

        Args:
            moments: accounts, each with a moment; an account may stand there with several.

        Returns:
            The counts that are not 0.
        """
        ...

    async def save(self, delivery: ChannelDelivery, *, sequel: Sequel = NO_SEQUEL) -> bool:
        """
        Replace where a delivery stands, by a person's word; a slot that it had is given up.

        `delivery.fence` is one more than the stored, so that whoever holds a claim no longer does.
        What it is (its message, account, recipient, place in a chain) and when it began stay as they are
        stored. *sequel* is written with it, as by `settle`.

        Returns:
            False, and nothing is changed, where the stored fence is another.
        """
        ...
