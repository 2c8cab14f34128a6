"""A quick look at what is disabled, for commands that must run whatever else is wrong."""

import json
import os
import tomllib
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from omnichannel.application.ports.outbound.plugin_switches import SwitchedOff, SwitchesUnreadable
from omnichannel.plugins.switch_file import SwitchFile

BY_SETTINGS = "It is disabled in the settings."


def switched_off() -> dict[str, str]:
    """
    Give "<kind>:<name>" of every disabled plugin, with the reason.

    What cannot be read is passed over: the start of a runtime complains of it, this does not.
    """
    table = _table()
    with suppress(SwitchesUnreadable):
        return disabled_by(_listed(table), SwitchFile(_home(table)).read())
    return disabled_by(_listed(table), {})


def home_named() -> Path:
    """Give the home folder that the environment or the settings file names, or the usual one."""
    return _home(_table())


def disabled_by(settings: Collection[str], switches: Mapping[str, SwitchedOff]) -> dict[str, str]:
    """Give what the settings and the switches disable, with the reason; the settings have the first word."""
    return {key: one.reason for key, one in switches.items()} | dict.fromkeys(settings, BY_SETTINGS)


def _table() -> dict[str, Any]:
    with suppress(OSError, ValueError):
        return tomllib.loads(
            Path(os.environ.get("OMNICHANNEL_CONFIG", "omnichannel.toml")).read_text("utf-8")
        )
    return {}


def _home(table: dict[str, Any]) -> Path:
    named = os.environ.get("OMNICHANNEL_HOME") or table.get("home")
    return Path(named if isinstance(named, str) and named else ".omnichannel")


def _listed(table: dict[str, Any]) -> list[str]:
    listed: Any = table.get("disabled_plugins")
    with suppress(ValueError, KeyError):
        listed = json.loads(os.environ["OMNICHANNEL_DISABLED_PLUGINS"])
    return [one for one in listed if isinstance(one, str)] if isinstance(listed, list) else []
