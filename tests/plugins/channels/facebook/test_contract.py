from collections.abc import Sequence
from types import ModuleType
from typing import Any

import pytest

from omnichannel.application.ports.outbound.channel_gateway import Post
from omnichannel.domain.account import OpenAccount
from omnichannel.testing.channel_contract import ChannelContract
from omnichannel.testing.error_row import ErrorRow
from omnichannel.testing.http import Answer
from omnichannel_facebook import plugin
from omnichannel_facebook.settings import FacebookSettings
from tests.plugins.channels.facebook import examples
from tests.plugins.channels.facebook.error_rows import ROWS, refusal


class TestFacebookKeepsTheContract(ChannelContract):
    @pytest.fixture
    def plugin(self) -> ModuleType:
        return plugin

    @pytest.fixture
    def account(self) -> OpenAccount:
        return examples.account()

    @pytest.fixture
    def good_posts(self) -> Sequence[Post[Any]]:
        return examples.good_posts()

    @pytest.fixture
    def answer(self) -> Answer:
        return examples.accept

    @pytest.fixture
    def error_rows(self) -> Sequence[ErrorRow]:
        return ROWS

    @pytest.fixture
    def sign_in_settings(self) -> FacebookSettings:
        return examples.sign_in_settings()

    @pytest.fixture
    def grants(self) -> Answer:
        return examples.grant

    @pytest.fixture
    def denies(self) -> Answer:
        return lambda _: refusal(190, 463)
