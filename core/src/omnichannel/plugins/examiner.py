"""
Examines plugins in a process of its own, since one of them may hang, end the process or crash it.

`examination.py` starts it: a brief comes in on standard input, one line of JSON goes out before and one
after each plugin. What plugins print goes to standard error.
"""

import asyncio
import faulthandler
import os
import sys
from pathlib import Path
from typing import Any, TextIO

from pydantic import BaseModel

from omnichannel.application.dtos.plugin_reports import PluginReport
from omnichannel.application.ports.outbound.key_provider import TellsTrouble
from omnichannel.plugins.describing import description_of
from omnichannel.plugins.groups import CHANNELS, KEY_PROVIDERS, REPOSITORIES, group_of
from omnichannel.plugins.imports import imported
from omnichannel.plugins.installed_plugin import InstalledPlugin
from omnichannel.plugins.loading import load_one
from omnichannel.plugins.manifests import (
    ChannelManifest,
    ExtensionManifest,
    Manifest,
    RuntimeManifest,
)
from omnichannel.plugins.opening import check_abilities, hosts_of
from omnichannel.plugins.redaction import likely_secrets, secrets_in
from omnichannel.plugins.reporting import report_of
from omnichannel.plugins.setting_reports import Given, setting_reports
from omnichannel.plugins.settings import plugin_settings
from omnichannel.plugins.states import Plugin, PluginState, broken


class Subject(BaseModel):
    """A plugin to examine; *value* is its entry point's; *twice*: another distribution has the name too."""

    kind: str
    name: str
    value: str
    distribution: str
    version: str
    twice: bool

    @property
    def key(self) -> str:
        """What it is named in settings and switches."""
        return f"{self.kind}:{self.name}"

    def plugin(self, state: PluginState, reason: str, traceback: str | None = None) -> Plugin:
        """Give the plugin as it is where it was not loaded here."""
        return Plugin(
            group=group_of(self.kind),
            name=self.name,
            distribution=self.distribution,
            version=self.version,
            state=state,
            reason=reason,
            traceback=traceback,
        )


class Brief(BaseModel):
    """
    What to examine, and how.

    Attributes:
        opens: open what the manifests name, too.
        tables: the settings file's tables of plugins.
        seconds: say on standard error where a plugin stands that takes longer.
    """

    subjects: list[Subject]
    opens: bool
    home: Path
    tables: dict[str, dict[str, Any]]
    file_name: str
    seconds: float


def main() -> None:
    """Examine what the brief names, and leave at once, whatever threads plugins left behind."""
    brief = Brief.model_validate_json(sys.stdin.buffer.read())
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as out:
        os.dup2(2, 1)
        faulthandler.enable()
        _say(out, "ready")
        for place, subject in enumerate(brief.subjects):
            _say(out, f"begin {place}")
            faulthandler.dump_traceback_later(brief.seconds, exit=False)
            report = examined(subject, brief)
            faulthandler.cancel_dump_traceback_later()
            _say(out, f"report {place} {report.model_dump_json()}")
    os._exit(0)


def _say(out: TextIO, line: str) -> None:
    out.write(line + "\n")
    out.flush()


def examined(subject: Subject, brief: Brief) -> PluginReport:
    """Load a plugin, and open it where that is asked for; say what became of it."""
    group = group_of(subject.kind)
    found = InstalledPlugin(subject.name, subject.value, subject.distribution, subject.version)
    plugin = load_one(group, found, twice=subject.twice)
    if plugin.manifest is None:
        return report_of(plugin)
    try:
        return _described(plugin, plugin.manifest, brief)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # even SystemExit: a plugin's model or gateway may raise anything
        secrets = likely_secrets(plugin.name, brief.tables.get(plugin.name, {}), os.environ)
        return report_of(broken(plugin, error, secrets=secrets))


def _described(plugin: Plugin, manifest: Manifest, brief: Brief) -> PluginReport:
    table = brief.tables.get(plugin.name, {})
    given = Given(file=table, file_name=brief.file_name, environment=os.environ)
    settings = setting_reports(manifest.settings_model, given, plugin=plugin.name)
    wrong = [f"{one.variable}: {one.error}" for one in settings if one.error]
    about = description_of(manifest, settings)
    if brief.opens and not wrong:
        own = plugin_settings(manifest, table, os.environ)
        try:
            wrong = _opened(plugin, manifest, own, brief.home)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # even SystemExit
            plugin = broken(plugin, error, secrets=secrets_in(own))
    return report_of(plugin, about=about, wrong=tuple(wrong))


def _opened(plugin: Plugin, manifest: Manifest, settings: BaseModel, home: Path) -> list[str]:
    """Open what the manifest names, and say what is wrong with it."""
    for command in manifest.commands if isinstance(manifest, ExtensionManifest | RuntimeManifest) else ():
        imported(command.opens)
    if not manifest.opens:
        return []
    opens = imported(manifest.opens)
    if plugin.group == CHANNELS and isinstance(manifest, ChannelManifest):
        hosts_of(manifest, settings)
        check_abilities(manifest, opens(settings))
    elif plugin.group == REPOSITORIES:
        return asyncio.run(_wrong_with_store(opens(settings, home)))
    elif plugin.group == KEY_PROVIDERS:
        provider = opens(settings, home)
        trouble = provider.trouble() if isinstance(provider, TellsTrouble) else None
        return [trouble] if trouble else []
    return []


async def _wrong_with_store(store: Any) -> list[str]:
    try:
        status = await store.schema_status()
    except OSError as error:
        return [str(error)]
    finally:
        await store.close()
    return [status.complaint] if status.complaint else []


if __name__ == "__main__":
    main()
