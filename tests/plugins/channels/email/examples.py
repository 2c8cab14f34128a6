"""Mails and an account that sends them."""

from typing import Any

from pydantic import SecretStr

from omnichannel.application.ports.outbound.channel_gateway import Post
from omnichannel.domain.account import OpenAccount
from omnichannel.testing import posts
from omnichannel_email.credentials import SmtpCredentials
from omnichannel_email.options import EmailOptions
from omnichannel_email.unsubscribe import Unsubscribe

PASSWORD = "invented-password-of-a-mailbox"
SENDER = "bakery@example.org"
MESSAGE_ID = f"<{posts.KEY}@example.org>"


def mail(
    text: str = "Fresh bread from seven.", *, options: EmailOptions | None = None, **fields: Any
) -> Post[Any]:
    named = {"title": "New hours", "address": "ana@example.net", "recipient_name": "Ana Lyda"}
    return posts.post(text, options=options or EmailOptions(), **named | fields)


def account(port: int = 587, **fields: Any) -> OpenAccount:
    given: dict[str, Any] = {
        "host": "localhost",
        "port": port,
        "username": "bakery",
        "password": SecretStr(PASSWORD),
        "sender_address": SENDER,
        "sender_name": "Harbour Bäckerei",
    }
    return posts.account(SmtpCredentials(**given | fields), channel="email", external_id=None)


def good_posts() -> list[Post[Any]]:
    way = Unsubscribe(url="https://example.org/leave/{delivery}", mailto="leave@example.org")
    return [
        mail(),
        mail(
            "Ünïcode.\n.dot first\n\nFrom: nobody\n",
            title="Größe zählt 🥐",
            link="https://example.org/a?b=1&c=2",
        ),
        mail(media=(posts.picture(alt_text="A loaf"), posts.picture("zweites Bild.png"))),
        mail(
            options=EmailOptions(
                html="<html><body><b>Hi</b></body></html>", preheader="Soon", unsubscribe=way
            )
        ),
        mail(options=EmailOptions(reply_to="answers@example.org")),
    ]
