"""Chains for the repository contract, and short ways to store, settle and hear of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.domain.account import Account
from omnichannel.domain.claim import Claim
from omnichannel.domain.delivery import ChannelDelivery
from omnichannel.domain.delivery_state import DeliveryState as S
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.outcome import Outcome, Refused, Unknown
from omnichannel.domain.receipt import Receipt, ReceiptKind, confirm
from omnichannel.domain.settlement import Settlement
from omnichannel.testing.repository_samples import (
    NOW,
    a_delivery,
    a_message,
    an_account,
    claim,
    keep,
    read,
    read_one,
    settled,
    write,
)

WAIT = timedelta(minutes=10)
OVER = NOW + WAIT
NO = Refused(FailureKind.RECIPIENT_INVALID, "There is no such number.", "Correct it.")


@dataclass(frozen=True, slots=True)
class Chain:
    """A stored chain: the steps as they were added, and their accounts."""

    steps: Sequence[ChannelDelivery]
    accounts: Sequence[Account]

    @property
    def id(self) -> UUID:
        return self.steps[0].id


async def keep_chain(
    store: Store,
    *channels: str,
    wait: timedelta | None = WAIT,
    first: dict[str, Any] | None = None,
    **message: Any,
) -> Chain:
    """Store a message with one person and a way to reach them on each of *channels*."""
    accounts = [an_account(channel=name) for name in channels or ("chat", "texts", "mail")]
    written = a_message(*accounts, **message)
    posts = sorted((a_delivery(written, one) for one in accounts), key=lambda post: post.id)
    seconds = None if wait is None else int(wait.total_seconds())
    steps = [
        replace(
            post,
            account_id=account.id,
            channel=account.channel,
            state=S.STANDBY if step else S.SCHEDULED,
            due_at=None if step else NOW,
            chain_id=posts[0].id,
            chain_step=step,
            chain_wait_seconds=None if step == len(posts) - 1 else seconds,
        )
        for step, (post, account) in enumerate(zip(posts, accounts, strict=True))
    ]
    steps[0] = replace(steps[0], **(first or {}))
    await keep(store, *accounts, written, *steps)
    return Chain(steps, accounts)


async def states(store: Store, chain: Chain) -> list[S]:
    """Give where the steps stand."""
    return [one.state for one in await read(store, *(step.id for step in chain.steps))]


async def step(store: Store, outcome: Outcome, *, now: datetime = NOW) -> ChannelDelivery:
    """Claim the one step that is due, and settle it."""
    (won,) = await claim(store, now=now)
    await write(store, settled(won, outcome, now=now))
    return won.delivery


async def hear(
    store: Store, delivery: ChannelDelivery, kind: ReceiptKind, *, at: datetime = NOW
) -> set[UUID]:
    """Write a receipt about a delivery as it is stored now."""
    stored = await read_one(store, delivery)
    return await told(store, confirm(stored, Receipt(kind=kind, at=at), now=at, label="Chat"))


async def told(store: Store, *settlements: Settlement) -> set[UUID]:
    """Confirm in a unit of work of its own."""
    async with store.unit_of_work() as uow:
        changed = await uow.deliveries.confirm(settlements)
        await uow.commit()
    return changed


def no_evidence(won: Claim, *, now: datetime = OVER) -> Settlement:
    """Say that no word came."""
    return settled(won, Unknown("No word came."), now=now)
