"""What can be asked about channels and plugins."""

from typing import Protocol

from omnichannel.application.dtos.plugins import ChannelList, ChannelOut, PluginList


class CatalogueUseCase(Protocol):
    """Read what is installed. It answers from manifests; no gateway is opened for it."""

    def channels(self) -> ChannelList:
        """Give all active channels."""
        ...

    def channel(self, name: str) -> ChannelOut:
        """
        Give one channel.

        Raises:
            NotFound: no active channel has that name.
        """
        ...

    def plugins(self) -> PluginList:
        """Give every plugin with its state."""
        ...
