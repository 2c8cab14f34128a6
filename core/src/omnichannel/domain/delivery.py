"""A delivery: one message, one account, one recipient where there are any; and its attempts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from omnichannel.domain.delivery_state import BEFORE_RELEASE, DeliveryState
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.outcome import Evidence

Action = Literal["publish", "check", "find", "confirm", "receipt"]
"""What was done: "confirm" asks once more whether it arrived; a "receipt" came from the platform."""

ASKED_AGAIN = "Somebody asked for it to be sent again."
IRREVERSIBLE = "@irreversible"
"""The step a gateway records before the request that shows the post to the world."""


@dataclass(frozen=True, slots=True)
class ChannelDelivery:
    """
    Where one delivery stands.

    Attributes:
        address: the recipient's address; None where the channel has no recipients.
        due_at: the next moment at which somebody must look at it; None: nobody, or a person.
        fence: grows with each claim; a settlement with an older one changes nothing.
        attempts: how often the platform was asked to publish it.
        external_id: the platform's id of the post; while `pending`, the handle to check.
        kind, reason, fix: why it is not published, and what to do; None where all is well. While it is
            `unknown`, the kind says whether it is `missing`.
        steps: finished steps of a channel that needs several, by name.
        started_at: when the present (or last) attempt began.
        sent_since: when the first attempt began, which is where a search on the platform starts.
        asked_at: when a person last asked for it to be sent, or its turn in a chain came; its message's
            patience counts from then.
        chain_id: the id of the first step of its chain (`omnichannel.domain.chain`); None: it is in none.
        chain_step: its place in the chain; 0 is the first.
        chain_wait_seconds: see `evidence_wait`.
        handed_on_at: when the next step of the chain took over from it.
        parked: it waits for its account, which is paused or has to renew its sign-in; its due_at, where it
            has one, is only the end of its message's patience.
    """

    id: UUID
    message_id: UUID
    workspace_id: UUID
    account_id: UUID
    channel: str
    state: DeliveryState
    updated_at: datetime
    address: str | None = None
    recipient_name: str | None = None
    due_at: datetime | None = None
    fence: int = 0
    attempts: int = 0
    external_id: str | None = None
    url: str | None = None
    kind: FailureKind | None = None
    reason: str | None = None
    fix: str | None = None
    steps: Mapping[str, str] = field(default_factory=dict)
    started_at: datetime | None = None
    sent_since: datetime | None = None
    published_at: datetime | None = None
    asked_at: datetime | None = None
    chain_id: UUID | None = None
    chain_step: int = 0
    chain_wait_seconds: int | None = None
    handed_on_at: datetime | None = None
    parked: bool = False

    @property
    def evidence_wait(self) -> timedelta | None:
        """How long the next step waits for evidence; None: it goes only when this one fails."""
        return None if self.chain_wait_seconds is None else timedelta(seconds=self.chain_wait_seconds)

    def evidence_due(self, published_at: datetime) -> datetime | None:
        """Say when evidence is missed, were it published at *published_at*; None: no step waits for it."""
        wait = self.evidence_wait
        return None if wait is None or self.handed_on_at is not None else published_at + wait

    @property
    def is_held_back(self) -> bool:
        """Whether it came too late for its message and is held until a person decides; a draft's is not."""
        return self.state is DeliveryState.HELD and self.reason is not None

    @property
    def has_not_left(self) -> bool:
        """
        Whether its message may still be edited as far as it is concerned: nothing of it ever went out.

        The store asks the same of all of a message's deliveries before it makes them anew.
        """
        if self.state in (DeliveryState.CANCELLED, DeliveryState.MISSED):
            return self.attempts == 0
        if self.state is DeliveryState.SKIPPED:
            return self.fence == 0
        return self.state in BEFORE_RELEASE

    @property
    def is_missing(self) -> bool:
        """
        Whether the last look, at a time when the platform had to show it, did not find it.

        Whatever else is written of the delivery meanwhile makes it False: two looks in a row count.
        """
        return self.kind is FailureKind.NOT_FOUND

    @property
    def asks_person(self) -> bool:
        """Whether it waits for a person to say what became of it."""
        return self.state is DeliveryState.UNKNOWN and self.due_at is None


@dataclass(frozen=True, slots=True)
class Attempt:
    """
    One time somebody dealt with a delivery, and what came of it.

    Attributes:
        fence: the claim it belongs to; unique within the delivery.
        outcome: the outcome's name in lower case ("published", "deferred", "found", "absent", ...).
    """

    delivery_id: UUID
    fence: int
    action: Action
    started_at: datetime
    ended_at: datetime
    outcome: str
    kind: FailureKind | None = None
    reason: str | None = None
    evidence: Evidence = field(default_factory=Evidence)
