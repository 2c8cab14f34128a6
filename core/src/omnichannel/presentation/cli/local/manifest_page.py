"""What `omnichannel plugins info` prints of a manifest."""

from collections.abc import Sequence

from omnichannel.application.dtos.plugin_reports import FieldOut, PluginReport
from omnichannel.plugins.fields import written
from omnichannel.presentation.cli.local.remedies import remedy, today, when_it_ends
from omnichannel.presentation.cli.printing import print_text

GUARDED = "public addresses that its users give, over https (guarded)"


def print_about(report: PluginReport) -> None:
    """Print what a plugin's manifest says, and how its settings are here."""
    about = report.about
    if about is None:
        return
    ends = when_it_ends(report, today=today())
    version = about.remote_version
    facts = {
        "label": about.label,
        "core API": f"{about.core_api[0]} to {about.core_api[1]}",
        "platform API": f"{version.name}, {ends or 'no end announced'} ({version.source})" if version else "",
        "contacts": GUARDED if about.hosts_of_users else ", ".join(about.hosts),
        "abilities": ", ".join(about.abilities),
        "commands": ", ".join(about.commands),
    }
    for what, told in facts.items():
        if told:
            print_text(f"{what}: {told}", lead="  ", hang=2)
    _print_all(
        "limits",
        [
            f"{limit.name}: {limit.value:,} {limit.unit} ({limit.source}"
            + (")" if limit.confirmed else "; unconfirmed)")
            for limit in about.limits
        ],
    )
    _print_all(
        "settings",
        [
            f"{one.variable} = {written(one.value)} ({one.source})" + (f"  {one.error}" if one.error else "")
            for one in about.settings
        ],
    )
    _print_all("credentials of an account", [_field(one) for one in about.credentials])
    _print_all("options of a message", [_field(one) for one in about.options])
    if report.state != "active":
        print_text(f"fix: {remedy(report, [report])}", lead="  ", hang=2)


def _print_all(heading: str, lines: Sequence[str]) -> None:
    if lines:
        print_text(f"{heading}:", lead="  ")
    for one in lines:
        print_text(one, lead="    ", hang=2)


def _field(field: FieldOut) -> str:
    needed = "required" if field.required else f"default {written(field.default)}"
    about = [field.type, *([field.bounds] if field.bounds else []), needed]
    return f"{field.name}: {', '.join(about)}" + (f". {field.description}" if field.description else "")
