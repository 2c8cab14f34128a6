"""CatalogueService: what is installed, told from manifests alone."""

from collections.abc import Mapping, Sequence
from functools import cached_property

from pydantic import BaseModel

from omnichannel.application.dtos.plugins import (
    ChannelList,
    ChannelOut,
    LimitOut,
    PluginList,
    PluginOut,
    RemoteVersionOut,
)
from omnichannel.domain.errors import NotFound
from omnichannel.plugins.channel_table import ChannelTable, hosts_of
from omnichannel.plugins.manifests import ChannelManifest
from omnichannel.plugins.states import Plugin


class CatalogueService:
    """
    Answers `CatalogueUseCase`.

    Args:
        others: the plugins that are no channels.
    """

    def __init__(self, table: ChannelTable, others: Sequence[Plugin]) -> None:
        self._table, self._others = table, others

    def channels(self) -> ChannelList:
        """Give all active channels."""
        return ChannelList(items=[self._by_name[name] for name in self._table.names()])

    def channel(self, name: str) -> ChannelOut:
        """Give one channel."""
        if name not in self._table.names():
            raise NotFound("channel", name)
        return self._by_name[name]

    def plugins(self) -> PluginList:
        """Give every plugin with its state."""
        return PluginList(items=[plugin_out(plugin) for plugin in (*self._table.plugins(), *self._others)])

    @cached_property
    def _by_name(self) -> Mapping[str, ChannelOut]:
        """All channels that were active at the start; their schemas are drawn when first asked for."""
        described = self._table.described()
        return {
            plugin.name: _channel_out(plugin, *described[plugin.name])
            for plugin in self._table.plugins()
            if plugin.name in described
        }


def _channel_out(plugin: Plugin, manifest: ChannelManifest, settings: BaseModel) -> ChannelOut:
    return ChannelOut(
        name=manifest.name,
        label=manifest.label,
        distribution=plugin.distribution,
        version=plugin.version,
        abilities=sorted(manifest.abilities),
        has_recipients=manifest.has_recipients,
        counts_text_in=manifest.counts_text_in,
        limits=[LimitOut.model_validate(limit, from_attributes=True) for limit in manifest.limits],
        hosts=sorted(hosts_of(manifest, settings)),
        remote_version=_remote_version(manifest, settings),
        options_schema=manifest.options.model_json_schema(),
        credentials_schema=manifest.credentials.model_json_schema(),
        preview=None if manifest.preview is None else dict(manifest.preview),
    )


def plugin_out(plugin: Plugin) -> PluginOut:
    """Translate a plugin for the wire."""
    return PluginOut(
        kind=plugin.group.kind,
        name=plugin.name,
        distribution=plugin.distribution,
        version=plugin.version,
        state=plugin.state.value,
        reason=plugin.reason,
        traceback=plugin.traceback,
    )


def _remote_version(manifest: ChannelManifest, settings: BaseModel) -> RemoteVersionOut | None:
    version = manifest.remote_version
    if version is None:
        return None
    setting = manifest.remote_version_setting
    name = version.name if setting is None else str(getattr(settings, setting))
    return RemoteVersionOut(
        name=name, ends=version.ends if name == version.name else None, source=version.source
    )
