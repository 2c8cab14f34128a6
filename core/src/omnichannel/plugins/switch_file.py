"""Switches of plugins in a small file of the home folder, for people to read: `plugins.json`."""

import json
import os
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from omnichannel.application.ports.outbound.plugin_switches import SwitchedOff, SwitchesUnreadable

FILE = "plugins.json"


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
            return _switches_from(json.loads(self._file.read_bytes()))
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise SwitchesUnreadable(str(self._file), error.strerror or "it cannot be read") from error
        except ValueError as error:
            raise SwitchesUnreadable(str(self._file), str(error).rstrip(".")) from None

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


def _switches_from(document: Any) -> dict[str, SwitchedOff]:
    """
    Read what `_write` wrote. By hand: every `--help` looks here, and has no time for pydantic.

    Raises:
        ValueError: it is something else.
    """
    match document:
        case {"disabled": dict(disabled), **rest} if not rest:
            return {key: _switch_from(key, one) for key, one in disabled.items()}
        case _:
            raise ValueError('it must hold {"disabled": {...}} and nothing else')


def _switch_from(key: str, written: Any) -> SwitchedOff:
    match written:
        case {"by": str(by), "at": str(at), **rest} if not rest:
            moment = datetime.fromisoformat(at)
            if moment.tzinfo is None:
                raise ValueError(f"the time of {key} has no zone")
            return SwitchedOff(by, moment.astimezone(UTC))
        case _:
            raise ValueError(f"{key} must say by whom and at what time, and nothing else")
