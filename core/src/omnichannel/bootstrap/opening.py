"""Opening a pack: its plugins are loaded, opened in order, and closed in the opposite one."""

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import NamedTuple

from omnichannel.application.measuring import Measurements
from omnichannel.application.observing import Observers
from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.plugin_switches import PluginSwitches
from omnichannel.application.vault import Vault
from omnichannel.bootstrap.observers import open_observers
from omnichannel.bootstrap.parts import Parts
from omnichannel.bootstrap.walk import Walk, walk_of
from omnichannel.domain.lane import Surge
from omnichannel.plugins.catalogue import CatalogueService
from omnichannel.plugins.channel_table import ChannelTable
from omnichannel.plugins.discovery import indexed_plugins
from omnichannel.plugins.drivers import Drivers, drivers_of, make_home, required_by, settings_of
from omnichannel.plugins.groups import CHANNELS, EXTENSIONS
from omnichannel.plugins.http.clients import HttpClients
from omnichannel.plugins.http.transport import Transport
from omnichannel.plugins.loading import load
from omnichannel.plugins.manifests import RuntimePack
from omnichannel.plugins.plugin_index import Installed
from omnichannel.plugins.setting_names import check_names
from omnichannel.plugins.states import Plugin
from omnichannel.plugins.switch_file import SwitchFile
from omnichannel.plugins.switched_off import disabled_by
from omnichannel.settings import Settings
from omnichannel.system_clock import SystemClock


@asynccontextmanager
async def open_walk(
    settings: Settings,
    pack: RuntimePack,
    transport: Transport,
    *,
    clock: Clock | None = None,
    installed: Installed | None = None,
) -> AsyncIterator[Walk]:
    """
    Load the pack's plugins, open them in order, and close them in the opposite one.

    Args:
        clock: tells the time; the machine's own where none is given.
        installed: what a bundle's index says is installed; without one, it is looked for, and an index
            of what is found stays in the home folder.

    Raises:
        PluginMissing, PluginUnusable: the pack cannot do without a plugin that is not there.
        WrongSetting: a setting of an active plugin is wrong.
    """
    make_home(settings)
    switches = SwitchFile(settings.home)
    disabled = disabled_by(settings.disabled_plugins, await switches.off())
    found = indexed_plugins(settings.home) if installed is None else installed
    loaded = _loaded(settings, pack, disabled=disabled, installed=found)
    clients = HttpClients(transport, loaded.drivers.media_store, connections=settings.max_in_flight)
    parts = _parts(settings, pack, loaded, switches, clients, clock or SystemClock())
    async with AsyncExitStack() as stack:
        stack.push_async_callback(clients.aclose)
        await _open_drivers(loaded.drivers, stack)
        yield walk_of(parts)


class _Loaded(NamedTuple):
    """The pack's plugins, each in its state; the drivers are those that it cannot do without."""

    drivers: Drivers
    driver_plugins: list[Plugin]
    channels: list[Plugin]
    extensions: list[Plugin]


def _loaded(
    settings: Settings, pack: RuntimePack, *, disabled: Mapping[str, str], installed: Installed
) -> _Loaded:
    drivers, driver_plugins = drivers_of(pack, settings, disabled=disabled, installed=installed)
    channels = load(CHANNELS, pack.channels, disabled=disabled, installed=installed)
    extensions = load(EXTENSIONS, pack.extensions, disabled=disabled, installed=installed)
    check_names(
        [*channels, *driver_plugins, *extensions],
        fields=Settings.model_fields,
        tables=settings.plugins,
        disabled=settings.disabled_plugins,
        environment=os.environ,
    )
    return _Loaded(drivers, driver_plugins, channels, extensions)


def _parts(
    settings: Settings,
    pack: RuntimePack,
    loaded: _Loaded,
    switches: PluginSwitches,
    clients: HttpClients,
    clock: Clock,
) -> Parts:
    drivers = loaded.drivers
    channels = ChannelTable(
        loaded.channels,
        client_for=clients.client,
        settings_of=lambda manifest: settings_of(manifest, settings),
        surge=_surge(settings),
    )
    extensions = open_observers(loaded.extensions, settings)
    return Parts(
        settings=settings,
        drivers=drivers,
        channels=channels,
        observers=Observers(extensions.observers, must_agree=extensions.must_agree),
        catalogue=CatalogueService(channels, [*loaded.driver_plugins, *extensions.plugins]),
        switches=switches,
        required=required_by(pack),
        vault=Vault(drivers.keys),
        clock=clock,
        measured=Measurements(),
    )


def _surge(settings: Settings) -> Surge | None:
    spacing = timedelta(seconds=settings.surge_spacing_seconds)
    return Surge(spacing, timedelta(seconds=settings.surge_after_seconds)) if spacing else None


async def _open_drivers(drivers: Drivers, stack: AsyncExitStack) -> None:
    await drivers.keys.open()
    await drivers.store.open()
    stack.push_async_callback(drivers.store.close)
    await drivers.publisher.open()
    stack.push_async_callback(drivers.publisher.close)
