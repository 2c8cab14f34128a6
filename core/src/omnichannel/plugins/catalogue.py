"""CatalogueService: what is installed, told from manifests alone."""

from collections.abc import Sequence

from pydantic import BaseModel

from omnichannel.application.dtos.plugins import (
    ChannelList,
    ChannelOut,
    LimitOut,
    PluginList,
    PluginOut,
)
from omnichannel.domain.errors import InvalidRequest, NotFound, Problem
from omnichannel.plugins.channel_table import ChannelTable
from omnichannel.plugins.groups import CHANNELS
from omnichannel.plugins.manifests import ChannelManifest
from omnichannel.plugins.opening import hosts_of
from omnichannel.plugins.reporting import plugin_out, remote_version_of
from omnichannel.plugins.states import Plugin


class CatalogueService:
    """
    Answers `CatalogueUseCase`.

    Args:
        others: the plugins that are no channels.
    """

    def __init__(self, table: ChannelTable, others: Sequence[Plugin]) -> None:
        self._table, self._others = table, others
        self._shown: dict[str, tuple[ChannelManifest, ChannelOut]] = {}

    def channels(self) -> ChannelList:
        """Give all active channels by which people publish."""
        return ChannelList(items=[self._channel(name) for name in self._public()])

    def channel(self, name: str) -> ChannelOut:
        """Give one channel."""
        if name not in self._public():
            raise NotFound("channel", name)
        return self._channel(name)

    def _public(self) -> list[str]:
        described, names = self._table.described(), self._table.names()
        return [name for name in names if not (name in described and described[name][0].is_internal)]

    def plugins(self) -> PluginList:
        """Give every plugin with its state."""
        return PluginList(items=[self.told(plugin) for plugin in self.all()])

    def plugin(self, name: str) -> PluginOut:
        """Give one plugin."""
        return self.told(self.one(name))

    def told(self, plugin: Plugin) -> PluginOut:
        """Translate a plugin for the wire."""
        described = self._table.described().get(plugin.name) if plugin.group == CHANNELS else None
        return plugin_out(plugin, None if described is None else remote_version_of(*described))

    def all(self) -> list[Plugin]:
        """Give every plugin as it is now."""
        return [*self._table.plugins(), *self._others]

    def one(self, name: str) -> Plugin:
        """
        Find a plugin by its name, or by kind and name ("channel:email").

        Raises:
            NotFound: there is none such.
            InvalidRequest: several kinds have one of that name.
        """
        found = [one for one in self.all() if name in (one.name, one.key)]
        if not found:
            raise NotFound("plugin", name)
        keys = sorted({one.key for one in found})
        if len(keys) > 1:
            raise InvalidRequest(
                Problem("", f"Several plugins are named {name}.", f"Say {' or '.join(keys)}.")
            )
        return found[0]

    def _channel(self, name: str) -> ChannelOut:
        """Give what is told of a channel; its schemas are drawn when first asked for."""
        manifest, settings = self._table.described()[name]
        known = self._shown.get(name)
        if known is not None and known[0] is manifest:
            return known[1]
        plugin = next(plugin for plugin in self._table.plugins() if plugin.name == name)
        self._shown[name] = (manifest, _channel_out(plugin, manifest, settings))
        return self._shown[name][1]


def _channel_out(plugin: Plugin, manifest: ChannelManifest, settings: BaseModel) -> ChannelOut:
    return ChannelOut(
        name=manifest.name,
        label=manifest.label,
        distribution=plugin.distribution,
        version=plugin.version,
        abilities=sorted(manifest.abilities),
        has_recipients=manifest.has_recipients,
        evidence=manifest.evidence,
        counts_text_in=manifest.counts_text_in,
        limits=[LimitOut.model_validate(limit, from_attributes=True) for limit in manifest.limits],
        hosts=sorted(hosts_of(manifest, settings)),
        remote_version=remote_version_of(manifest, settings),
        options_schema=manifest.options_model.model_json_schema(),
        credentials_schema=manifest.credentials.model_json_schema(),
        preview=None if manifest.preview is None else dict(manifest.preview),
    )
