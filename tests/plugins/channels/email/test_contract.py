import asyncio
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

import pytest
from pydantic import SecretStr

from omnichannel.application.ports.outbound.channel_gateway import ChannelGateway, Post, Publishes
from omnichannel.domain.account import OpenAccount
from omnichannel.domain.sign_in import Health
from omnichannel.testing.attempts import RecordedAttempt
from omnichannel.testing.channel_contract import ChannelContract
from omnichannel.testing.error_row import ErrorRow
from omnichannel.testing.publishing import Sent
from omnichannel_email import plugin
from omnichannel_email.gateway import EmailGateway
from omnichannel_email.settings import EmailSettings
from tests.plugins.channels.email import examples
from tests.plugins.channels.email.error_rows import ROWS
from tests.plugins.channels.email.smtp_server import Mailbox


class TestEmailKeepsTheContract(ChannelContract):
    @pytest.fixture
    def plugin(self) -> ModuleType:
        return plugin

    @pytest.fixture
    def channel_settings(self, trusting: EmailSettings) -> EmailSettings:
        return trusting

    @pytest.fixture
    def account(self, port: int) -> OpenAccount:
        return examples.account(port)

    @pytest.fixture
    def good_posts(self) -> Sequence[Post[Any]]:
        return examples.good_posts()

    @pytest.fixture
    def error_rows(self) -> Sequence[ErrorRow]:
        return ROWS

    @pytest.fixture
    def send(self, gateway: ChannelGateway, account: OpenAccount) -> Callable[[Post[Any]], Sent]:
        def send(post: Post[Any]) -> Sent:
            assert isinstance(gateway, Publishes)
            attempt = RecordedAttempt()
            return Sent(asyncio.run(gateway.publish(post, account, attempt)), [], attempt)

        return send

    @pytest.fixture
    def texts_sent(
        self, send: Callable[[Post[Any]], Sent], mailbox: Mailbox
    ) -> Callable[[Post[Any]], list[str]]:
        def texts_sent(post: Post[Any]) -> list[str]:
            send(post)
            return mailbox.texts()

        return texts_sent

    @pytest.fixture
    def dead_health(self, trusting: EmailSettings, port: int) -> Callable[[], Health]:
        account = examples.account(port, password=SecretStr("not-the-password"))
        return lambda: asyncio.run(EmailGateway(trusting).probe(account, RecordedAttempt().http))
