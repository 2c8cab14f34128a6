"""
Every table there is. The migrations lead here, and a test compares the two.

Columns stand in the order of the fields they keep (rows.py relies on it), then those of the store.
"""

from omnichannel_sqlalchemy.tables.accounts import accounts, connections, lanes
from omnichannel_sqlalchemy.tables.base import metadata
from omnichannel_sqlalchemy.tables.deliveries import PARKED, UNFINISHED, attempts, deliveries, fan_outs
from omnichannel_sqlalchemy.tables.media import media, media_uses
from omnichannel_sqlalchemy.tables.messages import messages, templates
from omnichannel_sqlalchemy.tables.recipients import listed_recipients, recipient_lists, recipients
from omnichannel_sqlalchemy.tables.records import (
    audit,
    changes,
    forgotten_changes,
    idempotency,
    outbox,
    webhooks,
)

__all__ = [
    "PARKED",
    "UNFINISHED",
    "accounts",
    "attempts",
    "audit",
    "changes",
    "connections",
    "deliveries",
    "fan_outs",
    "forgotten_changes",
    "idempotency",
    "lanes",
    "listed_recipients",
    "media",
    "media_uses",
    "messages",
    "metadata",
    "outbox",
    "recipient_lists",
    "recipients",
    "templates",
    "webhooks",
]
