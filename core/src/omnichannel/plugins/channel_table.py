"""The table of channels: resolved once from manifests; a gateway is opened when it is first used."""

import asyncio
import logging
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

from pydantic import BaseModel

from omnichannel.application.ports.outbound.channel_gateway import (
    ChannelGateway,
    Checks,
    Connects,
    OneRequest,
    Probes,
    Publishes,
    Reconciles,
)
from omnichannel.application.ports.outbound.channels import Channel, ChannelDisabled
from omnichannel.application.ports.outbound.http import HttpClient
from omnichannel.domain.lane import Rate
from omnichannel.plugins.errors import ChannelUnavailable, WrongSetting
from omnichannel.plugins.imports import imported
from omnichannel.plugins.loading import NotAPlugin
from omnichannel.plugins.manifests import ChannelManifest
from omnichannel.plugins.redaction import likely_secrets, secrets_in
from omnichannel.plugins.states import Plugin, PluginState, broken

ClientFor = Callable[[str, frozenset[str]], HttpClient]
SettingsOf = Callable[[ChannelManifest], BaseModel]
_PROTOCOLS = {
    "one_request": OneRequest,
    "publishes": Publishes,
    "checks": Checks,
    "reconciles": Reconciles,
    "connects": Connects,
    "probes": Probes,
}
_log = logging.getLogger("omnichannel.plugins")


