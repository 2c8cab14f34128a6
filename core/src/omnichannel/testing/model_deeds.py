"""What a worker may tell of a claim, by name, for the model of repositories."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from omnichannel.domain.claim import Claim
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.outcome import (
    Deferred,
    Delivered,
    Evidence,
    Outcome,
    Pending,
    Published,
    Refused,
    Unknown,
)
from omnichannel.domain.pace import Usage
from omnichannel.domain.settlement import (
    Settlement,
    adopt,
    ask_person,
    give_back,
    leave_out,
    look_again,
    send_again,
    settle,
)
from omnichannel.domain.standing import Hindrance
from omnichannel.testing.repository_samples import LEASE, SECOND

FIVE = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """
    What a deed happens to meet.

    Attributes:
        name: the platform's name for the post; new, unless somebody adopts.
        words: what the platform says; any text.
        luck: the seed of the jitter.
    """

    now: datetime
    name: str
    words: str
    luck: int

    @property
    def evidence(self) -> Evidence:
        """Say it in the platform's own words."""
        return Evidence(400, "190/463", self.words, self.words)


Deed = Callable[[Claim, Circumstances], Settlement]


def _tells(outcome: Callable[[Circumstances], Outcome]) -> Deed:
    def deed(claim: Claim, met: Circumstances) -> Settlement:
        chance = Random(met.luck)  # noqa: S311
        return settle(claim, outcome(met), now=met.now, chance=chance, look_after=LEASE)

    return deed


def _published(met: Circumstances) -> Outcome:
    return Published(met.name, f"https://example.com/{met.name}", met.evidence)


def _refused(kind: FailureKind) -> Deed:
    return _tells(lambda met: Refused(kind, met.words, "Do it.", met.evidence))


def _expired(claim: Claim, met: Circumstances) -> Settlement:
    """The sign-in has expired, on a channel that renews it."""
    chance, outcome = Random(met.luck), Refused(FailureKind.AUTH_EXPIRED, met.words, "Do it.", met.evidence)  # noqa: S311
    return settle(claim, outcome, now=met.now, chance=chance, look_after=LEASE, renews=True)


def _look_again(claim: Claim, met: Circumstances) -> Settlement:
    return look_again(claim, met.words, now=met.now, due_at=met.now + FIVE, outcome="absent")


def _send_again(claim: Claim, met: Circumstances) -> Settlement:
    chance = Random(met.luck)  # noqa: S311
    return send_again(claim, met.words, now=met.now, outcome="absent", chance=chance)


_TOLD: Mapping[str, Deed] = {
    "published": _tells(_published),
    "unknown": _tells(lambda met: Unknown(met.words, met.evidence)),
    "delivered": _tells(lambda met: Delivered(met.name, None, met.evidence)),
    "pending": _tells(lambda met: Pending(f"handle-{met.name}", FIVE, met.evidence)),
    "deferred": _tells(lambda met: Deferred(met.words, evidence=met.evidence)),
    "refused": _refused(FailureKind.DUPLICATE),
}
_STOPPED: Mapping[str, Deed] = {
    "unauthorised": _refused(FailureKind.AUTH_EXPIRED),
    "expired": _expired,
}
"""What stops the account: it comes last, so that more can be told before."""
DEEDS: Mapping[str, Mapping[str, Deed]] = {
    "publish": {
        **_TOLD,
        "refused_for_speed": _tells(lambda met: Deferred(met.words, FailureKind.RATE_LIMITED)),
        "running_out": _tells(lambda met: Published(met.name, None, Evidence(usage=Usage(0.9)))),
        "used_up": _tells(lambda met: Published(met.name, None, Evidence(usage=Usage(1.0, FIVE)))),
        "rate_limited": _tells(lambda met: Deferred(met.words, FailureKind.RATE_LIMITED, wait=SECOND)),
        "give_back": lambda claim, met: give_back(claim, met.words, now=met.now),
        "leave_out": lambda claim, met: leave_out(claim, Hindrance(met.words, "None."), now=met.now),
        **_STOPPED,
    },
    "check": {**_TOLD, **_STOPPED},
    "confirm": {**_TOLD, **_STOPPED},
    "find": {
        "adopt": lambda claim, met: adopt(claim, Published(met.name, None, met.evidence), now=met.now),
        "send_again": _send_again,
        "look_again": _look_again,
        "ask_person": lambda claim, met: ask_person(claim, met.words, now=met.now, outcome="cannot_tell"),
    },
}
"""What may be told, by what the claim is for."""
