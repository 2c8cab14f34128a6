"""`omnichannel plugins info`: a plugin's state, and what its manifest says."""

from pathlib import Path

from omnichannel.plugins.examination import examine, installed
from omnichannel.presentation.cli.exit_codes import ExitCode
from omnichannel.presentation.cli.local.found_settings import found_settings
from omnichannel.presentation.cli.local.manifest_page import print_about
from omnichannel.presentation.cli.local.naming_plugins import the_one_named
from omnichannel.presentation.cli.local.plugin_listing import UNUSABLE, item_of
from omnichannel.presentation.cli.printing import print_hint, print_json, print_signed, print_text
from omnichannel.presentation.cli.signs import PLUGIN, sign_of


def show_page(name: str, home: Path | None, *, as_json: bool, seconds: float) -> int:
    """Print a plugin; 7 where it is broken or incompatible."""
    around = found_settings(home).surroundings(seconds=seconds)
    (report,) = examine([the_one_named(installed(around.home), name)], around)
    code = ExitCode.PLUGIN_BROKEN if report.state in UNUSABLE else ExitCode.DONE
    if as_json:
        print_json(item_of(report) | {"about": report.about and report.about.model_dump(mode="json")})
        return code
    told = f"{report.name} {report.version} · {report.kind} · {report.state}"
    print_signed(sign_of(report.state, PLUGIN), told)
    print_text(f"from the distribution {report.distribution}", lead="  ")
    if report.reason:
        print_text(report.reason, lead="  ")
    if report.about is not None:
        print_about(report)
    if report.traceback:
        print_text()
        for line in report.traceback.splitlines():
            print_text(line, lead="  ")
    if code != ExitCode.DONE:
        print_hint(f"`omnichannel plugins doctor {report.name}`")
    return code
