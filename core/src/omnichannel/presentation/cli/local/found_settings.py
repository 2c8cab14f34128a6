"""What is set, read as far as it can be: commands that repair must run while a setting is wrong."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, create_model

from omnichannel.application.dtos.plugin_reports import PluginReport, SettingOut
from omnichannel.application.ports.outbound.plugin_switches import SwitchesUnreadable
from omnichannel.plugins.examination import Surroundings, examine, installed
from omnichannel.plugins.setting_names import OF_OTHERS
from omnichannel.plugins.setting_reports import PREFIX, Given, setting_reports
from omnichannel.plugins.switch_file import SwitchFile
from omnichannel.plugins.switched_off import disabled_by
from omnichannel.settings import DEFAULT_FILE, Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """
    What is set.

    Attributes:
        file: the settings file.
        core: the runtime's own settings.
        tables: the file's tables of plugins.
        faults: what is wrong with the file or the list of disabled plugins, each a sentence.
    """

    file: Path
    core: list[SettingOut]
    tables: Mapping[str, Mapping[str, Any]]
    home: Path
    disabled: Mapping[str, str]
    faults: list[str]

    def surroundings(self, *, opens: bool = False, seconds: float = 10.0) -> Surroundings:
        """Give what an examination needs."""
        return Surroundings(
            home=self.home,
            disabled=self.disabled,
            tables=self.tables,
            file_name=str(self.file),
            opens=opens,
            seconds=seconds,
        )


def found_settings(home: Path | None = None) -> Found:
    """Read settings file, environment and switches; *home*: what the command line says."""
    file = Path(os.environ.get(f"{PREFIX}CONFIG", DEFAULT_FILE))
    written, faults = _written(file)
    tables = written.pop("plugins", {})
    if not isinstance(tables, dict) or not all(isinstance(one, dict) for one in tables.values()):
        tables = {}
        faults.append(f"{file}: [plugins] must hold a table for each plugin.")
    given = Given(file=written, file_name=str(file), environment=os.environ, options={"home": home})
    core = setting_reports(_own_settings(), given)
    values = {one.name: one.value for one in core if one.error is None}
    place = Path(str(values.get("home") or Settings.model_fields["home"].default))
    listed = values.get("disabled_plugins")
    try:
        switches = SwitchFile(place).read()
    except SwitchesUnreadable as error:
        switches = {}
        faults.append(str(error))
    off = disabled_by([str(one) for one in listed] if isinstance(listed, list) else [], switches)
    return Found(file=file, core=core, tables=tables, home=place, disabled=off, faults=faults)


def reports_of(found: Found, *, opens: bool = False, seconds: float = 10.0) -> list[PluginReport]:
    """Examine every installed plugin under these settings."""
    return examine(installed(found.home), found.surroundings(opens=opens, seconds=seconds))


def all_settings(found: Found, reports: list[PluginReport]) -> list[SettingOut]:
    """Give every setting there is: the runtime's own, then those of the plugins that can be read."""
    return [*found.core, *(one for report in reports if report.about for one in report.about.settings)]


def belong_to_nothing(found: Found, reports: list[PluginReport]) -> list[str]:
    """Find variables and tables that nobody reads; gives a sentence for each."""
    known = {one.variable for one in all_settings(found, reports)}
    known |= {PREFIX + name for name in OF_OTHERS} | {f"{PREFIX}PLUGINS"}
    unread = {report.name.upper() for report in reports if report.about is None}
    names = {report.name for report in reports}
    told = [
        f"{name} is set, and nothing here reads it{_near(name, known)}"
        for name in sorted(os.environ)
        if name.startswith(PREFIX)
        and name not in known
        and not any(name.startswith(f"{PREFIX}{plugin}_") for plugin in unread)
    ]
    told += [
        f"{found.file} has a table [plugins.{table}], and no such plugin is installed{_near(table, names)}"
        for table in sorted(found.tables)
        if table not in names
    ]
    switches = {report.key for report in reports}
    return told + [
        f"{key} is disabled, and no such plugin is installed{_near(key, switches)}"
        for key in sorted(found.disabled)
        if key not in switches
    ]


def _near(name: str, known: set[str]) -> str:
    near = get_close_matches(name, known, n=1, cutoff=0.7)
    return f"; did you mean {near[0]}?" if near else "."


def _written(file: Path) -> tuple[dict[str, Any], list[str]]:
    if not file.exists() and f"{PREFIX}CONFIG" not in os.environ:
        return {}, []
    try:
        return tomllib.loads(file.read_text("utf-8")), []
    except OSError as error:
        return {}, [f"The settings file {file} cannot be read: {error.strerror}."]
    except ValueError as error:
        return {}, [f"The settings file {file} is no TOML: {error}."]


def _own_settings() -> type[BaseModel]:
    """Give the runtime's settings as a model that reads nothing by itself."""
    fields: dict[str, Any] = {
        name: (info.annotation, info) for name, info in Settings.model_fields.items() if name != "plugins"
    }
    return create_model("OwnSettings", __config__=ConfigDict(extra="forbid"), **fields)
