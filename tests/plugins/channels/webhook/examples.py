"""Events, an endpoint, and a receiver that takes everything."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

from pydantic import SecretStr

from omnichannel.application.ports.outbound.channel_gateway import Post
from omnichannel.application.ports.outbound.http import Request, Response
from omnichannel.domain.account import OpenAccount
from omnichannel.plugins.no_fields import NoOptions
from omnichannel.testing import posts
from omnichannel_webhook.credentials import WebhookCredentials

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
URL = "https://hooks.example.org/omnichannel?team=7"
SECRET = "whsec_" + base64.b64encode(b"an invented secret of 32 bytes!!").decode()
OLD_SECRET = "whsec_" + base64.b64encode(b"an invented secret of the past!!").decode()
EVENT = json.dumps({"type": "delivery.published", "timestamp": NOW.isoformat(), "data": {"name": "Bäckerei"}})


def post(text: str = EVENT, **fields: Any) -> Post[Any]:
    return posts.post(text, options=NoOptions(), **fields)


def account(*secrets: str, old_until: datetime | None = None) -> OpenAccount:
    given = [SecretStr(secret) for secret in secrets or (SECRET,)]
    credentials = WebhookCredentials(url=URL, secrets=given, old_until=old_until)
    return posts.account(credentials, channel="webhook", external_id=None)


def accept(_: Request) -> Response:
    """Answer as most receivers do."""
    return Response(204, {}, b"")
