# Made from aio/plugins.py by scripts/sync_client.py; edit that file, then run scripts/fix.
"""Plugins: what the server has loaded."""

from collections.abc import Sequence

from omnichannel.application.dtos.plugins import PluginList, PluginOut, PluginSwitched
from omnichannel.client.sync.connection import Connection


class Plugins:
    """The plugins of the server."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list(self) -> Sequence[PluginOut]:
        """Give every plugin with its state."""
        return (self._connection.read("/v1/plugins", PluginList)).items

    def get(self, name: str) -> PluginOut:
        """Read a plugin; a broken one shows where it broke."""
        return self._connection.read(f"/v1/plugins/{name}", PluginOut)

    def enable(self, name: str) -> PluginSwitched:
        """Let a plugin be loaded from the next start on."""
        return self._connection.write("POST", f"/v1/plugins/{name}:enable", PluginSwitched)

    def disable(self, name: str) -> PluginSwitched:
        """Leave a plugin out from the next start on."""
        return self._connection.write("POST", f"/v1/plugins/{name}:disable", PluginSwitched)
