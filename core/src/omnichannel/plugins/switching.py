"""SwitchPluginsService: people enable and disable plugins while the runtime runs."""

import asyncio
import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from uuid import NAMESPACE_URL, UUID, uuid5

from omnichannel.application.dtos.plugin_reports import PluginReport
from omnichannel.application.dtos.plugins import PluginSwitched
from omnichannel.application.observing import announced
from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.event_publisher import EventPublisher
from omnichannel.application.ports.outbound.plugin_switches import PluginSwitches, SwitchedOff
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.domain.audit import deed
from omnichannel.domain.errors import NotAllowedNow
from omnichannel.domain.events import MessagesScheduled
from omnichannel.domain.rights import Principal
from omnichannel.plugins.catalogue import CatalogueService
from omnichannel.plugins.channel_table import ChannelTable
from omnichannel.plugins.errors import PluginMissing, WrongSetting
from omnichannel.plugins.groups import CHANNELS
from omnichannel.plugins.loading import load
from omnichannel.plugins.states import Plugin, PluginState, broken

_log = logging.getLogger("omnichannel.plugins")
Examine = Callable[[Plugin], PluginReport]
"""Loads and opens a plugin in a process of its own, and says what became of it."""


class SwitchPluginsService:
    """
    Answers `SwitchPluginsUseCase`.

    Args:
        required: "<kind>:<name>" of what the pack cannot do without, with what it is there for.
        by_settings: "<kind>:<name>" of what the settings disable.
    """

    def __init__(
        self,
        table: ChannelTable,
        catalogue: CatalogueService,
        switches: PluginSwitches,
        *,
        store: Store,
        publisher: EventPublisher,
        clock: Clock,
        required: Mapping[str, str],
        by_settings: Collection[str],
        examine: Examine,
    ) -> None:
        self._table, self._catalogue, self._switches = table, catalogue, switches
        self._store, self._publisher, self._clock = store, publisher, clock
        self._required, self._by_settings, self._examine = required, by_settings, examine
        self._one_at_a_time = asyncio.Lock()
        self._known_off = {one.key for one in catalogue.all() if one.state is PluginState.DISABLED}

    async def enable(self, principal: Principal, name: str) -> PluginSwitched:
        """Switch on, durably first; then open the channel."""
        plugin = self._catalogue.one(name)
        if plugin.key in self._by_settings:
            fix = "Remove it from disabled_plugins (OMNICHANNEL_DISABLED_PLUGINS), then start again."
            raise NotAllowedNow(f"enable {plugin.key}", because="it is disabled by the settings", fix=fix)
        async with self._one_at_a_time:
            await self._switches.switch_on(plugin.key)
            await self._note(principal, plugin, "plugin.enabled")
            self._known_off.discard(plugin.key)
            if plugin.group == CHANNELS and plugin.state is PluginState.DISABLED:
                await self._open(plugin.name)
        await announced(self._publisher, MessagesScheduled((), self._clock.now()))
        now = self._catalogue.one(plugin.key)
        return self._switched(now, enabled=True, later=now.state is PluginState.DISABLED)

    async def disable(self, principal: Principal, name: str) -> PluginSwitched:
        """Switch off, durably first; then close the channel."""
        plugin = self._catalogue.one(name)
        does = self._required.get(plugin.key)
        if does is not None:
            fix = "Start a runtime that uses another."
            raise NotAllowedNow(f"disable {plugin.key}", because=f"it {does}", fix=fix)
        at = self._clock.now()
        async with self._one_at_a_time:
            await self._switches.switch_off(plugin.key, by=principal.actor, at=at)
            if plugin.group == CHANNELS and plugin.state is not PluginState.DISABLED:
                self._table.disable(plugin.name, SwitchedOff(principal.actor, at).reason)
            await self._note(principal, plugin, "plugin.disabled")
            self._known_off.add(plugin.key)
        now = self._catalogue.one(plugin.key)
        return self._switched(now, enabled=False, later=now.state is not PluginState.DISABLED)

    def _switched(self, plugin: Plugin, *, enabled: bool, later: bool) -> PluginSwitched:
        return PluginSwitched(plugin=self._catalogue.told(plugin), enabled=enabled, from_next_start=later)

    async def follow(self, principal: Principal) -> None:
        """Open and close channels as the switches stand that `omnichannel plugins` may have changed."""
        opened = False
        async with self._one_at_a_time:
            off = await self._switches.off()
            for plugin in self._table.plugins():
                is_closed = plugin.state is PluginState.DISABLED
                if plugin.key in off and not is_closed:
                    _log.warning("The channel %s is closed. %s", plugin.name, off[plugin.key].reason)
                    self._table.disable(plugin.name, off[plugin.key].reason)
                elif is_closed and plugin.key not in off and plugin.key not in self._by_settings:
                    _log.warning("The channel %s was enabled and opens.", plugin.name)
                    await self._open(plugin.name)
                    opened = True
            await self._note_followed(principal, off)
        if opened:
            await announced(self._publisher, MessagesScheduled((), self._clock.now()))

    async def _note_followed(self, principal: Principal, off: Mapping[str, SwitchedOff]) -> None:
        """Write into the audit log what another process changed; what fails is written at the next look."""
        for plugin in self._catalogue.all():
            key = plugin.key
            if key in self._by_settings or (key in off) == (key in self._known_off):
                continue
            if key in off:
                await self._note(replace(principal, actor=off[key].by), plugin, "plugin.disabled")
                self._known_off.add(key)
            else:
                await self._note(principal, plugin, "plugin.enabled")
                self._known_off.discard(key)

    async def _note(self, principal: Principal, plugin: Plugin, action: str) -> None:
        entry = deed(principal, action, subject_of(plugin), self._clock.now(), detail=plugin.key)
        async with self._store.unit_of_work(principal.workspace_id) as work:
            await work.audit.add([entry])
            await work.commit()

    async def _open(self, name: str) -> None:
        """Open a channel; one that was never loaded here is tried in another process first."""
        loaded = self._table.loaded(name)
        if loaded is None:
            return
        if loaded.state is not PluginState.DISABLED:
            self._table.enable(loaded)
            return
        report = await asyncio.to_thread(self._examine, loaded)
        unusable = _unusable(loaded, report)
        if unusable is not None:
            self._table.enable(unusable)
        else:
            self._load(loaded)

    def _load(self, plugin: Plugin) -> None:
        """Load a plugin here; whatever is wrong with it since it was examined, the channel says so."""
        try:
            self._table.enable(load(CHANNELS, [plugin.name])[0])
        except (PluginMissing, WrongSetting) as error:
            self._table.enable(broken(plugin, error))


def subject_of(plugin: Plugin) -> UUID:
    """Give the id under which the audit log keeps what was done to a plugin."""
    return uuid5(NAMESPACE_URL, f"omnichannel:plugin:{plugin.key}")


def _unusable(plugin: Plugin, report: PluginReport) -> Plugin | None:
    """Give the plugin as another process found it; None where it can be loaded here."""
    wrong = report.reason or " ".join(report.wrong)
    if report.state == PluginState.ACTIVE and not report.wrong:
        return None
    state = PluginState.INCOMPATIBLE if report.state == PluginState.INCOMPATIBLE else PluginState.BROKEN
    about = (plugin.group, plugin.name, plugin.distribution, plugin.version)
    return Plugin(*about, state, reason=wrong, traceback=report.traceback)
