"""Faults ordered for mail, met through real connections."""

import smtplib
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import httpx
import pytest

Deliver = Callable[..., Any]


async def accepted(http: httpx.AsyncClient) -> int:
    """Return how many mails were accepted."""
    count: int = (await http.get("/control/arrivals/count")).json()["accepted"]["email"]
    return count


async def test_a_lost_answer_after_the_final_dot(
    deliver: Deliver, http: httpx.AsyncClient, mail: EmailMessage
) -> None:
    """The mail is stored, and the connection ends without a reply."""
    await http.put("/control/faults/email", json={"kind": "answer_lost", "times": 1})

    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
        await deliver(mail)
    await deliver(mail)

    assert 2 == await accepted(http)


async def test_faults_that_were_met_are_told(
    deliver: Deliver, http: httpx.AsyncClient, mail: EmailMessage
) -> None:
    """Whoever breaks things on purpose reads which mails were hit, from the one who hit them."""
    await http.put("/control/faults/email", json={"kind": "error_before", "times": 1})

    with pytest.raises(smtplib.SMTPDataError):
        await deliver(mail)
    await deliver(mail)

    met = (await http.get("/control/faults/met")).json()["met"]
    assert [{"platform": "email", "kind": "error_before", "recipients": ["ana@example.org"]}] == met


@pytest.mark.parametrize(
    ("fault", "reply", "stored"),
    [
        ({"kind": "rate_limited"}, (454, b"4.7.0"), 0),
        ({"kind": "error_before"}, (451, b"4.3.0"), 0),
        ({"kind": "error_after"}, (451, b"4.3.0"), 1),
    ],
)
async def test_a_mail_refused_at_its_end(
    deliver: Deliver,
    http: httpx.AsyncClient,
    mail: EmailMessage,
    fault: dict[str, object],
    reply: tuple[int, bytes],
    stored: int,
) -> None:
    """Each fault has its reply, and stores what it says it stores."""
    await http.put("/control/faults/email", json=[fault])

    with pytest.raises(smtplib.SMTPDataError) as refused:
        await deliver(mail)

    assert reply == (refused.value.smtp_code, refused.value.smtp_error.split()[0])
    assert stored == await accepted(http)


async def test_expired_credentials(deliver: Deliver, http: httpx.AsyncClient, mail: EmailMessage) -> None:
    """Signing in is refused with 535 as often as ordered."""
    await http.put("/control/faults/email", json={"kind": "expired_token", "times": 1})

    with pytest.raises(smtplib.SMTPAuthenticationError) as refused:
        await deliver(mail)
    await deliver(mail)

    assert 535 == refused.value.smtp_code


async def test_slow_and_processing(
    deliver: Deliver, http: httpx.AsyncClient, mail: EmailMessage, first: int
) -> None:
    """Both may be ordered at once: the answer waits and the mail is marked as processing."""
    faults = [{"kind": "slow", "seconds": 0.1}, {"kind": "still_processing", "seconds": 60}]
    await http.put("/control/faults/email", json=faults)

    await deliver(mail)

    assert "processing" == (await http.get(f"/control/arrivals/{first}")).json()["status"]
