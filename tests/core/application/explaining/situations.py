"""One situation for each state and reason, by name: what the golden sentences are told of."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from omnichannel.application.explaining.situation import Situation, Step
from omnichannel.application.ports.outbound.delivery_repository import Line
from omnichannel.application.ports.outbound.observer import GuardUnheard
from omnichannel.application.services.deliver import DISABLED, NOBODY_CAN_LOOK
from omnichannel.application.services.publish_post import repeated
from omnichannel.application.services.remove_account import REASON as REMOVED
from omnichannel.application.services.settle_deliveries import TOO_BUSY
from omnichannel.domain.account import AccountState, PausedBy
from omnichannel.domain.delivery import ASKED_AGAIN, ChannelDelivery
from omnichannel.domain.delivery_state import DeliveryState as S
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.lane import Lane, WaitsFor
from omnichannel.domain.lateness import Lateness
from omnichannel.domain.standing import Standing, Suppression, SuppressionReason, hindrance
from omnichannel.domain.walltime import at_instant
from tests.core.fakes.examples import ACCOUNT, NOW, WORKSPACE, account, at, delivery, message

SOON = NOW + timedelta(minutes=5)
SIGN_IN = account(state=AccountState.PAUSED, paused_by=PausedBy.SIGN_IN)
MISSES, ASKS = Lateness(timedelta(minutes=30)), Lateness(timedelta(minutes=30), "ask")
SCHEDULE = at_instant(NOW, "Europe/Berlin")
RENEWED = account(refresh_first=True, refresh_at=SOON, refresh_lease_until=SOON)
NOT_RENEWED = account(
    refresh_first=True, refresh_at=SOON, refresh_failures=2, refresh_problem="Feed could not be reached."
)
PERSON = account(state=AccountState.PAUSED, paused_by=PausedBy.PERSON)

BACKUP = "It comes from a backup of 2027-03-01 07:00 UTC and may have been sent since."
MISSING = "Feed does not have it, so it is sent again."
NOT_BEGUN = "Its worker stopped before it began. Nothing was sent."
AGAIN = {
    "the platform does not have it": MISSING,
    "the worker stopped before": NOT_BEGUN,
    "the message asks for it": "Feed cannot be searched for it. The message asks for it to be sent again.",
}
ASKED = {
    "nobody can look": "We do not know whether Feed published this. Feed cannot be searched for it.",
    "it is not there": f"{MISSING} It was tried 12 times.",
    "the worker stopped": f"{NOT_BEGUN} It was tried 12 times.",
    "nobody could tell each time": (
        "Feed cannot be searched for it. The message asks for it to be sent again. It was tried 12 times."
    ),
    "the account is gone": f"{REMOVED} {NOBODY_CAN_LOOK}",
    "the channel stays broken": "It may be published, and cannot be looked for: it is broken.",
    "it was taken and is not shown": (
        "Feed took it and has not shown it since; it may still be working on it."
    ),
}
FAULTS = {
    "the worker stopped": "The worker stopped 3 times while publishing this, each time at the same place.",
    "the plugin has a fault": "The plugin of Feed failed: KeyError.",
}


def situation(state: S, *, around: dict[str, Any] | None = None, **fields: Any) -> Situation:
    """Give the situation of a delivery of the bakery's page; *around* changes what surrounds it."""
    usual: dict[str, Any] = {
        "delivery": delivery(**{"state": state, "due_at": None, "attempts": 0, **fields}),
        "message": message(),
        "account": account(),
        "lane": Lane(ACCOUNT),
        "label": "Feed",
        "standing": "open",
        "now": NOW,
        "zone": "Europe/Berlin",
    }
    return Situation(**(usual | (around or {})))


def situations() -> dict[str, Situation]:
    """Give all of them."""
    return {**_before(), **_waiting(), **_under_way(), **_chains(), **_ended(), **_failed()}


def _before() -> dict[str, Situation]:
    return {
        "a draft": situation(S.HELD),
        "too late, held": situation(S.HELD, reason=ASKS.reason(SCHEDULE, at(2000))),
        "scheduled for later": situation(S.SCHEDULED, due_at=SOON),
        "scheduled, the account is paused": situation(S.SCHEDULED, due_at=SOON, around={"account": SIGN_IN}),
        "due now": situation(S.SCHEDULED, due_at=NOW),
        "due, and nobody comes": situation(S.SCHEDULED, due_at=at(-3600)),
        "due, the channel is switched off": situation(
            S.SCHEDULED, due_at=NOW, around={"standing": "disabled"}
        ),
        "handed on": situation(S.RELEASED, due_at=SOON),
    }


