from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from omnichannel.domain.failure import FailureKind
from omnichannel.domain.outcome import CannotTell, Deferred, Published, Refused, Unknown
from omnichannel.domain.sign_in import Alive, Dead
from omnichannel.testing.attempts import RecordedAttempt
from omnichannel.testing.posts import picture
from omnichannel_email.gateway import EmailGateway
from omnichannel_email.settings import EmailSettings
from tests.plugins.channels.email.examples import MESSAGE_ID, account, mail
from tests.plugins.channels.email.publishing import publish
from tests.plugins.channels.email.smtp_server import Mailbox, serving


async def test_a_mail_arrives_over_starttls(trusting: EmailSettings, port: int, mailbox: Mailbox) -> None:
    """The connection is upgraded and signed in before the mail, which arrives once and whole."""
    attempt = RecordedAttempt()

    outcome = await publish(trusting, port, attempt=attempt)

    assert isinstance(outcome, Published)
    assert (MESSAGE_ID, None, 250) == (outcome.external_id, outcome.url, outcome.evidence.status)
    assert ([True], 1) == (mailbox.encrypted, attempt.irreversible_calls)
    assert [("bakery@example.org", ["ana@example.net"])] == [
        (mail.mail_from, mail.rcpt_tos) for mail in mailbox.mails
    ]
    assert MESSAGE_ID == mailbox.messages[0]["Message-ID"]


async def test_dots_and_attachments_arrive(trusting: EmailSettings, port: int, mailbox: Mailbox) -> None:
    """A line with a single dot does not end the mail, and files arrive byte by byte."""
    content = bytes(range(256)) * 50
    post = mail("one\n.\n..two\n", media=(picture("a.bin", content, media_type="application/octet-stream"),))

    await EmailGateway(trusting).publish(post, account(port), RecordedAttempt(content=content))

    assert "one\n.\n..two\n" == mailbox.texts()[0]
    assert [content] == [part.get_content() for part in mailbox.messages[0].iter_attachments()]


async def test_a_wrong_password_pauses_the_account(trusting: EmailSettings, port: int) -> None:
    """The refusal is about the sign-in, and says so without the password."""
    outcome = await publish(trusting, port, password=SecretStr("not-the-password"))

    assert isinstance(outcome, Refused)
    assert (FailureKind.AUTH_EXPIRED, 535) == (outcome.kind, outcome.evidence.status)
    assert "The mail server does not accept the user name or password" == outcome.reason
    assert "not-the-password" not in repr(outcome)


@pytest.mark.parametrize(
    ("command", "reply", "kind", "announced"),
    [
        ("MAIL", "550 5.1.8 bad sender", FailureKind.MISCONFIGURED, 0),
        ("RCPT", "550 5.1.1 user unknown", FailureKind.RECIPIENT_INVALID, 0),
        ("DATA", "554 5.7.1 looks like spam", FailureKind.POLICY_BLOCKED, 1),
    ],
)
async def test_a_refusal_is_told(
    trusting: EmailSettings,
    port: int,
    mailbox: Mailbox,
    command: str,
    reply: str,
    kind: FailureKind,
    announced: int,
) -> None:
    """Sender, recipient and content are refused each in its own way; only the content is announced."""
    mailbox.replies[command] = reply
    attempt = RecordedAttempt()

    outcome = await publish(trusting, port, attempt=attempt)

    assert isinstance(outcome, Refused)
    assert (kind, announced, reply[4:]) == (
        outcome.kind,
        attempt.irreversible_calls,
        outcome.evidence.message,
    )


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
async def test_a_busy_server_is_asked_again(
    trusting: EmailSettings, port: int, mailbox: Mailbox, command: str
) -> None:
    """451 keeps nothing of the mail, even after the content, so it is sent again."""
    mailbox.replies[command] = "451 4.3.0 try again later"

    outcome = await publish(trusting, port)

    assert isinstance(outcome, Deferred)
    assert (FailureKind.TRANSIENT, 451) == (outcome.kind, outcome.evidence.status)


