"""Looks for plugins once for all forks: finding them takes as long as everything that a life does."""

from collections.abc import Collection, Iterable

from starlette.routing import compile_path

from omnichannel.bootstrap import opening
from omnichannel.plugins import drivers
from omnichannel.plugins.discovery import scanned_plugins
from omnichannel.plugins.groups import (
    CHANNELS,
    EVENT_PUBLISHERS,
    EXTENSIONS,
    KEY_PROVIDERS,
    MEDIA_STORES,
    REPOSITORIES,
    Group,
)
from omnichannel.plugins.loading import load
from omnichannel.plugins.plugin_index import Installed
from omnichannel.plugins.states import Plugin
from omnichannel.presentation.http.application import RESOURCES
from omnichannel_local.plugin import omnichannel_register_runtime

_known: dict[tuple[str, tuple[str, ...]], list[Plugin]] = {}


def load_once() -> None:
    """Load what the local runtime needs, and give that to whoever asks from now on."""
    pack = omnichannel_register_runtime().pack
    for group, names in (
        (CHANNELS, pack.channels),
        (EXTENSIONS, pack.extensions),
        (REPOSITORIES, (pack.repository,)),
        (EVENT_PUBLISHERS, (pack.event_publisher,)),
        (MEDIA_STORES, (pack.media_store,)),
        (KEY_PROVIDERS, (pack.key_provider,)),
    ):
        _known[group.kind, names] = load(group, names)
    for resource in RESOURCES:
        compile_path(resource.path)  # the patterns are kept
    found = scanned_plugins()
    vars(opening)["indexed_plugins"] = lambda home: found
    for module in (opening, drivers):
        vars(module)["load"] = _loaded


def _loaded(
    group: Group, names: Iterable[str], *, disabled: Collection[str] = (), installed: Installed
) -> list[Plugin]:
    assert not disabled, "no story disables a plugin before the start"
    return list(_known[group.kind, tuple(names)])
