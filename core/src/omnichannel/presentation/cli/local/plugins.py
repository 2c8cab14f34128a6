"""`omnichannel plugins`: what is installed and what is wrong with it; works while plugins are broken."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Annotated, Any

import typer

from omnichannel.application.dtos.plugin_reports import PluginReport
from omnichannel.plugins.drivers import pack_of, required_by
from omnichannel.plugins.errors import PluginMissing, PluginUnusable
from omnichannel.plugins.examination import examine, installed, named
from omnichannel.plugins.examiner import Subject
from omnichannel.plugins.groups import RUNTIMES
from omnichannel.plugins.switch_file import FILE, SwitchFile
from omnichannel.plugins.switched_off import BY_SETTINGS
from omnichannel.presentation.cli.failures import ExitCode
from omnichannel.presentation.cli.local.doctor import consult
from omnichannel.presentation.cli.local.found_settings import Found, found_settings, reports_of
from omnichannel.presentation.cli.local.manifest_page import print_about
from omnichannel.presentation.cli.local.options import HomeOption, JsonOption, RuntimeOption, SecondsOption
from omnichannel.presentation.cli.local.remedies import days_left, end_of_version, today
from omnichannel.presentation.cli.local.writing import actor, fail, line, note, plain, print_json, table

app = typer.Typer(
    help="Show, repair, enable and disable plugins; works without a server, and with broken plugins.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)
NameArgument = Annotated[str, typer.Argument(help='The plugin, as "email" or "channel:email".')]


@app.command("list")
def list_plugins(home: HomeOption = None, as_json: JsonOption = False, seconds: SecondsOption = 10.0) -> int:
    """List every installed plugin with its state."""
    reports = reports_of(found_settings(home), seconds=seconds)
    if as_json:
        print_json({"items": [_item(report) for report in reports]})
        return ExitCode.DONE
    headings = ("Plugin", "Kind", "Version", "State", "API", "Note")
    signs = [report.state for report in reports]
    table(headings, [_row(report) for report in reports], signs=signs)
    bad = [report for report in reports if report.state in ("broken", "incompatible")]
    plain(f"{len(reports)} plugins" + (f", {len(bad)} not usable" if bad else ""))
    if bad:
        note(f"  hint: `omnichannel plugins doctor {bad[0].name}`")
    return ExitCode.DONE


@app.command()
def info(
    name: NameArgument, home: HomeOption = None, as_json: JsonOption = False, seconds: SecondsOption = 10.0
) -> int:
    """Show what a plugin says of itself, how it is set, and why it does not load."""
    found = found_settings(home)
    (report,) = examine([_the_one(installed(), name)], found.surroundings(seconds=seconds))
    code = ExitCode.PLUGIN_BROKEN if report.state in ("broken", "incompatible") else ExitCode.DONE
    if as_json:
        print_json(_item(report) | {"about": report.about and report.about.model_dump(mode="json")})
        return code
    line(report.state, f"{report.name} {report.version} · {report.kind} · {report.state}")
    plain(f"from the distribution {report.distribution}", indent=2)
    if report.reason:
        plain(report.reason, indent=2)
    if report.about is not None:
        print_about(report)
    if report.traceback:
        plain()
        for one in report.traceback.splitlines():
            plain(one, indent=2)
    if code != ExitCode.DONE:
        note(f"\n  hint: `omnichannel plugins doctor {report.name}`")
    return code


@app.command()
def doctor(
    name: Annotated[str | None, typer.Argument(help="One plugin; everything where left out.")] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
    seconds: SecondsOption = 10.0,
) -> int:
    """Say what is wrong and the command that mends it; the exit code is 1 where something is."""
    found, subjects = found_settings(home), installed()
    chosen = subjects if name is None else [one for one in subjects if one in _these(subjects, name)]
    reports = examine(chosen, found.surroundings(opens=True, seconds=seconds))
    findings = consult(found, reports, everything=name is None)
    problems = sum(one.sign == "problem" for one in findings)
    warnings = sum(one.sign == "warning" for one in findings)
    if as_json:
        print_json({"items": [one._asdict() for one in findings], "problems": problems, "warnings": warnings})
        return ExitCode.FAILED if problems else ExitCode.DONE
    for one in findings:
        line(one.sign, one.what)
        if one.fix:
            plain(f"fix: {one.fix}", indent=4)
    plain(f"{problems} problem{'s' * (problems != 1)}, {warnings} warning{'s' * (warnings != 1)}")
    return ExitCode.FAILED if problems else ExitCode.DONE


@app.command()
def enable(name: NameArgument, home: HomeOption = None) -> int:
    """Enable a plugin that was disabled; a server takes it at its next start, or by its API at once."""
    found, subject = _switchable(name, home)
    key = f"{subject.kind}:{subject.name}"
    if found.disabled.get(key) == BY_SETTINGS:
        fail(
            f"{key} is disabled by the setting disabled_plugins",
            hint=f"remove it from {_where_disabled(found)}",
        )
    asyncio.run(SwitchFile(found.home).switch_on(key))
    was = "enabled" if key in found.disabled else "enabled already"
    line("active", f"{key} is {was}")
    return _say_next(found)


@app.command()
def disable(name: NameArgument, home: HomeOption = None, runtime: RuntimeOption = None) -> int:
    """Disable a plugin: it is not loaded any more, and what waits for a channel goes on waiting."""
    found, subject = _switchable(name, home)
    key = f"{subject.kind}:{subject.name}"
    if subject.kind == RUNTIMES.kind:
        fail(f"{key} cannot be disabled: a runtime does nothing unless it is started", hint="uninstall it")
    does = _needed_for(runtime).get(key)
    if does is not None:
        fail(f"{key} cannot be disabled: it {does}, and the runtime cannot do without it")
    try:
        found.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        asyncio.run(SwitchFile(found.home).switch_off(key, by=actor(), at=datetime.now(UTC)))
    except OSError as error:
        fail(f"{found.home / FILE} cannot be written: {error.strerror}", code=ExitCode.FAILED)
    line("disabled", f"{key} is disabled" + (" already" if key in found.disabled else ""))
    return _say_next(found)


def _say_next(found: Found) -> int:
    note(f"  written to {found.home / FILE}; a running server takes it at its next start")
    return ExitCode.DONE


def _switchable(name: str, home: Any) -> tuple[Found, Subject]:
    return found_settings(home), _the_one(installed(), name)


def _where_disabled(found: Found) -> str:
    own = next(one for one in found.core if one.name == "disabled_plugins")
    return own.source_name or "the settings"


def _needed_for(runtime: str | None) -> dict[str, str]:
    """Say what the runtime cannot do without; nothing where it does not load, so that it can be repaired."""
    try:
        return required_by(pack_of(runtime))
    except (PluginMissing, PluginUnusable):
        return {}


def _these(subjects: Sequence[Subject], name: str) -> list[Subject]:
    found = named(subjects, name)
    if found:
        return found
    known = {one.name for one in subjects} | {f"{one.kind}:{one.name}" for one in subjects}
    near = get_close_matches(name, sorted(known), n=1)
    hint = (
        f"did you mean `{near[0]}`?" if near else "`omnichannel plugins list` shows those that are installed"
    )
    return fail(f"no installed plugin is named `{name}`", hint=hint)


def _the_one(subjects: Sequence[Subject], name: str) -> Subject:
    found = _these(subjects, name)
    keys = sorted({f"{one.kind}:{one.name}" for one in found})
    if len(keys) > 1:
        fail(f"several plugins are named `{name}`", hint="write " + " or ".join(f"`{key}`" for key in keys))
    return found[0]


def _item(report: PluginReport) -> dict[str, Any]:
    version = report.about.remote_version if report.about else None
    return {
        **report.model_dump(
            include={"kind", "name", "distribution", "version", "state", "reason", "traceback"}
        ),
        "remote_version": version and version.model_dump(mode="json"),
        "remote_version_ends_in_days": days_left(report, today=today()),
    }


def _row(report: PluginReport) -> list[str]:
    version = report.about.remote_version if report.about else None
    notes = [(report.reason or "").partition("\n")[0], end_of_version(report, today=today()) or ""]
    if report.distribution != f"omnichannel-{report.name.replace('_', '-')}":
        notes.append(f"from {report.distribution}")
    told = "; ".join(one for one in notes if one)
    return [
        report.name,
        report.kind,
        report.version,
        report.state,
        version.name if version else "-",
        told or "-",
    ]
