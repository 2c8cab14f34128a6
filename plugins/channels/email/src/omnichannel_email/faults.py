"""What went wrong before the content was handed over. Nothing was sent, whatever it was."""

import ssl

from aiosmtplib import SMTPException, SMTPResponseException

from omnichannel.domain.failure import PAUSES_ACCOUNT, FailureKind
from omnichannel.domain.outcome import CannotTell, Deferred, Evidence, Refused
from omnichannel.domain.sign_in import Dead, Health
from omnichannel_email.replies import FIXES, Phase, outcome_from_reply

FAULTS = (SMTPException, OSError, ValueError)
"""All that talking to a mail server raises; time-outs are OSErrors."""

_WHERE = {
    Phase.GREETING: "could not be reached",
    Phase.AUTH: "ended the connection during the sign-in",
    Phase.MAIL: "ended the connection before it took the mail",
    Phase.RCPT: "ended the connection before it took the mail",
    Phase.DATA: "ended the connection before it took the mail",
}


def outcome_from_fault(fault: Exception, phase: Phase, secrets: tuple[str, ...]) -> Deferred | Refused:
    """Read a fault before the content: replies by their table, lost connections as `Deferred`."""
    if isinstance(fault, SMTPResponseException):
        return outcome_from_reply(fault.code, fault.message, phase, secrets)
    if isinstance(fault, ssl.SSLCertVerificationError) or _has_bad_certificate(fault):
        return refused_by_setup(
            "The mail server's certificate is not trusted",
            "Check the server's name, or name its certificate authority in the setting ca_file.",
        )
    if isinstance(fault, OSError):
        return Deferred(f"The mail server {_WHERE[phase]}", evidence=Evidence(message=type(fault).__name__))
    if phase is Phase.AUTH:
        return refused_by_setup("The mail server offers no sign-in that we know", "Check port and security.")
    return refused_by_setup("The mail server does not speak as the account says", FIXES_SETUP)


def health_from_fault(fault: Exception, phase: Phase, secrets: tuple[str, ...]) -> Health:
    """Read a fault while signing in: `Dead` only where the server itself refused the sign-in."""
    outcome = outcome_from_fault(fault, phase, secrets)
    if isinstance(outcome, Refused) and outcome.kind in PAUSES_ACCOUNT:
        return Dead(f"{outcome.reason}.", outcome.fix)
    return CannotTell(f"{outcome.reason}.")


def refused_by_setup(reason: str, fix: str) -> Refused:
    """Give the refusal of a conversation that the account's own data make impossible."""
    return Refused(FailureKind.MISCONFIGURED, reason, fix)


def _has_bad_certificate(fault: BaseException | None) -> bool:
    while fault is not None:
        if isinstance(fault, ssl.SSLCertVerificationError):
            return True
        fault = fault.__cause__
    return False


FIXES_SETUP = FIXES[FailureKind.MISCONFIGURED]
