"""A table of channels that a test fills."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from omnichannel.application.ports.outbound.channels import Channel
from omnichannel.domain.errors import ChannelClosed
from omnichannel.domain.lane import FREE, LaneRules
from omnichannel.testing.http import RecordedHttp, json_response
from tests.core.fakes.fake_gateways import PlainGateway


class FakeOptions(BaseModel):
    """Options of every fake channel."""

    model_config = ConfigDict(extra="forbid")

    colour: str = "blue"
    copies: int = Field(1, ge=1)


class FakeCredentials(BaseModel):
    """Credentials of every fake channel."""

    model_config = ConfigDict(extra="forbid")

    token: SecretStr


class Unavailable(ChannelClosed):
    """The channel is not there."""


def channel(gateway: Any = None, **fields: Any) -> Channel:
    """Give the channel `feed`; *fields* replace its own."""
    made = Channel(
        name="feed",
        label="Feed",
        gateway=gateway or PlainGateway(),
        http=RecordedHttp(lambda _: json_response({})),
        options=FakeOptions,
        credentials=FakeCredentials,
        has_recipients=False,
        settle_delay=timedelta(seconds=40),
        request_timeout=timedelta(seconds=20),
    )
    return replace(made, **fields)


def mail(gateway: Any = None) -> Channel:
    """Give a channel that writes to people."""
    return channel(gateway, name="mail", label="Mail", has_recipients=True)


def chat(gateway: Any = None, **fields: Any) -> Channel:
    """Give a channel that writes to people, and whose platform sends receipts."""
    facts = {"name": "chat", "label": "Chat", "has_recipients": True, "evidence": "receipts", **fields}
    return channel(gateway, **facts)


def sms(gateway: Any = None) -> Channel:
    """Give another such channel."""
    return chat(gateway, name="sms", label="SMS")


@dataclass
class FakeChannels:
    """`Channels`, by name."""

    table: Mapping[str, Channel]
    rules: Mapping[str, LaneRules] = field(default_factory=dict)

    def names(self) -> tuple[str, ...]:
        """Give the names."""
        return tuple(sorted(self.table))

    def internal(self) -> str | None:
        """Give the name of the one that is internal."""
        return next((name for name, one in self.table.items() if one.is_internal), None)

    def open(self, name: str) -> Channel:
        """Give a channel."""
        if name not in self.table:
            raise Unavailable(f"The channel {name!r} is not available.")
        return self.table[name]

    def disabled(self) -> frozenset[str]:
        """Give the names of disabled channels."""
        return frozenset()

    def refreshing(self) -> frozenset[str]:
        """Give the names of channels that renew sign-ins."""
        return frozenset(name for name, one in self.table.items() if one.refreshes)

    def lane_rules(self) -> Mapping[str, LaneRules]:
        """Give the rules."""
        return {name: self.rules.get(name, FREE) for name in self.table}


def channels(*opened: Channel, **rules: LaneRules) -> FakeChannels:
    """Give a table of *opened*; *rules* hold for the lanes of those they name."""
    return FakeChannels({one.name: one for one in opened}, rules)
