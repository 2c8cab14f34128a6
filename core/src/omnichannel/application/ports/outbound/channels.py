"""The opened channels, as services see them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Literal, Protocol

from omnichannel.application.ports.outbound.channel_gateway import (
    ChannelGateway,
    Checks,
    OneRequest,
    Publishes,
    Reconciles,
)
from omnichannel.application.ports.outbound.http import HttpClient
from omnichannel.domain.errors import ChannelClosed
from omnichannel.domain.lane import LaneRules

if TYPE_CHECKING:
    from pydantic import BaseModel


EvidenceWay = Literal["none", "receipts", "checks"]
"""How a channel tells that a post arrived: never; by receipts, which the platform sends; when it is asked."""


@dataclass(frozen=True, slots=True)
class Channel:
    """
    A channel that is ready to publish: what its manifest says, its gateway, its way out.

    Attributes:
        has_recipients: each target names people; a feed has none.
        settle_delay: how long the platform may take until a search shows a new post.
        request_timeout: the longest a visible request may take; a shorter lease cuts it off earlier.
        is_repeatable: who gets a post twice knows it by its key, so that it may be sent again on a guess.
        is_internal: it serves this system itself; nobody publishes by it.
        one_request, publishes, checks, reconciles: the gateway where it can do that, found out once: to ask
            an object for a protocol costs as much as a statement does.
        evidence: how it says that a post arrived ("none", "receipts", "checks").
    """

    name: str
    label: str
    gateway: ChannelGateway
    http: HttpClient
    options: "type[BaseModel]"
    credentials: "type[BaseModel]"
    has_recipients: bool
    settle_delay: timedelta
    request_timeout: timedelta
    abilities: frozenset[str] = field(default_factory=frozenset)
    is_repeatable: bool = False
    is_internal: bool = False
    evidence: EvidenceWay = "none"
    one_request: OneRequest | None = field(init=False)
    publishes: Publishes | None = field(init=False)
    checks: Checks | None = field(init=False)
    reconciles: Reconciles | None = field(init=False)

    def __post_init__(self) -> None:
        """Find out what the gateway can do."""
        protocols = {
            "one_request": OneRequest,
            "publishes": Publishes,
            "checks": Checks,
            "reconciles": Reconciles,
        }
        for name, protocol in protocols.items():
            object.__setattr__(self, name, self.gateway if isinstance(self.gateway, protocol) else None)

    @property
    def refreshes(self) -> bool:
        """Whether it renews sign-ins."""
        return "refreshes" in self.abilities


class Channels(Protocol):
    """The table of channels, resolved at start; looking one up costs a dictionary access."""

    def names(self) -> tuple[str, ...]:
        """Give the names of all active channels, in order."""
        ...

    def internal(self) -> str | None:
        """Give the name of the channel that tells programs what happened; None where none is active."""
        ...

    def open(self, name: str) -> Channel:
        """
        Give the channel, importing and opening its gateway at the first call.

        Raises:
            ChannelClosed: it is not installed, disabled or broken; the message says which.
        """
        ...

    def disabled(self) -> frozenset[str]:
        """Give the channels that somebody disabled: their deliveries are not claimed."""
        ...

    def refreshing(self) -> frozenset[str]:
        """Give the channels that renew sign-ins, from manifests alone."""
        ...

    def lane_rules(self) -> Mapping[str, LaneRules]:
        """Say what holds for the lanes of every active channel, from manifests and settings alone."""
        ...


def label_of(channels: Channels, name: str) -> str:
    """Give a channel as people call it; one that does not open has no label: its name must do."""
    try:
        return channels.open(name).label
    except ChannelClosed:
        return name.capitalize()