class ChannelTable:
    """
    `Channels`, made of the loaded plugins.

    Args:
        client_for: makes a channel's HTTP client from its name and the hosts it may contact.
        settings_of: reads a channel's settings; called for every active channel at once, so that a
            wrong one stops the start.
    """

    def __init__(self, plugins: Sequence[Plugin], *, client_for: ClientFor, settings_of: SettingsOf) -> None:
        self._loaded, self._plugins = list(plugins), {plugin.name: plugin for plugin in plugins}
        self._manifests = {
            plugin.name: plugin.manifest
            for plugin in plugins
            if plugin.is_active and isinstance(plugin.manifest, ChannelManifest)
        }
        self._client_for = client_for
        self._open: dict[str, Channel] = {}
        self._broken: dict[str, Plugin] = {}
        self._settings: dict[str, BaseModel] = {}
        self._settings_of = settings_of
        self._disabled = {
            plugin.name: plugin.reason or "" for plugin in plugins if plugin.state is PluginState.DISABLED
        }
        for name, manifest in self._manifests.items():
            self._read_settings(name, manifest)

    def plugins(self) -> tuple[Plugin, ...]:
        """Give the plugins as they are now: disabled meanwhile, or broken when their gateway was opened."""
        return tuple(self._now(plugin) for plugin in self._loaded)

    def _now(self, plugin: Plugin) -> Plugin:
        if plugin.name in self._disabled:
            reason = self._disabled[plugin.name]
            return replace(plugin, state=PluginState.DISABLED, manifest=None, reason=reason)
        return self._broken.get(plugin.name, plugin)

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
            WrongSetting: one of its settings is wrong; it stays disabled.
        """
        name = plugin.name
        if plugin is not self._plugins.get(name):
            self._forget(name)
            self._plugins[name] = plugin
            self._loaded = [plugin if one.name == name else one for one in self._loaded]
            if plugin.is_active and isinstance(plugin.manifest, ChannelManifest):
                self._read_settings(name, plugin.manifest)
                self._manifests[name] = plugin.manifest
        self._disabled.pop(name, None)

    def loaded(self, name: str) -> Plugin | None:
        """Give the plugin of a channel as it was loaded, whether it is disabled now or not."""
        return self._plugins.get(name)

    def _forget(self, name: str) -> None:
        for kept in (self._open, self._broken, self._settings, self._manifests):
            kept.pop(name, None)

    def described(self) -> Mapping[str, tuple[ChannelManifest, BaseModel]]:
        """Give manifest and settings of every channel that was active at the start."""
        return {name: (self._manifests[name], settings) for name, settings in self._settings.items()}

    def names(self) -> tuple[str, ...]:
        """Give the names of all active channels, in order."""
        return tuple(sorted(self._manifests.keys() - self._broken.keys() - self._disabled.keys()))

    def rates(self) -> Mapping[str, Rate | None]:
        """Give the rate of every active channel."""
        return {name: manifest.rate for name, manifest in self._manifests.items()}

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
        known = self._open.get(name)
        if known is not None:
            return known
        if name not in self._manifests or name in self._broken:
            raise ChannelUnavailable(name, self._why_not(name))
        try:
            self._open[name] = self._opened(self._manifests[name], self._settings[name])
        except (KeyboardInterrupt, asyncio.CancelledError):
            raise
        except BaseException as error:  # even SystemExit: nothing in a plugin may end the program
            _log.exception("The channel %r does not open and is passed over.", name)
            secrets = secrets_in(self._settings[name])
            self._broken[name] = broken(self._plugins[name], error, secrets=secrets)
            raise ChannelUnavailable(name, self._why_not(name)) from error
        return self._open[name]

    def _read_settings(self, name: str, manifest: ChannelManifest) -> None:
        """Read a channel's settings. A wrong one stops the start; a fault of the plugin stops the plugin."""
        try:
            settings = self._settings_of(manifest)
            hosts_of(manifest, settings)
        except WrongSetting:
            raise
        except Exception as error:  # whatever a plugin's validator raises, the other channels work on
            _log.exception("The settings of the channel %r cannot be read.", name)
            secrets = likely_secrets(name, {}, os.environ)
            self._broken[name] = broken(self._plugins[name], error, secrets=secrets)
        else:
            self._settings[name] = settings

    def _opened(self, manifest: ChannelManifest, settings: BaseModel) -> Channel:
        gateway = imported(manifest.opens)(settings)
        check_abilities(manifest, gateway)
        return Channel(
            name=manifest.name,
            label=manifest.label,
            gateway=gateway,
            http=self._client_for(manifest.name, hosts_of(manifest, settings)),
            options=manifest.options,
            credentials=manifest.credentials,
            has_recipients=manifest.has_recipients,
            rate=manifest.rate,
            settle_delay=_settle_delay(manifest, settings),
            request_timeout=manifest.request_timeout,
            abilities=manifest.abilities,
        )

    def _why_not(self, name: str) -> str:
        plugin = self._broken.get(name) or self._plugins.get(name)
        if plugin is None:
            return f"it is not installed. Usually: pip install omnichannel-{name.replace('_', '-')}"
        return plugin.reason or f"it is {plugin.state}."


def hosts_of(manifest: ChannelManifest, settings: BaseModel) -> frozenset[str]:
    """Give the hosts that a channel may contact: the manifest's, and those of its base URL settings."""
    urls = (str(getattr(settings, field)) for field in manifest.base_urls)
    return frozenset(manifest.hosts) | {host for url in urls if (host := urlsplit(url).hostname)}


def _settle_delay(manifest: ChannelManifest, settings: BaseModel) -> timedelta:
    if manifest.settle_delay_setting is None:
        return manifest.settle_delay
    return timedelta(seconds=float(getattr(settings, manifest.settle_delay_setting)))


def check_abilities(manifest: ChannelManifest, gateway: object) -> None:
    """
    See that the gateway can do what its manifest says.

    Raises:
        NotAPlugin: it cannot.
    """
    for ability in manifest.abilities:
        if not isinstance(gateway, _PROTOCOLS[ability]):
            raise NotAPlugin(
                f"the manifest says {ability!r}, but the gateway is no {_PROTOCOLS[ability].__name__}"
            )
    if not isinstance(gateway, ChannelGateway) or not isinstance(gateway, OneRequest | Publishes):
        raise NotAPlugin("the gateway must have complaints and render, and request and outcome, or publish")
