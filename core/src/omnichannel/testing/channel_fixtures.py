"""What a channel's tests tell the contract: fixtures, most of which have a default."""

import asyncio
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.metadata import entry_points
from types import ModuleType
from typing import Any

import pytest
from pydantic import BaseModel

from omnichannel.application.ports.outbound.channel_gateway import ChannelGateway, Post, Probes
from omnichannel.application.ports.outbound.http import NothingSent
from omnichannel.domain.account import OpenAccount
from omnichannel.domain.sign_in import Health
from omnichannel.plugins.manifests import ChannelManifest
from omnichannel.testing.error_row import ErrorRow
from omnichannel.testing.http import Answer, RecordedHttp, lost
from omnichannel.testing.publishing import Publisher, Sent, publisher_for, texts_in


class ChannelFixtures:
    """Override the fixtures that raise; the others where your channel differs."""

    @pytest.fixture
    def plugin(self) -> ModuleType:
        """Override: the module behind the entry point."""
        raise NotImplementedError("override the fixture `plugin` for your channel")

    @pytest.fixture
    def account(self) -> OpenAccount:
        """Override: an account whose secrets are as long as real ones."""
        raise NotImplementedError("override the fixture `account` for your channel")

    @pytest.fixture
    def good_posts(self) -> Sequence[Post[Any]]:
        """Override: posts that the platform takes, one for each way in which the channel publishes."""
        raise NotImplementedError("override the fixture `good_posts` for your channel")

    @pytest.fixture
    def answer(self) -> Answer:
        """Override where the channel speaks HTTP: a platform that accepts everything."""
        return lost(NothingSent("nobody answers"))

    @pytest.fixture
    def error_rows(self) -> Sequence[ErrorRow]:
        """Override: every line of the channel's table of errors."""
        raise NotImplementedError("override the fixture `error_rows` for your channel")

    @pytest.fixture
    def registered(self) -> dict[str, str]:
        """The entry points of installed channels: name and module."""
        return {found.name: found.value for found in entry_points(group="omnichannel.channels")}

    @pytest.fixture
    def manifest(self, plugin: ModuleType) -> ChannelManifest:
        """The manifest, as the hook gives it."""
        manifest = plugin.omnichannel_register_channel()
        assert isinstance(manifest, ChannelManifest)
        return manifest

    @pytest.fixture
    def channel_settings(self, manifest: ChannelManifest) -> BaseModel:
        """The settings: all defaults."""
        return manifest.settings_model()

    @pytest.fixture
    def gateway(self, manifest: ChannelManifest, channel_settings: BaseModel) -> ChannelGateway:
        """The gateway, opened as the core opens it."""
        return opened(manifest, channel_settings)

    @pytest.fixture
    def sign_in_settings(self, channel_settings: BaseModel) -> BaseModel:
        """Override where people can sign in: settings with all that this needs."""
        return channel_settings

    @pytest.fixture
    def sign_in_gateway(self, manifest: ChannelManifest, sign_in_settings: BaseModel) -> ChannelGateway:
        """The gateway, opened with those settings."""
        return opened(manifest, sign_in_settings)

    @pytest.fixture
    def grants(self) -> Answer:
        """Override where people can sign in: a platform that takes the code and names accounts."""
        raise NotImplementedError("override the fixture `grants` for your channel")

    @pytest.fixture
    def denies(self) -> Answer:
        """Override where a sign-in can be checked over HTTP: a platform that refuses the account's."""
        raise NotImplementedError("override the fixture `denies`, or `dead_health`, for your channel")

    @pytest.fixture
    def renews(self) -> Answer:
        """Override where sign-ins are renewed: a platform that gives new credentials."""
        raise NotImplementedError("override the fixture `renews` for your channel")

    @pytest.fixture
    def revokes(self) -> Answer:
        """Override where sign-ins are renewed: a platform that refuses the grant for good."""
        raise NotImplementedError("override the fixture `revokes` for your channel")

    @pytest.fixture
    def dead_health(
        self, sign_in_gateway: ChannelGateway, account: OpenAccount, request: pytest.FixtureRequest
    ) -> Callable[[], Health]:
        """Check a sign-in that the platform refuses. Override where the channel speaks no HTTP."""
        if not isinstance(sign_in_gateway, Probes):
            pytest.skip("the channel cannot check a sign-in")
        http = RecordedHttp(request.getfixturevalue("denies"))
        return lambda: asyncio.run(sign_in_gateway.probe(account, http))

    @pytest.fixture
    def publisher(
        self,
        manifest: ChannelManifest,
        channel_settings: BaseModel,
        gateway: ChannelGateway,
        account: OpenAccount,
        answer: Answer,
    ) -> Publisher:
        """Publishes as the core does, to hosts of the manifest only."""
        return publisher_for(manifest, channel_settings, gateway, account, answer)

    @pytest.fixture
    def send(self, publisher: Publisher) -> Callable[[Post[Any]], Sent]:
        """Publish a post once. Override where the channel speaks no HTTP."""
        return lambda post: asyncio.run(publisher.publish(post))

    @pytest.fixture
    def texts_sent(self, send: Callable[[Post[Any]], Sent]) -> Callable[[Post[Any]], list[str]]:
        """Give every text that leaves with a post. Override where the channel speaks no HTTP."""
        return lambda post: texts_in(send(post).requests)


def opened(manifest: ChannelManifest, settings: BaseModel) -> ChannelGateway:
    """Open the gateway of *manifest* as the core opens it."""
    module, _, attribute = manifest.opens.partition(":")
    gateway: ChannelGateway = getattr(import_module(module), attribute)(settings)
    return gateway
