"""The plugins of which a pack uses one each: store, bus, media store, key provider."""

import os
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from omnichannel.application.ports.outbound.event_publisher import EventPublisher
from omnichannel.application.ports.outbound.key_provider import KeyProvider
from omnichannel.application.ports.outbound.media_store import MediaStore
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.plugins.discovery import discover, installed_plugins
from omnichannel.plugins.errors import PluginMissing, PluginUnusable, WrongSetting
from omnichannel.plugins.groups import (
    EVENT_PUBLISHERS,
    KEY_PROVIDERS,
    MEDIA_STORES,
    REPOSITORIES,
    RUNTIMES,
    Group,
)
from omnichannel.plugins.imports import imported
from omnichannel.plugins.loading import load
from omnichannel.plugins.manifests import Manifest, RuntimeManifest, RuntimePack
from omnichannel.plugins.plugin_index import Installed
from omnichannel.plugins.settings import plugin_settings
from omnichannel.plugins.states import Plugin
from omnichannel.settings import Settings, plugin_table

USUAL_RUNTIME = "local"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drivers:
    """The pack's one-of-many plugins, made and not opened yet."""

    store: Store
    publisher: EventPublisher
    media_store: MediaStore
    keys: KeyProvider


def drivers_of(
    pack: RuntimePack,
    settings: Settings,
    *,
    disabled: Collection[str] = (),
    installed: Installed | None = None,
) -> tuple[Drivers, list[Plugin]]:
    """
    Make the drivers that *pack* names; gives their plugins, too.

    Args:
        installed: what is known to be installed; None: looked for in the home folder's index, or now.

    Raises:
        PluginMissing, PluginUnusable: one is not installed, or not active.
        WrongSetting: a setting of one is wrong.
    """
    plugins: list[Plugin] = []
    every = installed_plugins(settings.home) if installed is None else installed

    def made(group: Group, name: str) -> Any:
        plugin = load(group, [name], disabled=disabled, installed=every)[0]
        plugins.append(plugin)
        if plugin.manifest is None:
            raise PluginUnusable(group.kind, name, plugin.state.value, plugin.reason or "")
        return imported(plugin.manifest.opens)(settings_of(plugin.manifest, settings), settings.home)

    drivers = Drivers(
        store=made(REPOSITORIES, pack.repository),
        publisher=made(EVENT_PUBLISHERS, pack.event_publisher),
        media_store=made(MEDIA_STORES, pack.media_store),
        keys=made(KEY_PROVIDERS, pack.key_provider),
    )
    return drivers, plugins


def required_by(pack: RuntimePack) -> dict[str, str]:
    """Give "<kind>:<name>" of each plugin that *pack* cannot do without, with what it is there for."""
    return {
        f"{REPOSITORIES.kind}:{pack.repository}": "keeps the messages",
        f"{EVENT_PUBLISHERS.kind}:{pack.event_publisher}": "carries the events",
        f"{MEDIA_STORES.kind}:{pack.media_store}": "keeps the media files",
        f"{KEY_PROVIDERS.kind}:{pack.key_provider}": "opens the credentials of the accounts",
    }


def settings_of(manifest: Manifest, settings: Settings) -> BaseModel:
    """Read the settings of one plugin."""
    return plugin_settings(manifest, plugin_table(settings, manifest.name), os.environ)


def make_home(settings: Settings) -> None:
    """
    Make the home folder, for its owner alone, where there is none.

    Raises:
        WrongSetting: it cannot be made.
    """
    try:
        settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise WrongSetting(
            "OMNICHANNEL_HOME",
            f"the folder {settings.home} cannot be made: {error.strerror}.",
            ".omnichannel",
        ) from error


def pack_of(runtime: str | None, home: Path) -> RuntimePack:
    """
    Give the pack of the *runtime* that is named, or of the installed one; `local` where there are several.

    Args:
        home: the folder where an index of what is installed may be.

    Raises:
        PluginMissing, PluginUnusable: there is none such, or it is not active.
    """
    installed = installed_plugins(home)
    names = {one.name for one in discover(RUNTIMES, installed)}
    name = runtime or (next(iter(names)) if len(names) == 1 else USUAL_RUNTIME)
    if name not in names:
        raise PluginMissing(RUNTIMES.kind, name)
    plugin = load(RUNTIMES, [name], installed=installed)[0]
    if not isinstance(plugin.manifest, RuntimeManifest):
        raise PluginUnusable(RUNTIMES.kind, name, plugin.state.value, plugin.reason or "")
    return plugin.manifest.pack
