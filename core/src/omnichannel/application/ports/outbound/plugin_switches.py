"""PluginSwitches: which plugins people have switched off."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from omnichannel.domain.errors import OmnichannelError


@dataclass(frozen=True, slots=True)
class SwitchedOff:
    """Who switched a plugin off, and when. *by*: the actor, as the audit log names them."""

    by: str
    at: datetime

    @property
    def reason(self) -> str:
        """Why the plugin is not active, in a sentence."""
        return f"It was disabled by {self.by} on {self.at:%Y-%m-%d} at {self.at:%H:%M} UTC."


class SwitchesUnreadable(OmnichannelError):
    """Nobody can tell which plugins are switched off, and a guess could publish what must not go out."""

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(
            f"The list of disabled plugins in {place} cannot be used: {problem}. "
            "Repair that file, or delete it to enable every plugin."
        )
        self.place = place


class PluginSwitches(Protocol):
    """Keeps switches, beside those of the settings. A plugin is named "<kind>:<name>"."""

    async def off(self) -> Mapping[str, SwitchedOff]:
        """
        Give what is switched off.

        Raises:
            SwitchesUnreadable: it cannot be told.
        """
        ...

    async def switch_off(self, plugin: str, *, by: str, at: datetime) -> None:
        """Switch a plugin off, durably; one that is off already stays as it is. Raises as `off`."""
        ...

    async def switch_on(self, plugin: str) -> None:
        """Switch a plugin on, durably; one that is on already stays on. Raises as `off`."""
        ...
