"""Opening the observers of extensions."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn
from uuid import UUID

from omnichannel.application.ports.outbound.observer import GuardsPublishing, Observer, PostAhead
from omnichannel.plugins.drivers import settings_of
from omnichannel.plugins.imports import imported
from omnichannel.plugins.manifests import ExtensionManifest
from omnichannel.plugins.redaction import secrets_in
from omnichannel.plugins.states import Plugin, broken
from omnichannel.settings import Settings

_log = logging.getLogger("omnichannel.plugins")


@dataclass(frozen=True, slots=True)
class Opened:
    """
    What became of extensions.

    Attributes:
        must_agree: the guards without which nothing is published, by label; also those that did not open.
        plugins: all of them; those that did not open as broken.
    """

    observers: list[Observer] = field(default_factory=list)
    must_agree: dict[str, GuardsPublishing] = field(default_factory=dict)
    plugins: list[Plugin] = field(default_factory=list)


class NeverOpened:
    """Stands in for a guard that did not open: it cannot be asked."""

    async def before_publish(self, posts: Sequence[PostAhead]) -> Mapping[UUID, str]:  # noqa: ARG002 - the port's
        """Raise."""
        raise RuntimeError("it did not open when the server was started")


def open_observers(plugins: Sequence[Plugin], settings: Settings) -> Opened:
    """Open the observers."""
    opened = Opened()
    for plugin in plugins:
        manifest = plugin.manifest
        if not isinstance(manifest, ExtensionManifest) or not manifest.opens:
            opened.plugins.append(plugin)
            continue
        observer, after = _opened(plugin, manifest, settings)
        opened.plugins.append(after)
        if observer is not None:
            opened.observers.append(observer)
        if manifest.fails_closed:
            opened.must_agree[manifest.label] = NeverOpened() if observer is None else observer
    return opened


def _opened(plugin: Plugin, manifest: ExtensionManifest, settings: Settings) -> tuple[Any, Plugin]:
    own = settings_of(manifest, settings)
    try:
        observer = imported(manifest.opens)(own)
        if manifest.fails_closed and not isinstance(observer, GuardsPublishing):
            _refuse(manifest)
    except (KeyboardInterrupt, asyncio.CancelledError):
        raise
    except BaseException as error:  # even SystemExit: nothing in a plugin may end the program
        after = broken(plugin, error, secrets=secrets_in(own))
        follows = "nothing is published before it does" if manifest.fails_closed else "it is passed over"
        _log.error("The extension %r does not open, so %s.\n%s", plugin.name, follows, after.traceback)
        return None, after
    return observer, plugin


def _refuse(manifest: ExtensionManifest) -> NoReturn:
    raise TypeError(f"the manifest says 'fails_closed', and what {manifest.opens} gives guards nothing")
