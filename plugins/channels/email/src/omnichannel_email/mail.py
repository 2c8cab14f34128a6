"""
A post as the bytes of one mail. Pure, but for the date that is handed in.

multipart/alternative of text and HTML, in a multipart/mixed where there are attachments, in order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from typing import Any

from omnichannel.application.ports.outbound.channel_gateway import Post
from omnichannel.domain.content import MediaRef
from omnichannel_email.addresses import domain_of, wire_address
from omnichannel_email.bodies import html_from_post, options_of, text_from_post
from omnichannel_email.credentials import SmtpCredentials
from omnichannel_email.unsubscribe import unsubscribe_headers

UNFOLDED = frozenset({"list-unsubscribe", "message-id"})
"""Headers that must not be broken into short lines, for Python would write them as encoded words."""


_LINES_OF_76 = SMTP.clone(max_line_length=76)
_LINES_OF_998 = SMTP.clone(max_line_length=998)


class _WirePolicy(EmailPolicy):
    """
    SMTP's rules, in lines of 76 characters, so that no encoded word is longer than 75 (RFC 2047).

    The lines of `UNFOLDED` headers are as long as RFC 5322 allows: 998 characters.
    """

    def fold_binary(self, name: str, value: str) -> bytes:
        policy = _LINES_OF_998 if name.lower() in UNFOLDED else _LINES_OF_76
        return policy.fold_binary(name, value)


_WIRE = _WirePolicy(linesep="\r\n")


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail, ready to be handed over: envelope, content, and the id it bears."""

    sender: str
    recipient: str
    message_id: str
    content: bytes


def mail_from_post(
    post: Post[Any],
    credentials: SmtpCredentials,
    *,
    sender_name: str,
    files: Sequence[bytes],
    date: datetime,
) -> Mail:
    """
    Write *post* as a mail from *credentials* to its one recipient.

    Args:
        files: the bytes of `post.media`, in its order.
        date: the moment of sending, with a time zone.

    Raises:
        ValueError: an address, a name or the subject would break a header.
    """
    message = EmailMessage(policy=_LINES_OF_76)
    for name, value in _headers(post, credentials, sender_name, date).items():
        message[name] = value
    message.set_content(text_from_post(post), cte="quoted-printable")
    message.add_alternative(html_from_post(post), subtype="html", cte="quoted-printable")
    for media, content in zip(post.media, files, strict=True):
        _attach(message, media, content)
    recipient = wire_address(post.address or "")
    return Mail(
        credentials.sender_address,
        recipient,
        message_id(post, credentials),
        message.as_bytes(policy=_WIRE),
    )


def message_id(post: Post[Any], credentials: SmtpCredentials) -> str:
    """Give the Message-ID, with its angle brackets: the same in every attempt of one delivery."""
    return f"<{post.key}@{domain_of(credentials.sender_address)}>"


def display_name(credentials: SmtpCredentials, account_name: str) -> str:
    """Give the name beside the sender's address."""
    return account_name if credentials.sender_name is None else credentials.sender_name


def _headers(
    post: Post[Any], credentials: SmtpCredentials, sender_name: str, date: datetime
) -> dict[str, Any]:
    options = options_of(post)
    reply_to = options.reply_to or credentials.reply_to
    headers: dict[str, Any] = {
        "From": Address(sender_name, addr_spec=credentials.sender_address),
        "To": Address(post.recipient_name or "", addr_spec=wire_address(post.address or "")),
        "Subject": post.title or "",
        "Date": format_datetime(date),
        "Message-ID": message_id(post, credentials),
    }
    headers |= {"Reply-To": Address(addr_spec=wire_address(reply_to))} if reply_to else {}
    return headers | unsubscribe_headers(options.unsubscribe or credentials.unsubscribe, post.key)


def _attach(message: EmailMessage, media: MediaRef, content: bytes) -> None:
    maintype, _, subtype = media.media_type.partition("/")
    described = [f"Content-Description: {media.alt_text}"] if media.alt_text else None
    message.add_attachment(
        content, maintype=maintype, subtype=subtype, filename=media.filename, headers=described
    )
