"""CatalogueService: what is installed, told from manifests alone."""

from collections.abc import Callable, Sequence

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
from omnichannel.plugins.channel_table import hosts_of
from omnichannel.plugins.manifests import ChannelManifest
from omnichannel.plugins.states import Plugin


class CatalogueService:
    """Answers `CatalogueUseCase`."""

    def __init__(
        self, plugins: Sequence[Plugin], settings_of: Callable[[ChannelManifest], BaseModel]
    ) -> None:
        self._plugins, self._settings_of = plugins, settings_of

    def channels(self) -> ChannelList:
        """Give all active channels."""
        found = (self._channel_out(plugin) for plugin in self._plugins if plugin.is_active)
        return ChannelList(items=[channel for channel in found if channel is not None])

    def channel(self, name: str) -> ChannelOut:
        """Give one channel."""
        for channel in self.channels().items:
            if channel.name == name:
                return channel
        raise NotFound("channel", name)

    def plugins(self) -> PluginList:
        """Give every plugin with its state."""
        return PluginList(items=[plugin_out(plugin) for plugin in self._plugins])

    def _channel_out(self, plugin: Plugin) -> ChannelOut | None:
        manifest = plugin.manifest
        if not isinstance(manifest, ChannelManifest):
            return None
        settings = self._settings_of(manifest)
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
