"""Channels: what can be published on."""

from collections.abc import Sequence

from omnichannel.application.dtos.plugins import ChannelList, ChannelOut
from omnichannel.client.aio.connection import AsyncConnection


class AsyncChannels:
    """The channels of the server."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def list(self) -> Sequence[ChannelOut]:
        """Give the active channels, by name."""
        return (await self._connection.read("/v1/channels", ChannelList)).items

    async def get(self, name: str) -> ChannelOut:
        """Read what a channel can do, needs and allows."""
        return await self._connection.read(f"/v1/channels/{name}", ChannelOut)
