"""Deliveries and attempts on the wire."""

from datetime import datetime
from uuid import UUID

from omnichannel.application.dtos.wire import WireModel


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


class DeliveryOut(WireModel):
    """Where one delivery stands, why, and what happens next."""

    id: UUID
    channel: str
    account_id: UUID
    address: str | None
    recipient_name: str | None
    state: str
    asks_person: bool
    next_look_at: datetime | None
    attempts: int
    external_id: str | None
    url: str | None
    kind: str | None
    reason: str | None
    fix: str | None
    published_at: datetime | None
    updated_at: datetime
    tries: list[AttemptOut]
