"""Why a platform did not take a post: a closed set, so that every kind has a rule and words."""

from enum import StrEnum


class FailureKind(StrEnum):
    """The reason for a refusal. Only those in `RETRIED` are tried again without a person."""

    AUTH_EXPIRED = "auth_expired"
    AUTH_REVOKED = "auth_revoked"
    RATE_LIMITED = "rate_limited"
    QUOTA_EXHAUSTED = "quota_exhausted"
    INVALID_CONTENT = "invalid_content"
    MEDIA_REJECTED = "media_rejected"
    DUPLICATE = "duplicate"
    POLICY_BLOCKED = "policy_blocked"
    NOT_FOUND = "not_found"
    RECIPIENT_INVALID = "recipient_invalid"
    RECIPIENT_UNREACHABLE = "recipient_unreachable"
    OPTED_OUT = "opted_out"
    UNSUPPORTED = "unsupported"
    MISCONFIGURED = "misconfigured"
    TRANSIENT = "transient"


RETRIED = frozenset({FailureKind.RATE_LIMITED, FailureKind.TRANSIENT})
PAUSES_ACCOUNT = frozenset({FailureKind.AUTH_EXPIRED, FailureKind.AUTH_REVOKED})
