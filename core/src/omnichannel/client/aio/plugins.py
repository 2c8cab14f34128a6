"""Plugins: what the server has loaded."""

from collections.abc import Sequence

from omnichannel.application.dtos.plugins import PluginList, PluginOut
from omnichannel.client.aio.connection import AsyncConnection
from omnichannel.client.shapes import Item


class AsyncPlugins:
    """The plugins of the server."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def list(self) -> Sequence[PluginOut]:
        """Give every plugin with its state."""
        return (await self._connection.read("/v1/plugins", PluginList)).items

    async def get(self, name: str) -> Item:
        """Read a plugin; a broken one shows where it broke."""
        return await self._connection.read(f"/v1/plugins/{name}", Item)

    async def enable(self, name: str) -> Item:
        """Let a plugin be loaded from the next start on."""
        return await self._connection.write("POST", f"/v1/plugins/{name}:enable", Item)

    async def disable(self, name: str) -> Item:
        """Leave a plugin out from the next start on."""
        return await self._connection.write("POST", f"/v1/plugins/{name}:disable", Item)
