from collections.abc import Sequence
from types import ModuleType
from typing import Any

import pytest

from omnichannel.application.ports.outbound.channel_gateway import ChannelGateway, Post
from omnichannel.application.ports.outbound.http import Response
from omnichannel.domain.account import OpenAccount
from omnichannel.domain.failure import FailureKind as K
from omnichannel.testing.channel_contract import ChannelContract
from omnichannel.testing.error_row import ErrorRow
from omnichannel.testing.http import Answer
from omnichannel_webhook import plugin
from omnichannel_webhook.gateway import WebhookGateway
from omnichannel_webhook.outcome import outcome_from_response
from omnichannel_webhook.settings import WebhookSettings
from tests.plugins.channels.webhook import examples

KINDS = {
    100: K.TRANSIENT,
    301: K.MISCONFIGURED,
    302: K.MISCONFIGURED,
    308: K.MISCONFIGURED,
    400: K.TRANSIENT,
    401: K.TRANSIENT,
    404: K.TRANSIENT,
    410: K.AUTH_REVOKED,
    429: K.RATE_LIMITED,
    500: K.TRANSIENT,
    503: K.TRANSIENT,
}
ROWS = [
    ErrorRow(str(status), outcome_from_response(Response(status, {}, b"")), kind)
    for status, kind in KINDS.items()
]


class TestWebhookKeepsTheContract(ChannelContract):
    @pytest.fixture
    def plugin(self) -> ModuleType:
        return plugin

    @pytest.fixture
    def gateway(self) -> ChannelGateway:
        return WebhookGateway(WebhookSettings(), now=lambda: examples.NOW)

    @pytest.fixture
    def account(self) -> OpenAccount:
        return examples.account()

    @pytest.fixture
    def good_posts(self) -> Sequence[Post[Any]]:
        return [examples.post()]

    @pytest.fixture
    def answer(self) -> Answer:
        return examples.accept

    @pytest.fixture
    def error_rows(self) -> Sequence[ErrorRow]:
        return ROWS