def _waiting() -> dict[str, Situation]:
    limited, transient = FailureKind.RATE_LIMITED, FailureKind.TRANSIENT
    overdue = {"line": Line(WaitsFor.DISTANCE, 12), "spacing": timedelta(seconds=30)}
    last = {"line": Line(WaitsFor.DISTANCE, 1), "spacing": timedelta(minutes=1)}
    behind = {"line": Line(WaitsFor.EARLIER)}
    closed = {"lane": replace(Lane(ACCOUNT), closed_until=SOON)}
    return {
        "waiting for its turn": situation(S.WAITING, due_at=SOON),
        "the platform closed the lane": situation(
            S.WAITING, due_at=SOON, attempts=2, kind=limited, around=closed
        ),
        "rate limited": situation(S.WAITING, due_at=SOON, attempts=2, kind=limited),
        "nothing was sent": situation(S.WAITING, due_at=SOON, attempts=1, kind=transient),
        **_sent_once_more(),
        "sent again by a person": situation(S.WAITING, due_at=NOW, reason=ASKED_AGAIN),
        "the worker had no time": situation(S.WAITING, due_at=SOON, reason=TOO_BUSY),
        "the channel was disabled meanwhile": situation(S.WAITING, due_at=SOON, reason=DISABLED),
        "connected again": situation(
            S.WAITING, due_at=NOW, attempts=1, kind=FailureKind.AUTH_EXPIRED, reason="The token has expired."
        ),
        "overdue, kept apart": situation(S.WAITING, due_at=SOON, around=overdue),
        "the last that was overdue": situation(S.WAITING, due_at=SOON, around=last),
        "an earlier one goes first": situation(S.WAITING, due_at=SOON, around=behind),
        "paused by the platform": situation(S.WAITING, around={"account": SIGN_IN}),
        "paused by a person": situation(S.WAITING, around={"account": PERSON}),
        "the channel is broken": situation(S.WAITING, due_at=SOON, around={"standing": "closed"}),
        "paused, and soon too late": situation(
            S.WAITING, around={"account": SIGN_IN, "message": message(lateness=MISSES)}
        ),
        "tried again, and soon too late": situation(
            S.WAITING, due_at=SOON, attempts=1, kind=transient, around={"message": message(lateness=ASKS)}
        ),
        "parked": situation(S.WAITING),
        "the sign-in is renewed": situation(S.WAITING, parked=True, around={"account": RENEWED}),
        "the sign-in cannot be renewed so far, and soon too late": situation(
            S.WAITING,
            due_at=SOON,
            parked=True,
            around={"account": NOT_RENEWED, "message": message(lateness=MISSES)},
        ),
    }


def _sent_once_more() -> dict[str, Situation]:
    transient = FailureKind.TRANSIENT
    return {
        **{
            f"waiting: {why}": situation(S.WAITING, due_at=SOON, attempts=1, reason=reason)
            for why, reason in AGAIN.items()
        },
        "waiting: a guard cannot be asked": situation(
            S.WAITING,
            due_at=SOON,
            attempts=1,
            kind=transient,
            reason=f"{GuardUnheard('Review')} Nothing was sent.",
        ),
        "waiting: repeated by its key": situation(
            S.WAITING, due_at=SOON, attempts=1, kind=transient, reason=repeated("Feed").reason
        ),
    }


def _under_way() -> dict[str, Situation]:
    return {
        "publishing": situation(S.PUBLISHING, due_at=SOON, started_at=NOW),
        "the worker died": situation(S.PUBLISHING, due_at=at(-1), started_at=at(-60)),
        "the platform works": situation(S.PENDING, due_at=SOON, external_id="17"),
        "the platform works, paused": situation(S.PENDING, due_at=SOON, around={"account": SIGN_IN}),
        "unknown, looked for": situation(S.UNKNOWN, due_at=SOON),
        "unknown, the channel is switched off": situation(
            S.UNKNOWN, due_at=SOON, around={"standing": "disabled"}
        ),
        "unknown, the channel is broken": situation(S.UNKNOWN, due_at=SOON, around={"standing": "closed"}),
        "unknown, the account is paused": situation(S.UNKNOWN, due_at=SOON, around={"account": SIGN_IN}),
        "the platform works on it, the channel is switched off": situation(
            S.PENDING, due_at=SOON, around={"standing": "disabled"}
        ),
        "unknown, asks": situation(S.UNKNOWN),
        "unknown, from a backup": situation(S.UNKNOWN, due_at=SOON, reason=BACKUP),
        **{f"unknown, asks: {why}": situation(S.UNKNOWN, reason=reason) for why, reason in ASKED.items()},
    }


