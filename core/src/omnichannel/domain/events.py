"""Facts that have happened. They are hints: the store decides, and a lost one costs time, never a post."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from omnichannel.domain.claim import Claim
from omnichannel.domain.delivery_state import DeliveryState


@dataclass(frozen=True, slots=True)
class MessagesScheduled:
    """Messages were accepted or moved; the first of them is due at *first_due_at*."""

    message_ids: tuple[UUID, ...]
    first_due_at: datetime


@dataclass(frozen=True, slots=True)
class DeliveriesDue:
    """
    Deliveries were claimed and are to be dealt with now.

    Attributes:
        claims: what the worker needs. A bus that leaves the process carries their ids and fences.
    """

    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class DeliveriesSettled:
    """
    Deliveries went to another state, by delivery id.

    Attributes:
        lets_next_go: one of them was in the way of another, which is due now.
    """

    states: Mapping[UUID, DeliveryState]
    lets_next_go: bool = False


@dataclass(frozen=True, slots=True)
class SignInsExpired:
    """Posts met sign-ins that have expired and can be renewed: those of these accounts are due for it."""

    account_ids: frozenset[UUID]


Event = MessagesScheduled | DeliveriesDue | DeliveriesSettled | SignInsExpired
