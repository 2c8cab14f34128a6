"""What became of each plugin that was looked for."""

import traceback
from dataclasses import dataclass, replace
from enum import StrEnum

from omnichannel.plugins.groups import Group
from omnichannel.plugins.manifests import Manifest


class PluginState(StrEnum):
    """Whether a plugin can be used."""

    ACTIVE = "active"
    DISABLED = "disabled"
    INCOMPATIBLE = "incompatible"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Plugin:
    """
    An installed plugin.

    Attributes:
        manifest: what it says of itself; None unless it was loaded.
        reason: why it is not active, in a sentence.
        traceback: of a broken one, for its author.
    """

    group: Group
    name: str
    distribution: str
    version: str
    state: PluginState
    manifest: Manifest | None = None
    reason: str | None = None
    traceback: str | None = None

    @property
    def is_active(self) -> bool:
        """Whether it can be used."""
        return self.state is PluginState.ACTIVE


def broken(plugin: Plugin, error: BaseException) -> Plugin:
    """Give *plugin* as it is after *error*: broken, with the reason and the traceback."""
    return replace(
        plugin,
        state=PluginState.BROKEN,
        manifest=None,
        reason=f"{type(error).__name__}: {error}",
        traceback="".join(traceback.format_exception(error)),
    )
