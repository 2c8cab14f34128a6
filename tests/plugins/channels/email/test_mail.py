from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest

from omnichannel.application.ports.outbound.channel_gateway import Post
from omnichannel.testing.posts import KEY, PIXEL, picture
from omnichannel_email.credentials import SmtpCredentials
from omnichannel_email.mail import Mail, mail_from_post
from omnichannel_email.options import EmailOptions
from omnichannel_email.unsubscribe import Unsubscribe
from tests.plugins.channels.email.examples import MESSAGE_ID, account, mail

NOW = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
CREDENTIALS: SmtpCredentials = account().credentials
LONG_URL = "https://example.org/" + "leave/" * 60 + "{delivery}"


def written(post: Post[Any], credentials: SmtpCredentials = CREDENTIALS) -> Mail:
    files = [PIXEL] * len(post.media)
    return mail_from_post(post, credentials, sender_name="Harbour Bäckerei", files=files, date=NOW)


def parsed(post: Post[Any], credentials: SmtpCredentials = CREDENTIALS) -> EmailMessage:
    message = message_from_bytes(written(post, credentials).content, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def test_the_headers_say_who_writes_to_whom() -> None:
    """From, To, Subject, Date and Message-ID arrive as they were meant, whatever the alphabet."""
    message = parsed(mail(title="Größe zählt 🥐 " + "sehr " * 30, recipient_name="Ána, Lyda"))

    assert "Harbour Bäckerei <bakery@example.org>" == str(message["From"])
    assert '"Ána, Lyda" <ana@example.net>' == str(message["To"])
    assert ("Größe zählt 🥐 " + "sehr " * 30).strip() == str(message["Subject"]).strip()
    assert NOW == message["Date"].datetime
    assert MESSAGE_ID == message["Message-ID"]


def test_the_id_is_the_same_in_every_attempt() -> None:
    """The Message-ID comes from the delivery and the sender, so a second mail can be told as such."""
    later = mail_from_post(mail(), CREDENTIALS, sender_name="", files=[], date=datetime.now(UTC))

    assert f"<{KEY}@example.org>" == written(mail()).message_id == later.message_id


def test_text_and_html_are_alternatives() -> None:
    """Text comes first, HTML second, both as quoted-printable UTF-8."""
    message = parsed(mail("Grüße\nhttps://example.org"))

    assert ["text/plain", "text/html"] == [part.get_content_type() for part in message.iter_parts()]
    assert {"quoted-printable"} == {part["Content-Transfer-Encoding"] for part in message.iter_parts()}
    assert "multipart/alternative" == message.get_content_type()


def test_attachments_keep_order_name_and_bytes() -> None:
    """Files are attached as they were given, with their description."""
    message = parsed(mail(media=(picture("b.png", alt_text="Ein Läib"), picture("ä ö.png"))))

    attached = list(message.iter_attachments())

    assert ["b.png", "ä ö.png"] == [part.get_filename() for part in attached]
    assert [PIXEL, PIXEL] == [part.get_content() for part in attached]
    assert "Ein Läib" == str(attached[0]["Content-Description"])


@pytest.mark.parametrize("post", [mail("ü" * 5000, title="ü" * 300), mail("a" * 5000, title="a" * 700)])
def test_every_line_is_short_and_ascii(post: Post[Any]) -> None:
    """No server needs to rewrite the mail: 7 bit, CRLF, no line over 998 characters."""
    content = written(post).content

    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert content.count(b"\n") == content.count(b"\r\n") == content.count(b"\r")


def test_encoded_words_are_no_longer_than_75() -> None:
    """Mail programs refuse longer ones (RFC 2047, section 2)."""
    head = written(mail(title="ü" * 300)).content.partition(b"\r\n\r\n")[0]

    words = [word for word in head.split() if word.startswith(b"=?")]

    assert max(map(len, words)) <= 75


def test_leaving_takes_one_click() -> None:
    """The address names the delivery, stands unbroken on one line, and says that a POST will do."""
    way = Unsubscribe(url=LONG_URL, mailto="leave@example.org")

    content = written(mail(options=EmailOptions(unsubscribe=way))).content

    url = LONG_URL.replace("{delivery}", KEY)
    assert f"\r\nList-Unsubscribe: <{url}>, <mailto:leave@example.org>\r\n".encode() in content
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in content


def test_a_mail_to_leave_is_no_click() -> None:
    """Without a web address there is nothing to POST to."""
    message = parsed(mail(options=EmailOptions(unsubscribe=Unsubscribe(mailto="leave@example.org"))))

    assert "<mailto:leave@example.org>" == message["List-Unsubscribe"]
    assert message["List-Unsubscribe-Post"] is None


def test_the_message_goes_before_the_account() -> None:
    """Reply-To and the way to leave are the message's, and the account's where it says nothing."""
    way = Unsubscribe(mailto="account@example.org")
    credentials = account(reply_to="desk@example.org", unsubscribe=way).credentials
    own = EmailOptions(reply_to="me@example.org", unsubscribe=Unsubscribe(mailto="message@example.org"))

    general, special = parsed(mail(), credentials), parsed(mail(options=own), credentials)

    assert ("desk@example.org", "me@example.org") == (general["Reply-To"], special["Reply-To"])
    assert "<mailto:account@example.org>" == general["List-Unsubscribe"]
    assert "<mailto:message@example.org>" == special["List-Unsubscribe"]


def test_a_long_domain_does_not_break_the_id() -> None:
    """The Message-ID is never written as an encoded word."""
    domain = ".".join(["a" * 60] * 3) + ".org"

    content = written(mail(), account(sender_address=f"me@{domain}").credentials).content

    assert f"Message-ID: <{KEY}@{domain}>\r\n".encode() in content


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "a\r\nBcc: bo@example.org"},
        {"recipient_name": "a\nb"},
        {"address": "ana"},
        {"title": "a\u2028b"},
    ],
)
def test_a_broken_header_is_never_written(fields: dict[str, Any]) -> None:
    """Should a complaint be passed over, writing the mail fails instead of smuggling a header in."""
    with pytest.raises(ValueError, match=r"\S"):
        written(mail(**fields))
