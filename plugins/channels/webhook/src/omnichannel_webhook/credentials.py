"""Where an endpoint is, and what its events are signed with."""

import base64
import binascii
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

from omnichannel_webhook.limits import SECRET_BYTES

PREFIX = "whsec_"


class WebhookCredentials(BaseModel):
    """An address, and a secret; while it is being changed several, the newest one first."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str = Field(max_length=2000, description="Where events are posted to.")
    secrets: list[SecretStr] = Field(
        min_length=1,
        max_length=4,
        description="What events are signed with: whsec_ and base64 of 24 to 64 bytes each.",
    )

    old_until: datetime | None = Field(None, description="Until when older secrets go on signing.")

    @field_validator("secrets")
    @classmethod
    def _readable(cls, given: list[SecretStr]) -> list[SecretStr]:
        for secret in given:
            key_from(secret)
        return given

    def keys(self, at: datetime) -> list[bytes]:
        """Give the secrets that sign at *at*, as bytes."""
        keeps_old = self.old_until is not None and at < self.old_until
        return [key_from(secret) for secret in (self.secrets if keeps_old else self.secrets[:1])]


def key_from(secret: SecretStr) -> bytes:
    """
    Read a secret.

    Raises:
        ValueError: it has not the form that the specification asks for.
    """
    text = secret.get_secret_value()
    try:
        key = base64.b64decode(text.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        key = b""
    if not text.startswith(PREFIX) or len(key) not in SECRET_BYTES:
        raise ValueError("a secret is whsec_ and base64 of 24 to 64 bytes")
    return key
