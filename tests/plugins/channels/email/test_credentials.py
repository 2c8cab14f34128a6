from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from omnichannel_email.credentials import SmtpCredentials
from omnichannel_email.unsubscribe import Unsubscribe

GOOD: dict[str, Any] = {"host": "mail.example.org", "sender_address": "me@example.org"}


def test_a_server_and_a_sender_are_enough() -> None:
    """By default the connection is upgraded with STARTTLS on port 587."""
    credentials = SmtpCredentials(**GOOD)

    assert ("smtp", 587, "starttls") == (credentials.carrier, credentials.port, credentials.security)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.9.9.9", "::1"])
def test_this_computer_may_be_spoken_to_in_the_clear(host: str) -> None:
    """What does not leave the computer needs no encryption."""
    assert "none" == SmtpCredentials(**GOOD | {"host": host, "security": "none"}).security


@pytest.mark.parametrize(
    "fields",
    [
        {"security": "none"},
        {"host": "127.0.0.1.example.org", "security": "none"},
        {"host": "a\r\nb"},
        {"carrier": "pigeon"},
        {"security": "opportunistic"},
        {"port": 0},
        {"username": "me"},
        {"password": SecretStr("secret")},
        {"sender_address": "Me <me@example.org>"},
        {"sender_name": "Me\nBcc: you@example.org"},
        {"reply_to": "you"},
        {"unknown": 1},
    ],
)
def test_wrong_credentials_are_refused(fields: dict[str, Any]) -> None:
    """Mistakes show when the account is connected, not with the first mail."""
    with pytest.raises(ValidationError):
        SmtpCredentials(**GOOD | fields)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"url": "http://example.org"},
        {"url": "https://example.org/>"},
        {"url": "https://e.org/a b"},
        {"mailto": "x"},
    ],
)
def test_a_way_to_leave_is_a_whole_one(fields: dict[str, Any]) -> None:
    """One click needs https, and nothing in an address may end its brackets."""
    with pytest.raises(ValidationError):
        Unsubscribe(**fields)
