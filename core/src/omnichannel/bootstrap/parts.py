"""Parts: what the services are made of."""

from collections.abc import Mapping
from dataclasses import dataclass

from omnichannel.application.measuring import Measurements
from omnichannel.application.observing import Observers
from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.event_publisher import EventPublisher
from omnichannel.application.ports.outbound.plugin_switches import PluginSwitches
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.application.vault import Vault
from omnichannel.plugins.catalogue import CatalogueService
from omnichannel.plugins.channel_table import ChannelTable
from omnichannel.plugins.drivers import Drivers
from omnichannel.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the services are made of."""

    settings: Settings
    drivers: Drivers
    channels: ChannelTable
    observers: Observers
    catalogue: CatalogueService
    switches: PluginSwitches
    required: Mapping[str, str]
    vault: Vault
    clock: Clock
    measured: Measurements

    @property
    def store(self) -> Store:
        return self.drivers.store

    @property
    def publisher(self) -> EventPublisher:
        return self.drivers.publisher

    @property
    def public_url(self) -> str:
        return self.settings.public_url or f"http://{self.settings.host}:{self.settings.port}"
