"""What can be asked about channels and plugins."""

from typing import Protocol

from omnichannel.application.dtos.plugins import (
    ChannelList,
    ChannelOut,
    PluginList,
    PluginOut,
    PluginSwitched,
)
from omnichannel.domain.rights import Principal


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

    def plugin(self, name: str) -> PluginOut:
        """
        Give one plugin, by its name or by kind and name ("channel:email").

        Raises:
            NotFound: there is none such.
            InvalidRequest: several kinds have one of that name.
        """
        ...


class SwitchPluginsUseCase(Protocol):
    """Enable and disable plugins: channels at once, others from the next start on."""

    async def enable(self, principal: Principal, name: str) -> PluginSwitched:
        """
        Enable a plugin; what waited on a channel becomes due. A broken one is told as broken.

        Raises:
            NotFound, InvalidRequest: as `CatalogueUseCase.plugin`.
            NotAllowedNow: the settings disable it.
        """
        ...

    async def disable(self, principal: Principal, name: str) -> PluginSwitched:
        """
        Disable a plugin. What is due on a channel waits until it is enabled again; nothing fails.

        Raises:
            NotFound, InvalidRequest: as `CatalogueUseCase.plugin`.
            NotAllowedNow: the runtime cannot do without it.
        """
        ...

    async def follow(self, principal: Principal) -> None:
        """
        Open and close channels as the switches stand that another process may have changed.

        What was changed is written into the audit log of the principal's workspace: what was disabled as
        done by whom the switch names, what was enabled as done by *principal*.

        Raises:
            SwitchesUnreadable: nobody can tell how they stand; everything stays as it is.
        """
        ...
