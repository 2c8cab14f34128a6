# Made from aio/channels.py by scripts/sync_client.py; edit that file, then run scripts/fix.
"""Channels: what can be published on."""

from collections.abc import Sequence

from omnichannel.application.dtos.plugins import ChannelList, ChannelOut
from omnichannel.client.sync.connection import Connection


class Channels:
    """The channels of the server."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list(self) -> Sequence[ChannelOut]:
        """Give the active channels, by name."""
        return (self._connection.read("/v1/channels", ChannelList)).items

    def get(self, name: str) -> ChannelOut:
        """Read what a channel can do, needs and allows."""
        return self._connection.read(f"/v1/channels/{name}", ChannelOut)
