"""
What came of asking a platform. A gateway returns one of these; it never raises for a refusal.

    Outcome = Published | Delivered | Pending | Deferred | Refused | Unknown
"""

from dataclasses import dataclass
from datetime import timedelta

from omnichannel.domain.failure import FailureKind
from omnichannel.domain.pace import Usage


@dataclass(frozen=True, slots=True)
class Evidence:
    """
    The platform's own words, kept for the person who has to talk to its support.

    Attributes:
        status: the protocol's status (HTTP status or SMTP reply code); None when nothing came.
        code: the platform's error code, with its subcode after a slash ("190/463").
        message: the platform's text, at most 500 characters, free of secrets.
        trace_id: the platform's request id ("fbtrace_id").
        usage: what it says of the account's budget, also with an answer that is all right; the account's
            lane learns from it, and it is not kept with the attempt.
    """

    status: int | None = None
    code: str | None = None
    message: str | None = None
    trace_id: str | None = None
    usage: Usage | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """The platform accepted the post under *external_id*; *url* shows it where it has an address."""

    external_id: str
    url: str | None = None
    evidence: Evidence = Evidence()


@dataclass(frozen=True, slots=True)
class Delivered:
    """
    The platform says that the post has arrived where it was sent to.

    Attributes:
        external_id: the platform's id of the post; None where it is known already.
    """

    external_id: str | None = None
    url: str | None = None
    evidence: Evidence = Evidence()


@dataclass(frozen=True, slots=True)
class Pending:
    """The platform works on it; ask `check(handle)` again after *wait*."""

    handle: str
    wait: timedelta
    evidence: Evidence = Evidence()


@dataclass(frozen=True, slots=True)
class Deferred:
    """
    Nothing was published, and trying again can help.

    Attributes:
        kind: `rate_limited` or `transient`, the two kinds that are tried again by themselves.
        wait: the platform's own wish; None leaves it to the backoff.
        rest: how long everything else of the account leaves the platform alone; None: it goes on.
    """

    reason: str
    kind: FailureKind = FailureKind.TRANSIENT
    wait: timedelta | None = None
    evidence: Evidence = Evidence()
    rest: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """The platform said no, and will say no again until somebody does what *fix* says."""

    kind: FailureKind
    reason: str
    fix: str
    evidence: Evidence = Evidence()


@dataclass(frozen=True, slots=True)
class Unknown:
    """The request may have arrived. It is looked for before anything else happens."""

    reason: str
    evidence: Evidence = Evidence()


Outcome = Published | Delivered | Pending | Deferred | Refused | Unknown


@dataclass(frozen=True, slots=True)
class Found:
    """
    The platform shows posts that could be ours, best match first.

    A candidate that another delivery already owns is passed over by the caller.
    """

    candidates: tuple[Published, ...]


@dataclass(frozen=True, slots=True)
class Absent:
    """The platform was read and does not show it."""


@dataclass(frozen=True, slots=True)
class CannotTell:
    """
    The platform cannot be read well enough to say.

    Attributes:
        reason: why not, in a sentence with its full stop: others may follow it.
        kind: why, where the platform said so; `auth_expired` and `auth_revoked` pause the account.
        wait: how long the platform asks the whole account for patience; None: it does not.
    """

    reason: str
    kind: FailureKind | None = None
    wait: timedelta | None = None


Sighting = Found | Absent | CannotTell
