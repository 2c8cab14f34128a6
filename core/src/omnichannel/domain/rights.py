"""What a caller may do. Every route declares the right it needs."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Right(StrEnum):
    """A right, as it stands in a route's declaration and in an API key's scopes."""

    READ_MESSAGES = "messages:read"
    WRITE_MESSAGES = "messages:write"
    READ_ACCOUNTS = "accounts:read"
    WRITE_ACCOUNTS = "accounts:write"
    READ_MEDIA = "media:read"
    WRITE_MEDIA = "media:write"
    READ_TEMPLATES = "templates:read"
    WRITE_TEMPLATES = "templates:write"
    READ_RECIPIENTS = "recipients:read"
    WRITE_RECIPIENTS = "recipients:write"
    READ_WEBHOOKS = "webhooks:read"
    WRITE_WEBHOOKS = "webhooks:write"
    READ_CHANNELS = "channels:read"
    READ_PLUGINS = "plugins:read"
    WRITE_PLUGINS = "plugins:write"
    READ_METRICS = "metrics:read"


@dataclass(frozen=True, slots=True)
class Principal:
    """
    Who asks.

    Attributes:
        actor: how the audit log names them ("local", "user:...", "key:...").
    """

    workspace_id: UUID
    actor: str
    rights: frozenset[Right]
