"""What became of each plugin that was looked for."""

import traceback
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from omnichannel.plugins.groups import Group
from omnichannel.plugins.manifests import Manifest
from omnichannel.plugins.redaction import redacted


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
    def key(self) -> str:
        """What it is named in settings and switches: its kind and its name."""
        return f"{self.group.kind}:{self.name}"

    @property
    def is_active(self) -> bool:
        """Whether it can be used."""
        return self.state is PluginState.ACTIVE


def broken(plugin: Plugin, error: BaseException, *, secrets: Iterable[str] = ()) -> Plugin:
    """Give *plugin* as it is after *error*: broken, with reason and traceback, which show no *secrets*."""
    hidden = tuple(secrets)
    return replace(
        plugin,
        state=PluginState.BROKEN,
        manifest=None,
        reason=redacted(f"{type(error).__name__}: {error}", hidden),
        traceback=redacted("".join(traceback.format_exception(error)), hidden),
    )
