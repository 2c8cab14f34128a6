"""The SMTP replies of the sandbox, as mail providers word their codes."""

ACCEPTED = "250 2.0.0 Ok: queued as {n}"
NOT_SIGNED_IN = "535 5.7.8 Authentication credentials invalid"
EXPIRED = "535 5.7.8 Authentication credentials expired"
THROTTLED = "454 4.7.0 Throttling failure: Maximum sending rate exceeded"
THROTTLED_FOR = "454 4.7.0 Throttling failure: try again in {seconds} seconds"
TEMPORARY_FAILURE = "451 4.3.0 Temporary failure, try again later"

RECIPIENT_REFUSALS: dict[str, str] = {
    "unknown": "550 5.1.1 User unknown",
    "full": "452 4.2.2 Mailbox full",
    "blocked": "554 5.7.1 Recipient address rejected: access denied",
}
"""What the local part of a recipient begins with, and the reply it gets."""
