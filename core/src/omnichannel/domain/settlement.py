"""From an outcome to the delivery's next state: a pure function, the heart of the walk."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any, assert_never
from uuid import UUID

from omnichannel.domain.chain import NO_SEQUEL, Sequel, sequel_of
from omnichannel.domain.claim import Claim
from omnichannel.domain.delivery import Attempt
from omnichannel.domain.delivery_state import FINISHED, DeliveryState
from omnichannel.domain.failure import PAUSES_ACCOUNT, FailureKind
from omnichannel.domain.lane import Lesson
from omnichannel.domain.outcome import Deferred, Delivered, Outcome, Pending, Published, Refused, Unknown
from omnichannel.domain.pace import LONGEST_PACE, slowed, slower
from omnichannel.domain.retry import LONGEST_ASKED, LONGEST_WAIT, MOST_ATTEMPTS, retry_wait
from omnichannel.domain.standing import Hindrance

ASK_AGAIN = timedelta(minutes=1)
"""How long to leave a platform alone that could not be asked about a post."""


_NAMES = {kind: kind.__name__.lower() for kind in (Published, Delivered, Pending, Deferred, Refused, Unknown)}
RENEWED_SOON = timedelta(seconds=5)
"""How long a question about a post waits whose sign-in is renewed meanwhile."""
RENEW_FIRST = "The sign-in has to be renewed first."


@dataclass(frozen=True, slots=True)
class Settlement:
    """
    What is written for one claim. It counts only while the claim's fence is the newest.

    Attributes:
        pause: why the account stops publishing until somebody reconnects it; None leaves it alone.
        lesson: what the account's lane learns from the answer; None: nothing.
        adopts: *external_id* was found on the platform; it counts only if no other delivery owns it.
        account_version: the version of the account whose credentials were used; one that was
            reconnected since is not paused, and the delivery is due at once.
        unmarks: nothing is out, surely: the irreversible step is forgotten.
        gives_back: nothing was begun: the attempt is not counted, and the delivery keeps its slot.
        channel: the delivery's, for whoever counts.
        is_ordered: the next post of the account waits until this one has ended.
        sequel: what it means for the other steps of its chain.
        parks: the delivery waits for its account, until it is woken or its message's patience ends; a
            slot that it had is given up.
        renews: the account's sign-in has expired and can be renewed: that is due at once, and nothing
            leaves before. Where it was renewed since, the delivery is due at once.
    """

    delivery_id: UUID
    account_id: UUID
    fence: int
    state: DeliveryState
    attempt: Attempt
    due_at: datetime | None = None
    external_id: str | None = None
    url: str | None = None
    kind: FailureKind | None = None
    reason: str | None = None
    fix: str | None = None
    published_at: datetime | None = None
    pause: str | None = None
    lesson: Lesson | None = None
    adopts: bool = False
    account_version: int = 1
    unmarks: bool = False
    gives_back: bool = False
    channel: str = ""
    is_ordered: bool = False
    sequel: Sequel = NO_SEQUEL
    parks: bool = False
    renews: bool = False

    @property
    def lets_next_go(self) -> bool:
        """Whether the next post of an ordered account may begin: this one ended, or waits for a person."""
        asks_person = self.state is DeliveryState.UNKNOWN and self.due_at is None
        return self.is_ordered and (self.state in FINISHED or asks_person)


def settle(
    claim: Claim,
    outcome: Outcome,
    *,
    now: datetime,
    chance: Random,
    look_after: timedelta,
    label: str | None = None,
    renews: bool = False,
) -> Settlement:
    """
    Say what *outcome* makes of the claimed delivery.

    Args:
        now: when the outcome was known; aware, UTC.
        chance: the source of jitter.
        look_after: how long a delivery stays `unknown` before it is looked for.
        label: the delivery's channel, as people call it; None: by its name.
        renews: the channel renews sign-ins: one that has expired is no reason to stop the account.
    """
    if claim.action == "confirm":
        settled = _confirmed(claim, outcome, now)
    elif renews and isinstance(outcome, Refused) and outcome.kind is FailureKind.AUTH_EXPIRED:
        settled = _renewing(claim, outcome, now)
    else:
        settled = _settled(claim, outcome, now=now, chance=chance, look_after=look_after)
    lesson = _lesson(claim, outcome, settled, now)
    return in_chain(claim, settled if lesson is None else replace(settled, lesson=lesson), label=label)


def in_chain(claim: Claim, settled: Settlement, *, label: str | None = None) -> Settlement:
    """Add what a settlement means for the chain of its delivery; nothing where that has none."""
    delivery = claim.delivery
    if delivery.chain_id is None or settled.sequel is not NO_SEQUEL:
        return settled
    due_at = delivery.evidence_due(settled.published_at or settled.attempt.ended_at)
    if settled.state is DeliveryState.PUBLISHED and due_at is not None:
        return replace(settled, due_at=due_at)
    sequel = sequel_of(settled.state, delivery.evidence_wait, label or delivery.channel.capitalize())
    return settled if sequel == NO_SEQUEL else replace(settled, sequel=sequel)


def _confirmed(claim: Claim, outcome: Outcome, now: datetime) -> Settlement:
    """
    It is published, and the time in which evidence was to come is over.

    Only evidence counts now: that it arrived, or that it was refused after all. Without any the next step
    takes over, and the delivery stays as it is.
    """
    delivery = claim.delivery
    if isinstance(outcome, Delivered):
        told = _settlement(claim, outcome, now, DeliveryState.DELIVERED)
        known = delivery.published_at or now
        return replace(
            told, external_id=outcome.external_id, url=outcome.url or delivery.url, published_at=known
        )
    if isinstance(outcome, Refused) and outcome.kind not in PAUSES_ACCOUNT:
        told = _settlement(claim, outcome, now, DeliveryState.FAILED)
        return replace(told, url=delivery.url, kind=outcome.kind, reason=outcome.reason, fix=outcome.fix)
    nothing = replace(_attempt(claim, now, "no_evidence"), reason=getattr(outcome, "reason", None))
    stays = _of(claim, DeliveryState.PUBLISHED, nothing)
    stays = replace(stays, url=delivery.url, kind=delivery.kind, reason=delivery.reason, fix=delivery.fix)
    return replace(stays, sequel=Sequel(hands_on=True))


def _settled(
    claim: Claim, outcome: Outcome, *, now: datetime, chance: Random, look_after: timedelta
) -> Settlement:
    match outcome:
        case Published():
            return _published(claim, outcome, now)
        case Delivered():
            return _published(claim, outcome, now, DeliveryState.DELIVERED)
        case Pending():
            due_at, handle = now + outcome.wait, outcome.handle
            return _settlement(claim, outcome, now, DeliveryState.PENDING, due_at=due_at, external_id=handle)
        case Deferred():
            return _deferred(claim, outcome, now, chance)
        case Refused():
            return _refused(claim, outcome, now)
        case Unknown():
            rest = look_after if claim.action == "publish" else _rest(claim, now)
            told = {"due_at": now + rest, "reason": outcome.reason}
            return _settlement(claim, outcome, now, DeliveryState.UNKNOWN, **told)
    assert_never(outcome)


def _lesson(claim: Claim, outcome: Outcome, settled: Settlement, now: datetime) -> Lesson | None:
    """Say what the lane learns: from a refusal for too many requests, and from what is told of a budget."""
    lesson, usage = settled.lesson, outcome.evidence.usage
    known = claim.paced_at
    if isinstance(outcome, Deferred) and outcome.kind is FailureKind.RATE_LIMITED and outcome.wait is None:
        pace = slower(claim.pace, now)
        lesson = Lesson(now, now + pace, pace, known)
    if usage is not None and usage.used >= 1:
        if usage.regain is not None or lesson is None:
            wait = LONGEST_PACE if usage.regain is None else min(usage.regain, LONGEST_ASKED)
            lesson = _both(lesson, Lesson(now, now + wait, known=known))
    elif usage is not None and (pace_told := slowed(claim.pace, usage, now)) is not None:
        lesson = _both(lesson, Lesson(now, pace=pace_told, known=known))
    return lesson


def _both(lesson: Lesson | None, further: Lesson) -> Lesson:
    return further if lesson is None else lesson.joined(further)


def _rest(claim: Claim, now: datetime) -> timedelta:
    """The longer nobody can look, the rarer it is tried: each minute at first, each hour after four."""
    age = now - (claim.delivery.started_at or now)
    return min(max(ASK_AGAIN, age / 4), LONGEST_WAIT)


def adopt(claim: Claim, published: Published, *, now: datetime, label: str | None = None) -> Settlement:
    """The post was found on the platform: it is published after all. *label*: as in `settle`."""
    settled = in_chain(claim, _published(claim, published, now), label=label)
    return replace(settled, attempt=replace(settled.attempt, outcome="found"), adopts=True)


def send_again(claim: Claim, reason: str, *, now: datetime, outcome: str, chance: Random) -> Settlement:
    """
    The platform does not have it: it waits for its next attempt, as after any that failed.

    After the last attempt a person is asked.
    """
    attempts = max(claim.delivery.attempts, 1)
    if attempts >= MOST_ATTEMPTS:
        return ask_person(claim, f"{reason} It was tried {attempts} times.", now=now, outcome=outcome)
    settled = _looked(claim, DeliveryState.WAITING, reason, now=now, outcome=outcome)
    return replace(settled, due_at=now + retry_wait(attempts, chance=chance), unmarks=True)


def give_back(claim: Claim, reason: str, *, now: datetime) -> Settlement:
    """Nothing was begun: the delivery is as it was before the claim, and due at once."""
    settled = _looked(claim, DeliveryState.WAITING, reason, now=now, outcome="not_begun")
    return replace(settled, due_at=now, gives_back=True)


def leave_out(claim: Claim, why: Hindrance, *, now: datetime) -> Settlement:
    """The recipient is not to be written to: nothing was begun, and nothing will be."""
    settled = _looked(claim, DeliveryState.SKIPPED, why.reason, now=now, outcome="left_out")
    return in_chain(claim, replace(settled, kind=why.kind, fix=why.fix, gives_back=True))


def look_again(claim: Claim, reason: str, *, now: datetime, due_at: datetime, outcome: str) -> Settlement:
    """It is too early to tell: the delivery stays `unknown` and is looked for again at *due_at*."""
    settled = _looked(claim, DeliveryState.UNKNOWN, reason, now=now, outcome=outcome)
    return replace(settled, due_at=due_at)


def look_once_more(claim: Claim, reason: str, *, now: datetime, due_at: datetime) -> Settlement:
    """The platform has to show it and does not: the delivery `is_missing`, and is looked for at *due_at*."""
    settled = look_again(claim, reason, now=now, due_at=due_at, outcome="absent")
    return replace(settled, kind=FailureKind.NOT_FOUND)


def ask_person(claim: Claim, reason: str, *, now: datetime, outcome: str) -> Settlement:
    """Leave the delivery `unknown`, without a `due_at`: only a person can say what became of it."""
    settled = _looked(claim, DeliveryState.UNKNOWN, reason, now=now, outcome=outcome)
    fix = "Look on the platform, then say what became of it: published, failed, or send again."
    return replace(settled, fix=fix)


def _published(
    claim: Claim,
    outcome: Published | Delivered,
    now: datetime,
    state: DeliveryState = DeliveryState.PUBLISHED,
) -> Settlement:
    told = {"external_id": outcome.external_id, "url": outcome.url, "published_at": now}
    return _settlement(claim, outcome, now, state, **told)


def _deferred(claim: Claim, outcome: Deferred, now: datetime, chance: Random) -> Settlement:
    attempts = max(claim.delivery.attempts, 1)
    if claim.action == "check":  # the post may be out: only asking is put off
        wait = outcome.wait or ASK_AGAIN
        return _settlement(claim, outcome, now, DeliveryState.PENDING, due_at=now + wait)
    patience_ends = _patience_ends(claim)
    if attempts >= MOST_ATTEMPTS and patience_ends is None:
        return _settlement(
            claim,
            outcome,
            now,
            DeliveryState.FAILED,
            kind=outcome.kind,
            reason=f"{outcome.reason} It was tried {attempts} times.",
            fix="Nothing was published. Retry it when the platform answers again.",
        )
    due_at = closed_until = now + retry_wait(attempts, chance=chance, asked=outcome.wait)
    due_at = min(due_at, patience_ends or due_at)
    closes = outcome.kind is FailureKind.RATE_LIMITED and outcome.wait is not None
    rested_until = None if outcome.rest is None else now + outcome.rest
    closed = closed_until if closes else rested_until
    return _settlement(
        claim,
        outcome,
        now,
        DeliveryState.WAITING,
        due_at=due_at,
        kind=outcome.kind,
        reason=outcome.reason,
        lesson=None if closed is None else Lesson(now, closed, known=claim.paced_at),
        unmarks=True,
    )


def _patience_ends(claim: Claim) -> datetime | None:
    """Say when to look at what waits at the latest: then it is left, or a person is asked, at once."""
    return claim.message.patience_ends(claim.delivery.asked_at)


def _renewing(claim: Claim, outcome: Refused, now: datetime) -> Settlement:
    """Nothing was published, surely, and the post waits; who only asked about one asks again soon."""
    asked = claim.action == "check"
    return replace(
        _settlement(claim, outcome, now, DeliveryState.PENDING if asked else DeliveryState.WAITING),
        due_at=now + RENEWED_SOON if asked else _patience_ends(claim),
        kind=outcome.kind,
        reason=RENEW_FIRST,
        unmarks=not asked,
        gives_back=not asked,
        parks=not asked,
        renews=True,
    )


def _refused(claim: Claim, outcome: Refused, now: datetime) -> Settlement:
    pauses = outcome.kind in PAUSES_ACCOUNT
    asked = pauses and claim.action == "check"  # the post may be out: to send it again would be a guess
    paused = DeliveryState.PENDING if asked else DeliveryState.WAITING
    return _settlement(
        claim,
        outcome,
        now,
        paused if pauses else DeliveryState.FAILED,
        due_at=now + ASK_AGAIN if asked else _patience_ends(claim) if pauses else None,
        kind=outcome.kind,
        reason=outcome.reason,
        fix=outcome.fix,
        pause=f"{outcome.reason} {outcome.fix}" if pauses else None,
        unmarks=not asked,
        parks=pauses and not asked,
    )


def _settlement(
    claim: Claim, outcome: Outcome, now: datetime, state: DeliveryState, **told: Any
) -> Settlement:
    attempt = _attempt(
        claim,
        now,
        _NAMES[type(outcome)],
        kind=getattr(outcome, "kind", None),
        reason=getattr(outcome, "reason", None),
        evidence=replace(outcome.evidence, usage=None) if outcome.evidence.usage else outcome.evidence,
    )
    return _of(claim, state, attempt, **told)


def _looked(claim: Claim, state: DeliveryState, reason: str, *, now: datetime, outcome: str) -> Settlement:
    return _of(claim, state, _attempt(claim, now, outcome, reason=reason), reason=reason)


def _of(claim: Claim, state: DeliveryState, attempt: Attempt, **told: Any) -> Settlement:
    """Make it once: to copy what is frozen costs as much again, for every delivery."""
    delivery, account = claim.delivery, claim.account
    return Settlement(
        delivery.id,
        account.id,
        delivery.fence,
        state,
        attempt,
        account_version=account.version,
        channel=delivery.channel,
        is_ordered=claim.is_ordered,
        **told,
    )


def _attempt(claim: Claim, now: datetime, outcome: str, **told: Any) -> Attempt:
    delivery, action = claim.delivery, claim.action
    started = delivery.started_at if action == "publish" else delivery.updated_at
    return Attempt(delivery.id, delivery.fence, action, started or now, now, outcome, **told)
