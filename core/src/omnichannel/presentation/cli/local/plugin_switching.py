"""`omnichannel plugins enable` and `disable`: write the switch that servers look at, and say what follows."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from omnichannel.plugins.drivers import pack_of, required_by
from omnichannel.plugins.errors import PluginMissing, PluginUnusable
from omnichannel.plugins.examination import installed
from omnichannel.plugins.examiner import Subject
from omnichannel.plugins.groups import CHANNELS, RUNTIMES
from omnichannel.plugins.switch_file import FILE, SwitchFile
from omnichannel.plugins.switched_off import BY_SETTINGS
from omnichannel.presentation.cli.exit_codes import ExitCode
from omnichannel.presentation.cli.failures import CommandFailed
from omnichannel.presentation.cli.local.actor import actor
from omnichannel.presentation.cli.local.found_settings import Found, found_settings
from omnichannel.presentation.cli.local.naming_plugins import the_one_named
from omnichannel.presentation.cli.printing import print_note, print_signed
from omnichannel.presentation.cli.signs import PLUGIN


def switch_on(name: str, home: Path | None) -> int:
    """Enable a plugin, unless the settings disable it."""
    found = found_settings(home)
    subject = the_one_named(installed(found.home), name)
    if found.disabled.get(subject.key) == BY_SETTINGS:
        what = f"{subject.key} is disabled by the setting disabled_plugins"
        raise CommandFailed(what, hint=f"remove it from {_where_disabled(found)}", code="not-allowed-now")
    _write(found, subject, on=True)
    was = "enabled" if subject.key in found.disabled else "enabled already"
    print_signed(PLUGIN["active"], f"{subject.key} is {was}")
    return _say_next(found, subject, verb="opens")


def switch_off(name: str, home: Path | None, runtime: str | None) -> int:
    """Disable a plugin, unless the runtime cannot do without it."""
    found = found_settings(home)
    subject = the_one_named(installed(found.home), name)
    _demand_dispensable(subject, runtime, found.home)
    _write(found, subject, on=False)
    already = " already" if subject.key in found.disabled else ""
    print_signed(PLUGIN["disabled"], f"{subject.key} is disabled{already}")
    return _say_next(found, subject, verb="closes")


def _write(found: Found, subject: Subject, *, on: bool) -> None:
    switches = SwitchFile(found.home)
    try:
        if on:
            asyncio.run(switches.switch_on(subject.key))
        else:
            found.home.mkdir(parents=True, exist_ok=True, mode=0o700)
            asyncio.run(switches.switch_off(subject.key, by=actor(), at=datetime.now(UTC)))
    except OSError as error:
        what = f"{found.home / FILE} cannot be written: {error.strerror}"
        hint = "let this user write it, or name another folder: --home"
        raise CommandFailed(what, hint=hint, exit_code=ExitCode.FAILED, code="not-written") from error


def _say_next(found: Found, subject: Subject, *, verb: str) -> int:
    print_note(f"  written to {found.home / FILE}")
    if subject.kind == CHANNELS.kind:
        print_note(f"  a server that runs on this folder {verb} the channel within seconds")
    else:
        print_note("  a server that runs on this folder takes it at its next start")
    return ExitCode.DONE


def _where_disabled(found: Found) -> str:
    own = next(one for one in found.core if one.name == "disabled_plugins")
    return own.source_name or "the settings"


def _demand_dispensable(subject: Subject, runtime: str | None, home: Path) -> None:
    if subject.kind == RUNTIMES.kind:
        what = f"{subject.key} cannot be disabled: a runtime does nothing unless it is started"
        raise CommandFailed(what, hint="uninstall it", code="not-allowed-now")
    does = _needed_for(runtime, home).get(subject.key)
    if does is not None:
        what = f"{subject.key} cannot be disabled: it {does}, and the runtime cannot do without it"
        raise CommandFailed(what, hint="start a runtime that uses another", code="not-allowed-now")


def _needed_for(runtime: str | None, home: Path) -> dict[str, str]:
    """Say what the runtime cannot do without; nothing where it does not load, so that it can be repaired."""
    try:
        return required_by(pack_of(runtime, home))
    except (PluginMissing, PluginUnusable):
        return {}
