"""What is known of an address: whether it may be written to, and why not."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from omnichannel.domain.failure import FailureKind


def address_key(address: str) -> str:
    """Give what two spellings of one address have in common; addresses are compared by it alone."""
    return address.strip().casefold()


class SuppressionReason(StrEnum):
    """Why an address is not written to, without its owner having asked for that."""

    HARD_BOUNCE = "hard_bounce"
    COMPLAINT = "complaint"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class Suppression:
    """The address is not written to. *note* is for people; None where nobody wrote one."""

    reason: SuppressionReason
    since: datetime
    note: str | None = None


@dataclass(frozen=True, slots=True)
class OptOut:
    """Its owner asked not to be written to; *source* says how ("unsubscribe link")."""

    since: datetime
    source: str


@dataclass(frozen=True, slots=True)
class Consent:
    """
    Its owner agreed to be written to.

    Attributes:
        source: where ("newsletter form").
        evidence: what can be shown to whoever doubts it.
        withdrawn_at: when it ended; None while it holds.
    """

    given_at: datetime
    source: str
    evidence: str
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """
    Where one address of one channel stands; there is at most one for each `address_key`.

    Attributes:
        address: as it was written last.
    """

    id: UUID
    workspace_id: UUID
    channel: str
    address: str
    created_at: datetime
    updated_at: datetime
    suppressed: Suppression | None = None
    opted_out: OptOut | None = None
    consent: Consent | None = None


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why an address is left out, in words for whoever wonders why nothing came."""

    reason: str
    fix: str
    kind: FailureKind = FailureKind.OPTED_OUT


_SUPPRESSED = {
    SuppressionReason.HARD_BOUNCE: "Not written to since {day}: what was sent there came back for good.",
    SuppressionReason.COMPLAINT: "Not written to since {day}: somebody there complained of spam.",
    SuppressionReason.MANUAL: "Not written to since {day}: it was suppressed by hand.",
}
_LIFT = "Nothing was sent. If this is wrong, correct or remove the address in the recipients register."
_ASK = "Nothing was sent. Ask for consent, and record it in the recipients register."


def hindrance(standing: Standing | None, *, requires_consent: bool) -> Hindrance | None:
    """Say why an address is not written to, or None where it may be; *standing* None: nothing is known."""
    if standing is not None and standing.opted_out is not None:
        return Hindrance(f"Asked on {_day(standing.opted_out.since)} not to be written to.", _LIFT)
    if standing is not None and standing.suppressed is not None:
        suppressed = standing.suppressed
        return Hindrance(_SUPPRESSED[suppressed.reason].format(day=_day(suppressed.since)), _LIFT)
    return _without_consent(standing.consent if standing else None) if requires_consent else None


def _without_consent(consent: Consent | None) -> Hindrance | None:
    if consent is None:
        return Hindrance("Never agreed to be written to, and this message asks for consent.", _ASK)
    if consent.withdrawn_at is None:
        return None
    return Hindrance(f"Took back on {_day(consent.withdrawn_at)} the consent this message asks for.", _ASK)


def _day(instant: datetime) -> str:
    return f"{instant.day} {instant:%b %Y}"
