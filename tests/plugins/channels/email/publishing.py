"""Publishing one mail in a test."""

from datetime import UTC, datetime
from typing import Any

from omnichannel.domain.outcome import Outcome
from omnichannel.testing.attempts import RecordedAttempt
from omnichannel_email.gateway import EmailGateway
from omnichannel_email.settings import EmailSettings
from tests.plugins.channels.email.examples import account, mail

NOW = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)


async def publish(
    settings: EmailSettings, port: int, *, attempt: RecordedAttempt | None = None, **fields: Any
) -> Outcome:
    gateway = EmailGateway(settings, now=lambda: NOW)
    return await gateway.publish(mail(), account(port, **fields), attempt or RecordedAttempt())
