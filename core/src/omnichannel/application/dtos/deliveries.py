"""Deliveries and attempts on the wire."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from omnichannel.application.dtos.wire import WireModel

StateName = Literal[
    "held",
    "standby",
    "scheduled",
    "released",
    "publishing",
    "pending",
    "waiting",
    "unknown",
    "published",
    "delivered",
    "read",
    "failed",
    "missed",
    "cancelled",
    "skipped",
]


class EvidenceOut(WireModel):
    """The platform's own words."""

    status: int | None
    code: str | None
    message: str | None
    trace_id: str | None


class AttemptOut(WireModel):
    """One time somebody dealt with a delivery."""

    action: str
    outcome: str
    started_at: datetime
    ended_at: datetime
    kind: str | None
    reason: str | None
    evidence: EvidenceOut


class ChainPlaceOut(WireModel):
    """
    A delivery's place among the ways to reach one person.

    *id*: the delivery of the first step. *step*: 0 is the first. *handed_on_at*: when the next one took over.
    """

    id: UUID
    step: int
    handed_on_at: datetime | None


class DeliveryFacts(WireModel):
    """Where one delivery stands, why, and what happens next."""

    id: UUID
    channel: str
    account_id: UUID
    address: str | None
    recipient_name: str | None
    state: str
    asks_person: bool = Field(description="Nobody knows whether it is out: a person looks and says so.")
    is_held_back: bool = Field(
        False, description="It came too late for its message, nothing was sent, and a person decides."
    )
    waits_for: str | None = Field(
        None,
        description="`account`: a person has to let its account go on, or connect it again. "
        "`sign_in`: its account's sign-in is being renewed. null: neither.",
    )
    next_look_at: datetime | None = Field(
        description="When it is looked at next; while it `waits_for` something, when it comes too late."
    )
    attempts: int
    external_id: str | None
    url: str | None
    kind: str | None
    reason: str | None
    fix: str | None
    published_at: datetime | None
    updated_at: datetime
    chain: ChainPlaceOut | None = Field(
        None, description="null: nothing takes over from it, nor it from others."
    )


class DeliveryOut(DeliveryFacts):
    """A delivery with every attempt."""

    tries: list[AttemptOut]
    also_arrived_by: list[str] = Field(
        [], description="It arrived, and by these channels of its chain as well: the person got it twice."
    )


class DeliverySummary(DeliveryFacts):
    """A delivery as it stands in lists: `attempts` says how often it was tried."""

    message_id: UUID


class DeliveryPage(WireModel):
    """Deliveries, newest first."""

    items: list[DeliverySummary]
    next: str | None = Field(description="Pass as `cursor` for what follows; null at the end.")


class ResolveIn(WireModel):
    """What a person says became of a delivery that asks."""

    outcome: Literal["published", "failed", "send_again"] = Field(
        description="It is there; it is not, and should not be sent; it is not, and should be sent."
    )
    url: str | None = Field(
        None, max_length=2_048, description="Where it is seen, for `published`: an http(s) address."
    )
