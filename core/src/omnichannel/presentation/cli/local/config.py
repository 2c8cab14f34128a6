"""`omnichannel config`: every setting, its value, where it comes from, and what it means."""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Annotated

import typer

from omnichannel.application.dtos.plugin_reports import SettingOut
from omnichannel.plugins.fields import written
from omnichannel.presentation.cli.failures import ExitCode
from omnichannel.presentation.cli.local.found_settings import (
    Found,
    all_settings,
    belong_to_nothing,
    found_settings,
    reports_of,
)
from omnichannel.presentation.cli.local.options import HomeOption, JsonOption
from omnichannel.presentation.cli.local.writing import fail, line, note, plain, print_json, table

app = typer.Typer(
    help="Show and explain settings; works while one is wrong.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)


@app.command()
def show(home: HomeOption = None, as_json: JsonOption = False) -> int:
    """Show every setting with its value and where that comes from; secrets are masked."""
    found, settings, unread = _everything(home)
    if as_json:
        print_json({"items": [one.model_dump(mode="json") for one in settings], "unread": unread})
        return ExitCode.DONE
    table(
        ("Setting", "Value", "From"), [_row(one) for one in settings], signs=[_sign(one) for one in settings]
    )
    for told in [*found.faults, *unread]:
        line("warning", told)
    wrong = [one for one in settings if one.error]
    if wrong:
        note(f"  hint: `omnichannel config explain {wrong[0].full_name}`")
    return ExitCode.DONE


@app.command()
def explain(
    name: Annotated[
        str | None, typer.Argument(help="A setting, or how several begin; all where left out.")
    ] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> int:
    """Explain settings: meaning, type, bounds, default, and where each is written."""
    found, settings, _ = _everything(home)
    chosen = settings if name is None else _chosen(settings, name)
    if as_json:
        print_json({"items": [one.model_dump(mode="json") for one in chosen]})
        return ExitCode.DONE
    for place, one in enumerate(chosen):
        if place:
            plain()
        _explain(one, found)
    return ExitCode.DONE


def _everything(home: HomeOption) -> tuple[Found, list[SettingOut], list[str]]:
    found = found_settings(home)
    reports = reports_of(found)
    for report in reports:
        if report.about is None:
            note(f"note: the settings of {report.name} are not known: it is {report.state}")
    return found, all_settings(found, reports), belong_to_nothing(found, reports)


def _row(one: SettingOut) -> list[str]:
    origin = one.source if one.source_name is None else one.source_name
    value = written(one.value)
    return [one.full_name, _short(value), f"{origin}: {one.error}" if one.error else origin]


def _short(value: str, longest: int = 27) -> str:
    return value if len(value) <= longest else value[: longest - 1] + "…"


def _sign(one: SettingOut) -> str:
    if one.error:
        return "problem"
    return "note" if one.source == "default" else "good"


def _chosen(settings: Sequence[SettingOut], name: str) -> list[SettingOut]:
    """Find by name ("facebook.version"), by variable, or by how either begins; case does not count."""
    wanted = name.lower()
    names = [(one, (one.full_name.lower(), one.variable.lower())) for one in settings]
    exact = [one for one, both in names if wanted in both]
    found = exact or [one for one, both in names if any(text.startswith(wanted) for text in both)]
    if found:
        return found
    known = sorted({text for one in settings for text in (one.full_name, one.variable)})
    near = get_close_matches(name, known, n=1, cutoff=0.5) or get_close_matches(name.upper(), known, n=1)
    return fail(
        f"no setting is named `{name}`",
        hint=f"did you mean `{near[0]}`?" if near else "`omnichannel config show` lists them",
    )


def _explain(one: SettingOut, found: Found) -> None:
    plain(one.full_name)
    facts = {
        "meaning": one.description or "(nobody wrote what it means)",
        "type": one.type + (f", {one.bounds}" if one.bounds else ""),
        "default": "none, it must be set" if one.required else written(one.default),
        "environment": one.variable,
        "file": f"{one.place} = … in {found.file}",
        "now": f"{written(one.value)} (from {one.source_name or one.source})",
        "wrong": one.error or "",
    }
    for what, told in facts.items():
        if told:
            plain(f"{what}: {told}", indent=2, hang=2)
