"""Replies of mail servers, as the channel must read them: phase, code, text, kind."""

from omnichannel.domain.failure import FailureKind as K
from omnichannel.testing.error_row import ErrorRow
from omnichannel_email.replies import Phase, outcome_from_reply

MEANINGS: list[tuple[Phase, int, str, K]] = [
    (Phase.GREETING, 421, "4.3.2 closing", K.TRANSIENT),
    (Phase.GREETING, 554, "5.3.2 no SMTP service here", K.MISCONFIGURED),
    (Phase.GREETING, 454, "4.7.0 TLS not available", K.TRANSIENT),
    (Phase.AUTH, 454, "4.7.0 temporary authentication failure", K.TRANSIENT),
    (Phase.AUTH, 530, "5.7.0 authentication required", K.AUTH_EXPIRED),
    (Phase.AUTH, 534, "5.7.9 mechanism too weak", K.AUTH_EXPIRED),
    (Phase.AUTH, 535, "5.7.8 credentials invalid", K.AUTH_EXPIRED),
    (Phase.AUTH, 538, "5.7.11 encryption required", K.MISCONFIGURED),
    (Phase.AUTH, 500, "line too long", K.AUTH_EXPIRED),
    (Phase.MAIL, 421, "too many connections", K.TRANSIENT),
    (Phase.MAIL, 451, "4.3.0 local error", K.TRANSIENT),
    (Phase.MAIL, 452, "4.3.1 no room", K.TRANSIENT),
    (Phase.MAIL, 454, "Throttling failure: Maximum sending rate exceeded", K.RATE_LIMITED),
    (Phase.MAIL, 501, "syntax", K.MISCONFIGURED),
    (Phase.MAIL, 530, "5.7.0 authentication required", K.AUTH_EXPIRED),
    (Phase.MAIL, 550, "5.1.8 bad sender", K.MISCONFIGURED),
    (Phase.MAIL, 552, "5.3.4 message too big", K.INVALID_CONTENT),
    (Phase.MAIL, 553, "sender not owned by user", K.MISCONFIGURED),
    (Phase.MAIL, 554, "5.7.1 blocked", K.POLICY_BLOCKED),
    (Phase.MAIL, 555, "parameter unknown", K.UNSUPPORTED),
    (Phase.RCPT, 450, "4.2.0 mailbox busy", K.TRANSIENT),
    (Phase.RCPT, 451, "4.7.1 greylisted", K.TRANSIENT),
    (Phase.RCPT, 452, "4.2.2 mailbox full", K.TRANSIENT),
    (Phase.RCPT, 501, "syntax", K.RECIPIENT_INVALID),
    (Phase.RCPT, 503, "bad sequence", K.UNSUPPORTED),
    (Phase.RCPT, 521, "no mail here", K.RECIPIENT_INVALID),
    (Phase.RCPT, 550, "no such user", K.RECIPIENT_INVALID),
    (Phase.RCPT, 550, "5.1.1 user unknown", K.RECIPIENT_INVALID),
    (Phase.RCPT, 550, "5.2.1 mailbox disabled", K.RECIPIENT_UNREACHABLE),
    (Phase.RCPT, 550, "5.7.1 relaying denied", K.POLICY_BLOCKED),
    (Phase.RCPT, 550, "5.3.4 message too big", K.INVALID_CONTENT),
    (Phase.RCPT, 551, "user not local", K.RECIPIENT_INVALID),
    (Phase.RCPT, 552, "5.2.2 mailbox full", K.RECIPIENT_UNREACHABLE),
    (Phase.RCPT, 553, "mailbox name not allowed", K.RECIPIENT_INVALID),
    (Phase.RCPT, 554, "5.1.1 no such user", K.RECIPIENT_INVALID),
    (Phase.RCPT, 554, "rejected", K.POLICY_BLOCKED),
    (Phase.RCPT, 556, "5.1.10 domain takes no mail", K.RECIPIENT_INVALID),
    (Phase.DATA, 421, "closing", K.TRANSIENT),
    (Phase.DATA, 451, "4.3.0 try again", K.TRANSIENT),
    (Phase.DATA, 452, "4.3.1 no room", K.TRANSIENT),
    (Phase.DATA, 550, "5.7.1 looks like spam", K.POLICY_BLOCKED),
    (Phase.DATA, 550, "5.1.1 user unknown", K.RECIPIENT_INVALID),
    (Phase.DATA, 552, "too large", K.INVALID_CONTENT),
    (Phase.DATA, 552, "5.2.3 too large for the recipient", K.INVALID_CONTENT),
    (Phase.DATA, 554, "5.2.3 too large for the recipient", K.INVALID_CONTENT),
    (Phase.DATA, 554, "5.7.0 rejected", K.POLICY_BLOCKED),
    (Phase.DATA, 500, "what?", K.UNSUPPORTED),
    (Phase.DATA, 571, "no", K.POLICY_BLOCKED),
]

ROWS = [
    ErrorRow(f"{phase} {code} {text}", outcome_from_reply(code, text, phase), kind)
    for phase, code, text, kind in MEANINGS
]
