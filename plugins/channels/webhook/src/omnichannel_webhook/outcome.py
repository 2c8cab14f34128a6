"""What a receiver's answer means. Pure, and total: any answer gives an outcome."""

import re
from datetime import timedelta
from email.utils import parsedate_to_datetime

from omnichannel.application.ports.outbound.http import Response
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.outcome import Deferred, Evidence, Outcome, Published, Refused

ACCEPTED = "accepted"
"""What stands for the platform's id: receivers give none."""
GONE = "The receiver answered 410 Gone: it wants no more events."
GONE_FIX = "See that its address is still right, then resume it."
REST = timedelta(seconds=10)
"""How long a receiver in trouble is left alone by everything else that waits for it."""


def outcome_from_response(response: Response) -> Outcome:
    """Read the answer to an event. Whatever is not clearly yes or no is tried again."""
    status, evidence = response.status, Evidence(status=response.status)
    if 200 <= status < 300:
        return Published(ACCEPTED, evidence=evidence)
    if 300 <= status < 400:
        reason = f"The receiver answered {status} and wants it elsewhere. Redirects are not followed."
        return Refused(FailureKind.MISCONFIGURED, reason, "Set the address that it leads to.", evidence)
    if status == 410:
        return Refused(FailureKind.AUTH_REVOKED, GONE, GONE_FIX, evidence)
    wait = asked_wait(response)
    if status == 429:
        reason = "The receiver asks for fewer events."
        return Deferred(reason, FailureKind.RATE_LIMITED, wait or REST, evidence)
    return Deferred(f"The receiver answered {status}.", FailureKind.TRANSIENT, wait, evidence, REST)


def asked_wait(response: Response) -> timedelta | None:
    """Give the wait that `Retry-After` asks for, in seconds or as a date; None without one."""
    asked = response.headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", asked):
        return timedelta(seconds=int(asked))
    try:
        wait = parsedate_to_datetime(asked) - parsedate_to_datetime(response.headers.get("date", ""))
    except (ValueError, TypeError, OverflowError):
        return None
    return max(wait, timedelta())
