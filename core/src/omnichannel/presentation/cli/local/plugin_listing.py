"""`omnichannel plugins list`."""

from pathlib import Path
from typing import Any

from omnichannel.application.dtos.plugin_reports import PluginReport
from omnichannel.presentation.cli.exit_codes import ExitCode
from omnichannel.presentation.cli.local.found_settings import found_settings, reports_of
from omnichannel.presentation.cli.local.remedies import days_left, today, when_it_ends
from omnichannel.presentation.cli.printing import print_hint, print_json, print_table, print_text
from omnichannel.presentation.cli.signs import PLUGIN, mark, sign_of
from omnichannel.presentation.cli.tables import Cell, Column

UNUSABLE = ("broken", "incompatible")
COLUMNS = (
    Column(),
    Column(title="Plugin", shrinks_to=10),
    Column(title="Kind"),
    Column(title="Version", shrinks_to=8),
    Column(title="State"),
    Column(title="API"),
    Column(title="Note", shrinks_to=20, wraps=True),
)


def list_all(home: Path | None, *, as_json: bool, seconds: float) -> int:
    """Print every installed plugin with its state."""
    reports = reports_of(found_settings(home), seconds=seconds)
    if as_json:
        print_json({"items": [item_of(report) for report in reports]})
        return ExitCode.DONE
    print_table(COLUMNS, [_row(report) for report in reports])
    bad = [report for report in reports if report.state in UNUSABLE]
    print_text(f"{len(reports)} plugins" + (f", {len(bad)} not usable" if bad else ""))
    if bad:
        print_hint(f"`omnichannel plugins doctor {bad[0].name}`")
    return ExitCode.DONE


def item_of(report: PluginReport) -> dict[str, Any]:
    """Give a plugin as the API lists it, and when the platform's API ends that it speaks."""
    version = report.about.remote_version if report.about else None
    return {
        **report.model_dump(exclude={"about", "wrong"}),
        "remote_version": version and version.model_dump(mode="json"),
        "remote_version_ends_in_days": days_left(report, today=today()),
    }


def _row(report: PluginReport) -> list[Cell]:
    version = report.about.remote_version if report.about else None
    notes = [(report.reason or "").partition("\n")[0], when_it_ends(report, today=today()) or ""]
    if report.distribution != f"omnichannel-{report.name.replace('_', '-')}":
        notes.append(f"from {report.distribution}")
    return [
        mark(sign_of(report.state, PLUGIN)),
        report.name,
        report.kind,
        report.version,
        report.state,
        version.name if version else "-",
        "; ".join(one for one in notes if one) or "-",
    ]