async def test_a_connection_lost_before_the_content_is_tried_again(
    trusting: EmailSettings, port: int, mailbox: Mailbox
) -> None:
    """Nothing can have been sent before the content."""
    mailbox.drops = "MAIL"
    attempt = RecordedAttempt()

    outcome = await publish(trusting, port, attempt=attempt)

    assert isinstance(outcome, Deferred)
    assert 0 == attempt.irreversible_calls


async def test_a_connection_lost_after_the_final_dot_is_unknown(
    trusting: EmailSettings, port: int, mailbox: Mailbox
) -> None:
    """The server has the mail, and nobody can know that it has not."""
    mailbox.drops = "DATA"
    attempt = RecordedAttempt()

    outcome = await publish(trusting, port, attempt=attempt)

    assert isinstance(outcome, Unknown)
    assert (1, 1) == (len(mailbox.mails), attempt.irreversible_calls)


async def test_nobody_there_is_tried_again(mailbox: Mailbox) -> None:
    """A port that nobody listens on may be served in a minute."""
    with serving(mailbox) as port:
        pass

    outcome = await publish(EmailSettings(timeout_seconds=5), port)

    assert isinstance(outcome, Deferred)
    assert "The mail server could not be reached" == outcome.reason


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"title": "a\r\nBcc: bo@example.org"}, FailureKind.INVALID_CONTENT),
        ({"address": "nobody"}, FailureKind.RECIPIENT_INVALID),
    ],
)
async def test_a_mail_that_cannot_be_written_is_refused(
    trusting: EmailSettings, port: int, mailbox: Mailbox, fields: dict[str, Any], kind: FailureKind
) -> None:
    """Should a complaint be passed over, no server is asked."""
    outcome = await EmailGateway(trusting).publish(mail(**fields), account(port), RecordedAttempt())

    assert isinstance(outcome, Refused)
    assert (kind, []) == (outcome.kind, mailbox.encrypted)


def test_the_preview_says_who_writes_to_whom() -> None:
    """Sender and recipient stand as mail programs show them, and both bodies as they are sent."""
    post = mail(link="https://example.org")

    rendered = EmailGateway(EmailSettings()).render(post, account())

    assert "Harbour Bäckerei <bakery@example.org>" == rendered.sender
    assert "Ana Lyda <ana@example.net>" == rendered.recipient
    assert "Fresh bread from seven.\nhttps://example.org" == rendered.text
    assert rendered.html is not None
    assert '<a href="https://example.org">' in rendered.html


async def probed(settings: EmailSettings, port: int, **fields: Any) -> Any:
    return await EmailGateway(settings).probe(account(port, **fields), RecordedAttempt().http)


async def test_a_sign_in_is_checked_without_a_mail(
    trusting: EmailSettings, port: int, mailbox: Mailbox
) -> None:
    """The right password is good; nothing is sent."""
    assert Alive() == await probed(trusting, port)
    assert ([], []) == (mailbox.mails, mailbox.encrypted)


async def test_a_wrong_password_is_dead(trusting: EmailSettings, port: int) -> None:
    """With the reason and the fix of a refused mail, and without the password."""
    health = await probed(trusting, port, password=SecretStr("not-the-password"))

    assert (
        Dead(
            "The mail server does not accept the user name or password.",
            "Connect the account again, with the present user name and password.",
        )
        == health
    )


async def test_a_server_that_is_not_there_kills_no_sign_in(mailbox: Mailbox) -> None:
    """It may be there in a minute."""
    with serving(mailbox) as port:
        pass

    assert CannotTell("The mail server could not be reached.") == await probed(EmailSettings(), port)


async def test_a_certificate_nobody_trusts_kills_no_sign_in(port: int) -> None:
    """That is a matter of our settings, which the answer names."""
    assert CannotTell("The mail server's certificate is not trusted.") == await probed(EmailSettings(), port)


async def test_certificates_that_cannot_be_read_are_told(tmp_path: Path, port: int) -> None:
    """A wrong ca_file is named, and no account is stopped by it."""
    settings = EmailSettings(ca_file=tmp_path / "missing.pem")

    assert CannotTell("The certificates in ca_file cannot be read.") == await probed(settings, port)
