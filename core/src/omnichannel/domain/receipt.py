"""
Receipts: what a platform tells about a post, later and by itself.

They come twice, late, and in any order. What they say is laid over what is known so that the order does
not matter: `sent`, `failed`, `delivered`, `read`, of which each outdoes those before it.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from omnichannel.domain.chain import sequel_of
from omnichannel.domain.delivery import Attempt, ChannelDelivery
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.outcome import Evidence
from omnichannel.domain.settlement import Settlement

S = DeliveryState


class ReceiptKind(StrEnum):
    """What is told. A bounce is `failed`, with `recipient_invalid` or `recipient_unreachable`."""

    SENT = "sent"
    FAILED = "failed"
    DELIVERED = "delivered"
    READ = "read"


class Heard(StrEnum):
    """What became of a receipt."""

    CHANGED = "changed"  # something new
    KNOWN = "known"  # nothing new, or less than is known
    EARLY = "early"  # its delivery is being dealt with: hand it in again later
    STRANGER = "stranger"  # of no delivery of ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """
    One thing that a platform told.

    Attributes:
        at: when it happened, by the platform's clock; aware, UTC.
        delivery_id: our own id, where the platform gives it back (`Post.key`).
        account_id, external_id: else the account and the platform's own id of the post.
        failure, reason, fix: of a `failed` one, as in `Refused`.
    """

    kind: ReceiptKind
    at: datetime
    delivery_id: UUID | None = None
    account_id: UUID | None = None
    external_id: str | None = None
    failure: FailureKind = FailureKind.RECIPIENT_UNREACHABLE
    reason: str = "The platform took it, and could not bring it to the recipient."
    fix: str = "Check whether the address is right."
    evidence: Evidence = field(default_factory=Evidence)


RANK = {kind: rank for rank, kind in enumerate(ReceiptKind)}
"""A later kind outdoes an earlier one, whichever comes first."""

_LEADS_TO = {
    ReceiptKind.SENT: S.PUBLISHED,
    ReceiptKind.FAILED: S.FAILED,
    ReceiptKind.DELIVERED: S.DELIVERED,
    ReceiptKind.READ: S.READ,
}
_NEWS: dict[ReceiptKind, frozenset[DeliveryState]] = {
    ReceiptKind.SENT: frozenset({S.PUBLISHING, S.PENDING, S.UNKNOWN, S.WAITING, S.CANCELLED, S.MISSED}),
    ReceiptKind.FAILED: frozenset({S.PUBLISHED, S.PENDING, S.UNKNOWN}),
    ReceiptKind.DELIVERED: frozenset(DeliveryState) - {S.DELIVERED, S.READ, S.SKIPPED, S.STANDBY},
    ReceiptKind.READ: frozenset(DeliveryState) - {S.READ, S.SKIPPED, S.STANDBY},
}
"""The states to which a receipt adds something."""


def heard_of(delivery: ChannelDelivery, receipt: Receipt) -> Heard:
    """Say what *receipt* means where its *delivery* stands; of what was never sent nothing is believed."""
    if receipt.kind is ReceiptKind.FAILED and delivery.state is S.PUBLISHING:
        return Heard.EARLY  # the answer to the request is on its way, and would say `published` after it
    was_sent = delivery.sent_since is not None or delivery.published_at is not None
    is_news = was_sent and delivery.state in _NEWS[receipt.kind]
    return Heard.CHANGED if is_news else Heard.KNOWN


def confirm(
    delivery: ChannelDelivery, receipt: Receipt, *, now: datetime, label: str, is_ordered: bool = False
) -> Settlement:
    """
    Say what a receipt that was `heard_of` as news makes of its delivery.

    It counts while the delivery's fence is the newest, and moves it on: whoever holds the delivery
    cannot send it again.

    Args:
        label: the delivery's channel, as people call it.
        is_ordered: the next post of its account waits until this one has ended.
    """
    at, state = min(receipt.at, now), _LEADS_TO[receipt.kind]
    settled = Settlement(
        delivery.id,
        delivery.account_id,
        delivery.fence,
        state,
        _attempt(delivery, receipt, now),
        external_id=receipt.external_id,
        url=delivery.url,
        published_at=None if state is S.FAILED else delivery.published_at or at,
        channel=delivery.channel,
        is_ordered=is_ordered,
    )
    if state is S.FAILED:
        settled = replace(settled, kind=receipt.failure, reason=receipt.reason, fix=receipt.fix)
    if delivery.chain_id is None:
        return settled
    due_at = delivery.evidence_due(settled.published_at or at) if state is S.PUBLISHED else None
    return replace(settled, due_at=due_at, sequel=sequel_of(state, delivery.evidence_wait, label))


def _attempt(delivery: ChannelDelivery, receipt: Receipt, now: datetime) -> Attempt:
    is_failure = receipt.kind is ReceiptKind.FAILED
    return Attempt(
        delivery.id,
        delivery.fence + 1,
        "receipt",
        min(receipt.at, now),
        now,
        receipt.kind.value,
        kind=receipt.failure if is_failure else None,
        reason=receipt.reason if is_failure else None,
        evidence=receipt.evidence,
    )
