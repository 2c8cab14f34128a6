"""
What a mail server's replies mean: one line of data each.

The first line that fits decides. Sources: "5321" is https://www.rfc-editor.org/rfc/rfc5321 (reply
codes), "3463" https://www.rfc-editor.org/rfc/rfc3463 (enhanced codes), "4954" .../rfc4954 (sign-in),
"3207" .../rfc3207 (STARTTLS), "7504" .../rfc7504, "ses"
https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-smtp.html
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from omnichannel.domain.failure import RETRIED
from omnichannel.domain.failure import FailureKind as K
from omnichannel.domain.outcome import Deferred, Evidence, Refused

MESSAGE_LIMIT_CHARACTERS = 500
ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}(?![\d.])")


class Phase(StrEnum):
    """How far the conversation was."""

    GREETING = "greeting"
    AUTH = "auth"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"


FIXES = {
    K.AUTH_EXPIRED: "Connect the account again, with the present user name and password.",
    K.INVALID_CONTENT: "Make the mail smaller: take attachments away, or link to them.",
    K.MISCONFIGURED: "Check the account's server, port, security and sender address.",
    K.POLICY_BLOCKED: "Read the server's own words; its operator, or the recipient's, can say more.",
    K.RECIPIENT_INVALID: "Check the address with the recipient.",
    K.RECIPIENT_UNREACHABLE: "Try again later, or reach the recipient in another way.",
    K.UNSUPPORTED: "Read the server's own words, and ask its operator.",
}
"""What a person does about a refusal. Kinds that are tried again by themselves need nothing."""

_SIGN_IN = "The mail server does not accept the user name or password"
_BUSY = "The mail server is busy"
_RECIPIENT = "The mail server does not accept the recipient's address"
_SENDER = "The mail server does not accept the sender's address"
_POLICY = "The mail server refuses the mail because of its rules"
_SIZE = "The mail is too large for the mail server"


@dataclass(frozen=True, slots=True)
class Rule:
    """
    One line of the table.

    Attributes:
        codes: the first and the last reply code that it is about.
        enhanced: how the enhanced code begins ("5.1."); "" fits any, and none.
        phase: None fits any.
    """

    codes: tuple[int, int]
    enhanced: str
    phase: Phase | None
    kind: K
    source: str
    reason: str

    def fits(self, code: int, enhanced: str, phase: Phase) -> bool:
        """Say whether the line is about this reply."""
        lowest, highest = self.codes
        return (
            lowest <= code <= highest and enhanced.startswith(self.enhanced) and self.phase in {None, phase}
        )


RULES = (
    Rule((454, 454), "", Phase.GREETING, K.TRANSIENT, "3207", "The mail server cannot encrypt now"),
    Rule((454, 454), "", Phase.AUTH, K.TRANSIENT, "4954", "The mail server cannot check the sign-in now"),
    Rule((454, 454), "", None, K.RATE_LIMITED, "ses", "The mail server asks for fewer mails"),
    Rule((421, 421), "", None, K.TRANSIENT, "5321", "The mail server closes the connection for now"),
    Rule((450, 450), "", Phase.RCPT, K.TRANSIENT, "5321", "The recipient's mailbox is busy"),
    Rule((451, 451), "", None, K.TRANSIENT, "5321", "The mail server had a problem of its own"),
    Rule((452, 452), "4.2.2", None, K.TRANSIENT, "3463", "The recipient's mailbox is full"),
    Rule((452, 452), "", None, K.TRANSIENT, "5321", "The mail server has no room for now"),
    Rule((400, 499), "", None, K.TRANSIENT, "5321", _BUSY),
    Rule((530, 530), "", None, K.AUTH_EXPIRED, "4954", "The mail server wants a sign-in"),
    Rule((534, 535), "", None, K.AUTH_EXPIRED, "4954", _SIGN_IN),
    Rule((538, 538), "", None, K.MISCONFIGURED, "4954", "The mail server wants an encrypted connection"),
    Rule((500, 599), "", Phase.AUTH, K.AUTH_EXPIRED, "4954", _SIGN_IN),
    Rule((500, 599), "", Phase.GREETING, K.MISCONFIGURED, "5321", "The mail server does not talk to us"),
    Rule((552, 552), "5.2.2", None, K.RECIPIENT_UNREACHABLE, "3463", "The recipient's mailbox is full"),
    Rule((552, 552), "", None, K.INVALID_CONTENT, "5321", _SIZE),
    Rule((500, 599), "5.3.4", None, K.INVALID_CONTENT, "3463", _SIZE),
    Rule((500, 599), "5.2.3", None, K.INVALID_CONTENT, "3463", "The mail is too large for the recipient"),
    Rule((500, 599), "5.2.", None, K.RECIPIENT_UNREACHABLE, "3463", "The recipient's mailbox takes no mail"),
    Rule((500, 599), "5.7.", None, K.POLICY_BLOCKED, "3463", _POLICY),
    Rule((500, 504), "", Phase.MAIL, K.MISCONFIGURED, "5321", _SENDER),
    Rule((501, 501), "", Phase.RCPT, K.RECIPIENT_INVALID, "5321", _RECIPIENT),
    Rule((500, 504), "", None, K.UNSUPPORTED, "5321", "The mail server does not know this command"),
    Rule((521, 521), "", Phase.RCPT, K.RECIPIENT_INVALID, "7504", "The recipient's domain takes no mail"),
    Rule((555, 555), "", None, K.UNSUPPORTED, "5321", "The mail server does not know this command"),
    Rule((556, 556), "", Phase.RCPT, K.RECIPIENT_INVALID, "7504", "The recipient's domain takes no mail"),
    Rule((500, 599), "", Phase.MAIL, K.MISCONFIGURED, "5321", _SENDER),
    Rule((554, 554), "5.1.", None, K.RECIPIENT_INVALID, "3463", _RECIPIENT),
    Rule((554, 554), "", None, K.POLICY_BLOCKED, "ses", _POLICY),
    Rule((550, 553), "", Phase.RCPT, K.RECIPIENT_INVALID, "5321", _RECIPIENT),
    Rule((500, 599), "5.1.", None, K.RECIPIENT_INVALID, "3463", _RECIPIENT),
    Rule((500, 599), "", None, K.POLICY_BLOCKED, "5321", _POLICY),
)

NOT_A_REPLY = Rule((0, 999), "", None, K.TRANSIENT, "our own", "The mail server gave an answer that is none")


def outcome_from_reply(
    code: int, text: str, phase: Phase, secrets: tuple[str, ...] = ()
) -> Deferred | Refused:
    """
    Read a reply that is no success. Nothing was sent, for a server that refuses keeps nothing.

    A code outside 400 to 599 is no refusal: it is `Deferred`, and only asked for before the content.
    """
    evidence = evidence_from_reply(code, text, secrets)
    rule = rule_for(code, evidence.code or "", phase)
    if rule.kind in RETRIED:
        return Deferred(rule.reason, rule.kind, None, evidence)
    return Refused(rule.kind, rule.reason, FIXES[rule.kind], evidence)


def rule_for(code: int, enhanced: str, phase: Phase) -> Rule:
    """Find the line about the reply."""
    return next((rule for rule in RULES if rule.fits(code, enhanced, phase)), NOT_A_REPLY)


def evidence_from_reply(code: int, text: str, secrets: tuple[str, ...] = ()) -> Evidence:
    """Keep the server's own words: the enhanced code where there is one, the text without secrets."""
    found = ENHANCED.match(text)
    message = text.encode("utf-8", "replace").decode("utf-8")
    for secret in filter(None, secrets):
        message = message.replace(secret, "[removed]")
    return Evidence(
        status=code if code > 0 else None,
        code=found.group() if found else None,
        message=message[:MESSAGE_LIMIT_CHARACTERS] or None,
    )
