"""The table of channels: resolved once from manifests; a gateway is opened when it is first used."""

import asyncio
import logging
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from pydantic import BaseModel

from omnichannel.application.ports.outbound.channels import Channel
from omnichannel.domain.errors import ChannelDisabled
from omnichannel.domain.lane import LaneRules, Surge
from omnichannel.plugins.errors import ChannelUnavailable, WrongSetting
from omnichannel.plugins.manifests import ChannelManifest
from omnichannel.plugins.opening import ClientFor, hosts_of, opened_channel
from omnichannel.plugins.redaction import likely_secrets, secrets_in
from omnichannel.plugins.states import Plugin, PluginState, broken

SettingsOf = Callable[[ChannelManifest], BaseModel]
_log = logging.getLogger("omnichannel.plugins")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """
    What is known of one plugin.

    Attributes:
        plugin: as it was loaded.
        settings: as they were read; None where they were not.
        failed: the plugin as it is since its settings could not be read, or its gateway did not open.
    """

    plugin: Plugin
    settings: BaseModel | None = None
    failed: Plugin | None = None

    @property
    def now(self) -> Plugin:
        return self.failed or self.plugin

    @property
    def manifest(self) -> ChannelManifest | None:
        manifest = self.plugin.manifest
        return manifest if self.plugin.is_active and isinstance(manifest, ChannelManifest) else None


class ChannelTable:
    """
    `Channels`, made of the loaded plugins.

    Args:
        client_for: makes a channel's HTTP client from its name and the hosts it may contact.
        settings_of: reads a channel's settings; called for every active channel at once, so that a
            wrong one stops the start.
        surge: how overdue posts are kept apart; None: not at all.

    Raises:
        WrongSetting: a channel's setting is wrong.
    """

    def __init__(
        self,
        plugins: Sequence[Plugin],
        *,
        client_for: ClientFor,
        settings_of: SettingsOf,
        surge: Surge | None = None,
    ) -> None:
        self._client_for, self._settings_of, self._surge = client_for, settings_of, surge
        self._rows = [self._read(plugin) for plugin in plugins]
        self._lane_rules = self._rules()
        self._open: dict[str, Channel] = {}
        self._disabled = {
            plugin.name: plugin.reason or "" for plugin in plugins if plugin.state is PluginState.DISABLED
        }

    def plugins(self) -> tuple[Plugin, ...]:
        """Give the plugins as they are now: disabled meanwhile, or broken when their gateway was opened."""
        return tuple(self._shown(row) for row in self._rows)

    def _shown(self, row: _Row) -> Plugin:
        reason = self._disabled.get(row.plugin.name)
        if reason is None:
            return row.now
        return replace(row.plugin, state=PluginState.DISABLED, manifest=None, reason=reason)

    def disabled(self) -> frozenset[str]:
        """Give the channels that somebody disabled: their deliveries are not claimed."""
        return frozenset(self._disabled)

    def disable(self, name: str, reason: str) -> None:
        """Close a channel at once; what it is in the middle of is finished."""
        self._disabled[name] = reason

    def enable(self, plugin: Plugin) -> None:
        """
        Open a channel again, as *plugin*, which was loaded before or just now.

        Raises:
            WrongSetting: one of its settings is wrong; everything is as it was before.
        """
        row = self._row(plugin.name)
        if row is None or plugin is not row.plugin:
            self._put(self._read(plugin))
            self._open.pop(plugin.name, None)
        self._disabled.pop(plugin.name, None)

    def loaded(self, name: str) -> Plugin | None:
        """Give the plugin of a channel as it was loaded, whether it is disabled now or not."""
        row = self._row(name)
        return None if row is None else row.plugin

    def described(self) -> Mapping[str, tuple[ChannelManifest, BaseModel]]:
        """Give manifest and settings of every channel that could be read."""
        return {
            row.plugin.name: (row.manifest, row.settings)
            for row in self._rows
            if row.manifest is not None and row.settings is not None
        }

    def names(self) -> tuple[str, ...]:
        """Give the names of all active channels, in order."""
        return tuple(sorted({plugin.name for plugin in self.plugins() if plugin.is_active}))

    def internal(self) -> str | None:
        """Give the name of the active channel that tells programs what happened."""
        found = (row.plugin.name for row in self._rows if row.manifest and row.manifest.is_internal)
        return next((name for name in found if name in self.names()), None)

    def refreshing(self) -> frozenset[str]:
        """Give the channels that renew sign-ins."""
        manifests = ((row.plugin.name, row.manifest) for row in self._rows)
        return frozenset(name for name, one in manifests if one is not None and "refreshes" in one.abilities)

    def lane_rules(self) -> Mapping[str, LaneRules]:
        """Say what holds for the lanes of every channel that was loaded."""
        return self._lane_rules

    def open(self, name: str) -> Channel:
        """
        Give a channel, opening it at the first call.

        A gateway that did not open is not tried again until the next start.

        Raises:
            ChannelDisabled: somebody disabled it.
            ChannelUnavailable: it is not active, or its gateway does not open.
        """
        if name in self._disabled:
            raise ChannelDisabled(name, self._disabled[name])
        if name not in self._open:
            self._open[name] = self._opened(name)
        return self._open[name]

    def _opened(self, name: str) -> Channel:
        row = self._row(name)
        if row is None or row.manifest is None or row.settings is None or row.failed is not None:
            raise ChannelUnavailable(name, _why_not(name, row))
        try:
            return opened_channel(row.manifest, row.settings, self._client_for)
        except (KeyboardInterrupt, asyncio.CancelledError):
            raise
        except BaseException as error:  # even SystemExit: nothing in a plugin may end the program
            _log.exception("The channel %r does not open and is passed over.", name)
            failed = replace(row, failed=broken(row.plugin, error, secrets=secrets_in(row.settings)))
            self._put(failed)
            raise ChannelUnavailable(name, _why_not(name, failed)) from error

    def _read(self, plugin: Plugin) -> _Row:
        """Read a plugin's settings. A wrong one is raised; a fault of the plugin stops the plugin alone."""
        row = _Row(plugin=plugin)
        if row.manifest is None:
            return row
        try:
            settings = self._settings_of(row.manifest)
            hosts_of(row.manifest, settings)
        except WrongSetting:
            raise
        except Exception as error:  # whatever a plugin's validator raises, the other channels work on
            _log.exception("The settings of the channel %r cannot be read.", plugin.name)
            secrets = likely_secrets(plugin.name, {}, os.environ)
            return replace(row, failed=broken(plugin, error, secrets=secrets))
        return replace(row, settings=settings)

    def _row(self, name: str) -> _Row | None:
        return next((row for row in self._rows if row.plugin.name == name), None)

    def _put(self, made: _Row) -> None:
        self._rows = [made if row.plugin.name == made.plugin.name else row for row in self._rows]
        self._lane_rules = self._rules()

    def _rules(self) -> Mapping[str, LaneRules]:
        manifests = {row.plugin.name: row.manifest for row in self._rows}
        return {name: one.lane_rules(self._surge) for name, one in manifests.items() if one is not None}


def _why_not(name: str, row: _Row | None) -> str:
    if row is None:
        return f"it is not installed. Usually: pip install omnichannel-{name.replace('_', '-')}"
    return row.now.reason or f"it is {row.now.state}."
