"""Plugins: what the server has loaded."""

from collections.abc import Sequence

from omnichannel.application.dtos.plugins import PluginList, PluginOut, PluginSwitched
from omnichannel.client.aio.connection import AsyncConnection


class AsyncPlugins:
    """The plugins of the server."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def list(self) -> Sequence[PluginOut]:
        """Give every plugin with its state."""
        return (await self._connection.read("/v1/plugins", PluginList)).items

    async def get(self, name: str) -> PluginOut:
        """Read a plugin; a broken one shows where it broke."""
        return await self._connection.read(f"/v1/plugins/{name}", PluginOut)

    async def enable(self, name: str) -> PluginSwitched:
        """Let a plugin be loaded from the next start on."""
        return await self._connection.write("POST", f"/v1/plugins/{name}:enable", PluginSwitched)

    async def disable(self, name: str) -> PluginSwitched:
        """Leave a plugin out from the next start on."""
        return await self._connection.write("POST", f"/v1/plugins/{name}:disable", PluginSwitched)
