import ssl
from pathlib import Path

from omnichannel.domain.failure import FailureKind
from omnichannel.domain.outcome import Published, Refused
from omnichannel_email.settings import EmailSettings
from tests.plugins.channels.email.publishing import publish
from tests.plugins.channels.email.smtp_server import Mailbox, serving


async def test_a_mail_arrives_over_tls(trusting: EmailSettings, certificate: ssl.SSLContext) -> None:
    """A connection may be encrypted from its first byte."""
    mailbox = Mailbox()
    with serving(mailbox, tls=certificate) as port:
        outcome = await publish(trusting, port, security="tls")

    assert isinstance(outcome, Published)
    assert [True] == mailbox.encrypted


async def test_this_computer_may_be_spoken_to_in_the_clear(mailbox: Mailbox) -> None:
    """A server on this computer needs neither encryption nor a sign-in."""
    with serving(mailbox) as port:
        outcome = await publish(EmailSettings(), port, security="none", username=None, password=None)

    assert isinstance(outcome, Published)
    assert [False] == mailbox.encrypted


async def test_a_certificate_that_nobody_trusts_stops_the_mail(port: int, mailbox: Mailbox) -> None:
    """Without the authority in ca_file, neither the password nor the mail leaves."""
    outcome = await publish(EmailSettings(timeout_seconds=5), port)

    assert isinstance(outcome, Refused)
    assert (FailureKind.MISCONFIGURED, []) == (outcome.kind, mailbox.encrypted)
    assert "ca_file" in outcome.fix


async def test_a_server_without_starttls_gets_no_mail(mailbox: Mailbox) -> None:
    """Nobody between us and the server can talk us out of encryption."""
    with serving(mailbox) as port:
        outcome = await publish(EmailSettings(timeout_seconds=5), port)

    assert isinstance(outcome, Refused)
    assert (FailureKind.MISCONFIGURED, []) == (outcome.kind, mailbox.mails)


async def test_a_missing_ca_file_is_told(tmp_path: Path) -> None:
    """The setting is named, instead of a fault of Python."""
    outcome = await publish(EmailSettings(ca_file=tmp_path / "missing.pem"), 1)

    assert isinstance(outcome, Refused)
    assert FailureKind.MISCONFIGURED is outcome.kind


async def test_a_certificate_is_checked_from_the_first_byte_on(certificate: ssl.SSLContext) -> None:
    """TLS without STARTTLS trusts no more than TLS with it."""
    mailbox = Mailbox()
    with serving(mailbox, tls=certificate) as port:
        outcome = await publish(EmailSettings(timeout_seconds=5), port, security="tls")

    assert isinstance(outcome, Refused)
    assert (FailureKind.MISCONFIGURED, []) == (outcome.kind, mailbox.encrypted)
