"""Switches of plugins in a small file of the home folder, for people to read: `plugins.json`."""

import json
import os
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from omnichannel.application.ports.outbound.plugin_switches import SwitchedOff, SwitchesUnreadable

FILE = "plugins.json"


class _Switch(BaseModel):
    model_config = ConfigDict(extra="forbid")

    by: str
    at: AwareDatetime


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid")

    disabled: dict[str, _Switch]


class SwitchFile:
    """`PluginSwitches` in `<home>/plugins.json`; the file appears whole, or not at all."""

    def __init__(self, home: Path) -> None:
        self._file = home / FILE

    async def off(self) -> Mapping[str, SwitchedOff]:
        """Read the file; without one, nothing is off."""
        return self.read()

    async def switch_off(self, plugin: str, *, by: str, at: datetime) -> None:
        """Add a plugin."""
        off = self.read()
        if plugin not in off:
            self._write({**off, plugin: SwitchedOff(by, at)})

    async def switch_on(self, plugin: str) -> None:
        """Remove a plugin."""
        off = self.read()
        if plugin in off:
            self._write({key: switch for key, switch in off.items() if key != plugin})

    def read(self) -> dict[str, SwitchedOff]:
        """
        Give what is switched off.

        Raises:
            SwitchesUnreadable: the file cannot be read, or is not what we write.
        """
        try:
            written = _Written.model_validate_json(self._file.read_bytes())
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise SwitchesUnreadable(str(self._file), error.strerror or "it cannot be read") from error
        except ValidationError as error:
            fault = error.errors(include_url=False)[0]
            raise SwitchesUnreadable(str(self._file), fault["msg"]) from None
        return {key: SwitchedOff(one.by, one.at.astimezone(UTC)) for key, one in written.disabled.items()}

    def _write(self, off: Mapping[str, SwitchedOff]) -> None:
        disabled = {key: {"by": one.by, "at": one.at.isoformat()} for key, one in sorted(off.items())}
        handle, part = tempfile.mkstemp(dir=self._file.parent, prefix=FILE + ".")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(json.dumps({"disabled": disabled}, indent=2, ensure_ascii=False) + "\n")
                file.flush()
                os.fsync(file.fileno())
            Path(part).replace(self._file)
        except BaseException:
            Path(part).unlink(missing_ok=True)
            raise
