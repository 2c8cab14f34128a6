"""Messages, accounts and deliveries for the repository contract, and short ways to store and claim them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from omnichannel.application.ports.outbound.unit_of_work import Store, UnitOfWork
from omnichannel.domain.account import Account
from omnichannel.domain.claim import Claim
from omnichannel.domain.content import Content
from omnichannel.domain.delivery import ChannelDelivery
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.identifiers import new_id
from omnichannel.domain.lane import LaneRules, Rate
from omnichannel.domain.media import MediaAsset, media_of
from omnichannel.domain.message import Message
from omnichannel.domain.message_status import Editorial
from omnichannel.domain.outcome import Outcome
from omnichannel.domain.settlement import Settlement, send_again, settle
from omnichannel.domain.target import Target
from omnichannel.domain.walltime import at_instant

HERE = UUID("00000000-0000-7000-8000-00000000000a")
ELSEWHERE = UUID("00000000-0000-7000-8000-00000000000b")
NOW = datetime(2031, 5, 6, 7, 8, 9, 123456, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LEASE = timedelta(minutes=2)


def an_account(**facts: Any) -> Account:
    """Make an account; *facts* say what is special about it."""
    usual: dict[str, Any] = {"workspace_id": HERE, "channel": "letters", "name": "Sæmi", "created_at": NOW}
    return Account(**{"id": new_id(), **usual, **facts})


def a_message(*accounts: Account, **facts: Any) -> Message:
    """Make a message to *accounts*."""
    usual: dict[str, Any] = {
        "workspace_id": HERE,
        "content": Content("Good morning"),
        "targets": tuple(Target(account.id) for account in accounts),
        "editorial": Editorial.SCHEDULED,
        "created_at": NOW,
        "updated_at": NOW,
        "created_by": "local",
        "schedule": at_instant(NOW),
        "content_hash": "ab" * 32,
    }
    return Message(**{"id": new_id(), **usual, **facts})


def a_delivery(message: Message, account: Account, **facts: Any) -> ChannelDelivery:
    """Make a delivery that is due now."""
    usual: dict[str, Any] = {
        "state": DeliveryState.SCHEDULED,
        "due_at": NOW,
        "updated_at": NOW,
        "channel": account.channel,
    }
    ids = {"id": new_id(), "message_id": message.id, "account_id": account.id}
    return ChannelDelivery(**{**ids, "workspace_id": message.workspace_id, **usual, **facts})


async def keep(store: Store, *things: Account | Message | ChannelDelivery) -> None:
    """Store *things*, accounts first; assets that the messages refer to are there before them."""
    messages = [thing for thing in things if isinstance(thing, Message)]
    async with store.unit_of_work() as uow:
        await _keep_assets_of(uow, messages)
        for thing in things:
            if isinstance(thing, Account):
                await uow.accounts.add(thing)
        await uow.messages.add(messages)
        await uow.deliveries.add([thing for thing in things if isinstance(thing, ChannelDelivery)])
        await uow.commit()


async def _keep_assets_of(uow: UnitOfWork, messages: Sequence[Message]) -> None:
    refs = {id: (message.workspace_id, ref) for message in messages for id, ref in media_of(message).items()}
    there = await uow.media.get_many(refs) if refs else {}
    for id, (workspace, ref) in refs.items():
        if id not in there:
            copied = {name: getattr(ref, name) for name in ref.__dataclass_fields__ if name != "media_id"}
            await uow.media.add(MediaAsset(id=id, workspace_id=workspace, created_at=NOW, **copied))


async def keep_post(
    store: Store, account: Account | None = None, *, workspace: UUID = HERE, **facts: Any
) -> ChannelDelivery:
    """Store a message with one delivery, and its *account* unless one is given."""
    owner = account or an_account(workspace_id=workspace)
    message = a_message(owner, workspace_id=owner.workspace_id)
    delivery = a_delivery(message, owner, **facts)
    await keep(store, *([] if account else [owner]), message, delivery)
    return delivery


async def keep_posts(store: Store, count: int, account: Account, **facts: Any) -> list[ChannelDelivery]:
    """Store *account* and a message with *count* deliveries, in the order of their ids."""
    message = a_message(account, workspace_id=account.workspace_id)
    posts = [a_delivery(message, account, **facts) for _ in range(count)]
    await keep(store, account, message, *posts)
    return sorted(posts, key=lambda post: post.id)


async def claim(
    store: Store,
    *,
    now: datetime = NOW,
    limit: int = 100,
    rates: Mapping[str, Rate | None] | None = None,
    rules: Mapping[str, LaneRules] | None = None,
    workspace: UUID | None = None,
) -> list[Claim]:
    """Claim in a unit of work of its own, by the *rules* of channels, or their *rates* alone."""
    held_to = rules or {channel: LaneRules(rate) for channel, rate in (rates or {}).items()}
    async with store.unit_of_work(workspace) as uow:
        claims = await uow.deliveries.claim_due(now=now, limit=limit, lease=LEASE, rules=held_to)
        await uow.commit()
    return claims


async def write(store: Store, *settlements: Settlement, workspace: UUID | None = None) -> set[UUID]:
    """Settle in a unit of work of its own."""
    async with store.unit_of_work(workspace) as uow:
        changed = await uow.deliveries.settle(settlements)
        await uow.commit()
    return changed


def settled(claim: Claim, outcome: Outcome, *, now: datetime = NOW, renews: bool = False) -> Settlement:
    """Say what *outcome* makes of *claim*, without chance."""
    chance = Random(1)  # noqa: S311
    return settle(claim, outcome, now=now, chance=chance, look_after=LEASE, renews=renews)


def absent(claim: Claim, *, now: datetime = NOW) -> Settlement:
    """Say that the platform does not have the post of *claim*, without chance."""
    return send_again(claim, "absent", now=now, outcome="absent", chance=Random(1))  # noqa: S311


async def read(store: Store, *ids: UUID) -> list[ChannelDelivery]:
    """Read deliveries as they are stored, in the order of *ids*."""
    async with store.reading() as uow:
        found = [await uow.deliveries.get_by_id(id) for id in ids]
    return [delivery for delivery in found if delivery is not None]


async def read_one(store: Store, delivery: ChannelDelivery) -> ChannelDelivery:
    """Read *delivery* as it is stored."""
    return (await read(store, delivery.id))[0]


def ids_of(claims: Sequence[Claim]) -> set[UUID]:
    """Give the ids of the claimed deliveries."""
    return {claim.delivery.id for claim in claims}


def next_version(message: Message, text: str) -> Message:
    """Edit *message*."""
    return replace(message, content=Content(text), version=message.version + 1)
