"""`omnichannel config`: every setting, its value, where it comes from, and what it means."""

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

from omnichannel.application.dtos.plugin_reports import SettingOut
from omnichannel.plugins.fields import written
from omnichannel.presentation.cli.exit_codes import ExitCode
from omnichannel.presentation.cli.failures import CommandFailed
from omnichannel.presentation.cli.local.found_settings import (
    Found,
    all_settings,
    belong_to_nothing,
    found_settings,
    reports_of,
)
from omnichannel.presentation.cli.printing import (
    print_hint,
    print_json,
    print_note,
    print_signed,
    print_table,
    print_text,
)
from omnichannel.presentation.cli.signs import FINDING, mark
from omnichannel.presentation.cli.tables import Cell, Column

LONGEST_VALUE = 27
COLUMNS = (
    Column(),
    Column(title="Setting"),
    Column(title="Value", shrinks_to=LONGEST_VALUE),
    Column(title="From", shrinks_to=16, wraps=True),
)


def show_all(home: Path | None, *, as_json: bool) -> int:
    """Print every setting with its value and where that comes from."""
    found, settings, unread = _everything(home)
    if as_json:
        print_json({"items": settings, "unread": unread})
        return ExitCode.DONE
    print_table(COLUMNS, [_row(one) for one in settings])
    for told in [*found.faults, *unread]:
        print_signed(FINDING["warning"], told)
    wrong = [one for one in settings if one.error]
    if wrong:
        print_hint(f"`omnichannel config explain {wrong[0].full_name}`")
    return ExitCode.DONE


def explain_named(name: str | None, home: Path | None, *, as_json: bool) -> int:
    """Explain the settings that *name* means; all of them for None."""
    found, settings, _ = _everything(home)
    chosen = settings if name is None else _chosen(settings, name)
    if as_json:
        print_json({"items": chosen})
        return ExitCode.DONE
    for place, one in enumerate(chosen):
        if place:
            print_text()
        _explain(one, found)
    return ExitCode.DONE


def _everything(home: Path | None) -> tuple[Found, list[SettingOut], list[str]]:
    found = found_settings(home)
    reports = reports_of(found)
    for report in reports:
        if report.about is None:
            print_note(f"note: the settings of {report.name} are not known: it is {report.state}")
    return found, all_settings(found, reports), belong_to_nothing(found, reports)


def _row(one: SettingOut) -> list[Cell]:
    origin = one.source if one.source_name is None else one.source_name
    value = written(one.value)
    told = f"{origin}: {one.error}" if one.error else origin
    return [mark(FINDING[_sign(one)]), one.full_name, _short(value), told]


def _short(value: str, longest: int = LONGEST_VALUE) -> str:
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
    near = (
        get_close_matches(name, known, cutoff=0.75)
        or get_close_matches(name.upper(), known, cutoff=0.75)
        or get_close_matches(name, known, n=1, cutoff=0.5)
    )
    guesses = " or ".join(f"`{one}`" for one in near)
    hint = f"did you mean {guesses}?" if near else "`omnichannel config show` lists them"
    raise CommandFailed(f"no setting is named `{name}`", hint=hint, code="not-found")


def _explain(one: SettingOut, found: Found) -> None:
    print_text(one.full_name)
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
            print_text(f"{what}: {told}", lead="  ", hang=2)