def _chain(delivery: ChannelDelivery, *others: tuple[S, str, dict[str, Any]]) -> tuple[Step, ...]:
    """Give the chain of *delivery* on the feed, and of others by state, label and what else is said."""
    places = [place for place in range(len(others) + 1) if place != delivery.chain_step]
    beside = [
        Step(_other(delivery, id=UUID(int=90 + place), state=state, chain_step=place, **facts), label)
        for place, (state, label, facts) in zip(places, others, strict=True)
    ]
    return tuple(sorted([Step(delivery, "Feed"), *beside], key=lambda one: one.delivery.chain_step))


def _other(delivery: ChannelDelivery, **facts: Any) -> ChannelDelivery:
    usual: dict[str, Any] = {"due_at": None, "handed_on_at": None, "reason": None, "kind": None}
    return replace(delivery, **{**usual, **facts})


def chained(
    state: S,
    *others: tuple[S, str, dict[str, Any]],
    step: int = 0,
    around: dict[str, Any] | None = None,
    **fields: Any,
) -> Situation:
    """Give the situation of a step of a chain."""
    alone = situation(state, around=around, chain_id=UUID(int=90), chain_step=step, **fields)
    return replace(alone, chain=_chain(alone.delivery, *others))


def _chains() -> dict[str, Situation]:
    sms = "SMS"
    stands_by: tuple[S, str, dict[str, Any]] = (S.STANDBY, sms, {})
    refused, limited = FailureKind.RECIPIENT_INVALID, {"due_at": SOON}
    return {
        "stands by, the first is on its way": chained(S.STANDBY, (S.PUBLISHING, sms, {}), step=1),
        "stands by, evidence is waited for": chained(S.STANDBY, (S.PUBLISHED, sms, limited), step=1),
        "stands by, the first is unknown": chained(S.STANDBY, (S.UNKNOWN, sms, {}), step=1),
        "stands by, the first is parked": chained(S.STANDBY, (S.WAITING, sms, {}), step=1),
        "stands by, the ways before were called off": chained(S.STANDBY, (S.CANCELLED, sms, {}), step=1),
        "parked, another stands by": chained(S.WAITING, stands_by, around={"account": SIGN_IN}),
        "published, evidence is waited for": chained(S.PUBLISHED, stands_by, due_at=SOON, published_at=NOW),
        "published, and handed on": chained(
            S.PUBLISHED, (S.PUBLISHED, sms, {}), published_at=NOW, handed_on_at=SOON
        ),
        "failed, and handed on": chained(
            S.FAILED, (S.SCHEDULED, sms, limited), kind=refused, attempts=1, handed_on_at=NOW
        ),
        "failed by a person, and handed on": chained(
            S.FAILED, (S.DELIVERED, sms, {}), attempts=1, handed_on_at=NOW
        ),
        "missed, and handed on": chained(
            S.MISSED, (S.MISSED, sms, {}), reason=MISSES.reason(SCHEDULE, at(2000)), handed_on_at=NOW
        ),
        "left out, and handed on": chained(
            S.SKIPPED,
            (S.PUBLISHED, sms, {}),
            kind=FailureKind.OPTED_OUT,
            reason="Asked not to be written to.",
            handed_on_at=NOW,
        ),
        "not needed": chained(S.SKIPPED, (S.DELIVERED, sms, {}), step=1, reason="It arrived by SMS."),
        "arrived by both": chained(S.DELIVERED, (S.READ, sms, {}), published_at=NOW, handed_on_at=NOW),
    }


def _ended() -> dict[str, Situation]:
    bounced = Suppression(SuppressionReason.HARD_BOUNCE, NOW)
    standing = Standing(
        id=ACCOUNT,
        workspace_id=WORKSPACE,
        channel="feed",
        address="anna@guests.example",
        created_at=NOW,
        updated_at=NOW,
        suppressed=bounced,
    )
    hindered = hindrance(standing, requires_consent=False)
    assert hindered is not None
    return {
        "published": situation(S.PUBLISHED, published_at=NOW),
        "delivered": situation(S.DELIVERED, published_at=NOW),
        "read": situation(S.READ, published_at=NOW),
        "missed": situation(S.MISSED, reason=MISSES.reason(SCHEDULE, at(2000))),
        "cancelled": situation(S.CANCELLED),
        "left out": situation(S.SKIPPED, reason=hindered.reason),
    }


def _failed() -> dict[str, Situation]:
    refused = {f"failed, {kind}": situation(S.FAILED, kind=kind, attempts=1) for kind in FailureKind}
    faults = {
        f"failed, {why}": situation(S.FAILED, kind=FailureKind.MISCONFIGURED, attempts=1, reason=reason)
        for why, reason in FAULTS.items()
    }
    return {**refused, **faults, "failed, by a person": situation(S.FAILED, attempts=1)}
