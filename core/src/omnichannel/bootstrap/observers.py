"""Opening the observers of extensions."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

from omnichannel.plugins.drivers import settings_of
from omnichannel.plugins.imports import imported
from omnichannel.plugins.redaction import secrets_in
from omnichannel.plugins.states import Plugin, broken
from omnichannel.settings import Settings

_log = logging.getLogger("omnichannel.plugins")


def open_observers(plugins: Sequence[Plugin], settings: Settings) -> tuple[list[Any], list[Plugin]]:
    """Open the observers; gives them, and the plugins with those that did not open as broken."""
    observers, after = [], list(plugins)
    for place, plugin in enumerate(plugins):
        if plugin.manifest is None or not plugin.manifest.opens:
            continue
        own = settings_of(plugin.manifest, settings)
        try:
            observers.append(imported(plugin.manifest.opens)(own))
        except (KeyboardInterrupt, asyncio.CancelledError):
            raise
        except BaseException as error:  # even SystemExit: nothing in a plugin may end the program
            after[place] = broken(plugin, error, secrets=secrets_in(own))
            _log.error(
                "The extension %r does not open and is passed over.\n%s", plugin.name, after[place].traceback
            )
    return observers, after
