"""The states of a delivery and the ways between them (docs/walk.md draws them)."""

from enum import StrEnum


class DeliveryState(StrEnum):
    """Where one delivery stands; each value is what the API shows."""

    HELD = "held"
    STANDBY = "standby"  # waits whether the step before it in its chain brings the message
    SCHEDULED = "scheduled"
    RELEASED = "released"  # an event carries it: where the worker does not claim by itself
    PUBLISHING = "publishing"
    PENDING = "pending"
    WAITING = "waiting"
    UNKNOWN = "unknown"
    PUBLISHED = "published"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    MISSED = "missed"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"


S = DeliveryState

# What a platform shows is believed wherever a delivery stands: evidence leads to ARRIVED from every state in
# which something was sent (`omnichannel.domain.receipt`). These are the other ways.
LEADS_TO: dict[DeliveryState, frozenset[DeliveryState]] = {
    S.HELD: frozenset({S.SCHEDULED, S.WAITING, S.CANCELLED, S.SKIPPED}),
    S.STANDBY: frozenset({S.SCHEDULED, S.UNKNOWN, S.CANCELLED, S.SKIPPED}),
    S.SCHEDULED: frozenset({S.RELEASED, S.PUBLISHING, S.WAITING, S.MISSED, S.CANCELLED, S.HELD, S.SKIPPED}),
    S.RELEASED: frozenset({S.PUBLISHING, S.WAITING, S.MISSED}),
    S.PUBLISHING: frozenset(
        {
            S.PUBLISHED,
            S.DELIVERED,
            S.READ,
            S.PENDING,
            S.WAITING,
            S.UNKNOWN,
            S.FAILED,
            S.SKIPPED,
            S.MISSED,
            S.HELD,
        }
    ),
    S.PENDING: frozenset({S.PUBLISHED, S.DELIVERED, S.READ, S.PENDING, S.FAILED, S.UNKNOWN, S.WAITING}),
    S.WAITING: frozenset({S.HELD, S.PUBLISHING, S.RELEASED, S.WAITING, S.MISSED, S.CANCELLED, S.SKIPPED}),
    S.UNKNOWN: frozenset({S.PUBLISHED, S.DELIVERED, S.READ, S.PENDING, S.WAITING, S.UNKNOWN, S.FAILED}),
    S.PUBLISHED: frozenset({S.DELIVERED, S.READ, S.FAILED, S.WAITING}),  # an event is told its endpoint again
    S.DELIVERED: frozenset({S.READ}),
    S.READ: frozenset(),
    S.FAILED: frozenset({S.WAITING, S.PUBLISHED, S.DELIVERED, S.READ}),
    S.MISSED: frozenset({S.SCHEDULED, S.WAITING}),
    S.CANCELLED: frozenset(),
    S.SKIPPED: frozenset(),
}

CLAIMABLE = frozenset({S.SCHEDULED, S.RELEASED, S.PUBLISHING, S.PENDING, S.WAITING, S.UNKNOWN, S.PUBLISHED})
"""States whose rows may carry a `due_at`; `published` only while another step waits for its evidence."""

BEFORE_RELEASE = frozenset({S.HELD, S.STANDBY, S.SCHEDULED})
"""States in which nothing has left; `ChannelDelivery.has_not_left` knows of some more."""

CANCELLABLE = frozenset({S.HELD, S.STANDBY, S.SCHEDULED, S.WAITING})
"""States from which nothing was sent, so that a person may call it off."""

ARRIVED = frozenset({S.PUBLISHED, S.DELIVERED, S.READ})
EVIDENT = frozenset({S.DELIVERED, S.READ})
"""There is evidence that it arrived."""
LEFT_OUT = frozenset({S.CANCELLED, S.SKIPPED})
"""Nothing was sent, on purpose."""
UNPUBLISHED = LEFT_OUT | {S.FAILED, S.MISSED}
FINISHED = ARRIVED | UNPUBLISHED
