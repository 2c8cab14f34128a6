"""
What an account needs to send: the server of a carrier, and in whose name.

`carrier` tells carriers apart; SMTP is the only one so far.
"""

import ipaddress
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from omnichannel_email.addresses import wire_address
from omnichannel_email.header_text import is_header_text
from omnichannel_email.unsubscribe import Unsubscribe

Security = Literal["starttls", "tls", "none"]


class SmtpCredentials(BaseModel):
    """An SMTP server, and the sender of the mails that go through it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    carrier: Literal["smtp"] = "smtp"
    host: str = Field(pattern=r"^[A-Za-z0-9.:-]+$", description="The server's name, as in its certificate.")
    port: int = Field(587, ge=1, le=65535, description="587 for STARTTLS, 465 for TLS from the start.")
    security: Security = Field(
        "starttls",
        description="How the connection is protected; “none” is for servers on this computer only.",
    )
    username: str | None = Field(None, description="Left out where the server asks for no sign-in.")
    password: SecretStr | None = None
    sender_address: str = Field(description="The address that the mails come from.")
    sender_name: str | None = Field(None, description="The name beside it; left out, the account's name.")
    reply_to: str | None = Field(None, description="Where answers go; left out, the sender's address.")
    unsubscribe: Unsubscribe | None = Field(None, description="How people leave, unless a message says it.")

    @field_validator("sender_address", "reply_to")
    @classmethod
    def _is_address(cls, value: str | None) -> str | None:
        return value if value is None else wire_address(value)

    @field_validator("sender_name")
    @classmethod
    def _is_one_line(cls, value: str | None) -> str | None:
        if value is not None and not is_header_text(value):
            raise ValueError("the name has a line break or another control character")
        return value

    @model_validator(mode="after")
    def _keeps_secrets(self) -> Self:
        if self.security == "none" and not is_loopback(self.host):
            raise ValueError('security "none" is for loopback hosts only; use "starttls" or "tls"')
        if (self.username is None) != (self.password is None):
            raise ValueError("give username and password, or neither")
        return self


def is_loopback(host: str) -> bool:
    """Say whether *host* is this computer: localhost, 127.0.0.0/8 or ::1."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
