"""Mail: signing in, recipients, what is kept."""

import asyncio
import hashlib
import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import httpx
import pytest

from omnichannel_sandbox.accounts import MAIL_ACCOUNT
from omnichannel_sandbox.server import Sandbox

Deliver = Callable[..., Any]


async def test_a_mail_over_starttls_arrives(
    deliver: Deliver, http: httpx.AsyncClient, mail: EmailMessage, picture: Callable[[int], bytes]
) -> None:
    """Message-ID, text, subject, envelope recipients and picture bytes are what was sent."""
    await deliver(mail, "ana@example.org", "ben@example.org")
    arrival = (await http.get("/control/arrivals?platform=email")).json()["arrivals"][0]

    assert "<1@sandbox.example>" == arrival["external_id"]
    assert ("Frisches Brot für Zürich", ["ana@example.org", "ben@example.org"]) == (
        arrival["title"],
        arrival["recipients"],
    )
    assert "Good morning\n<script>alert(1)</script>" == arrival["text"]
    assert [hashlib.sha256(picture(1)).hexdigest()] == arrival["pictures"]


async def test_the_whole_mail_is_kept(
    deliver: Deliver, http: httpx.AsyncClient, mail: EmailMessage, first: int
) -> None:
    """One arrival tells headers, HTML and attachments; its source is what came over the wire."""
    await deliver(mail)

    kept = (await http.get(f"/control/arrivals/{first}")).json()["mail"]
    source = await http.get(f"/wall/email/{first}/raw")

    assert ["List-Unsubscribe", "<https://u.example.org/o/abc>"] in kept["headers"]
    assert "cid:bread" in kept["html"]
    pdf = {"filename": "menu.pdf", "type": "application/pdf", "bytes": 8}
    assert pdf.items() <= kept["attachments"][1].items()
    assert b"Message-ID: <1@sandbox.example>\r\n" in source.content


async def test_implicit_tls(
    sandbox: Sandbox, trust: ssl.SSLContext, http: httpx.AsyncClient, mail: EmailMessage
) -> None:
    """The second port speaks TLS from the first byte."""

    def send() -> None:
        with smtplib.SMTP_SSL("127.0.0.1", sandbox.smtps_port, timeout=5, context=trust) as client:
            client.login(MAIL_ACCOUNT.user, MAIL_ACCOUNT.password)
            client.send_message(mail)

    await asyncio.to_thread(send)

    assert 1 == (await http.get("/control/arrivals/count")).json()["accepted"]["email"]


async def test_what_is_refused_without_tls_or_sign_in(sandbox: Sandbox, trust: ssl.SSLContext) -> None:
    """AUTH needs TLS, MAIL needs AUTH, a wrong password is 535, and SMTPUTF8 is not offered."""

    def talk() -> list[object]:
        with smtplib.SMTP("127.0.0.1", sandbox.smtp_port, timeout=5) as client:
            client.ehlo()
            plain = client.has_extn("starttls"), client.has_extn("auth"), client.has_extn("smtputf8")
            early = client.docmd("AUTH", "PLAIN AHNhbmRib3gAc2FuZGJveA==")[0]
            client.starttls(context=trust)
            client.ehlo()
            unsigned = client.mail("news@sandbox.example")[0]
            with pytest.raises(smtplib.SMTPAuthenticationError) as refused:
                client.login(MAIL_ACCOUNT.user, "wrong")
            return [plain, early, unsigned, refused.value.smtp_code]

    assert [(True, False, False), 538, 530, 535] == await asyncio.to_thread(talk)


async def test_recipients_are_refused_one_by_one(
    deliver: Deliver, http: httpx.AsyncClient, mail: EmailMessage
) -> None:
    """Unknown, full and blocked mailboxes get their codes; the mail reaches the others."""
    refused = await deliver(
        mail, "unknown.a@example.org", "full@example.org", "blocked@example.org", "ana@example.org"
    )
    arrival = (await http.get("/control/arrivals")).json()["arrivals"][0]

    assert [550, 452, 554] == [code for code, _ in refused.values()]
    assert [b"5.1.1", b"4.2.2", b"5.7.1"] == [text.split()[0] for _, text in refused.values()]
    assert ["ana@example.org"] == arrival["recipients"]


async def test_a_mail_that_is_hardly_one(deliver: Deliver, http: httpx.AsyncClient, first: int) -> None:
    """A mail without headers and with broken encodings is kept all the same."""

    class Broken(EmailMessage):
        def as_bytes(self, *_: object, **__: object) -> bytes:
            return b"Content-Type: text/plain; charset=nonsense\r\nSubject: =?x?y\r\n\r\n\xff\xfe hi\r\n"

    await deliver(Broken())
    arrival = (await http.get(f"/control/arrivals/{first}")).json()

    assert "hi" in arrival["text"]
    assert "" == arrival["external_id"]
    assert 200 == (await http.get(f"/wall/email/{first}")).status_code
