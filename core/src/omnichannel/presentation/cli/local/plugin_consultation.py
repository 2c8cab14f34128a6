"""`omnichannel plugins doctor`: tells what the doctor finds."""

from pathlib import Path

from omnichannel.plugins.examination import examine, installed
from omnichannel.presentation.cli.exit_codes import ExitCode
from omnichannel.presentation.cli.local.doctor import Finding, consult
from omnichannel.presentation.cli.local.found_settings import found_settings
from omnichannel.presentation.cli.local.naming_plugins import those_named
from omnichannel.presentation.cli.printing import print_json, print_signed, print_text
from omnichannel.presentation.cli.signs import FINDING


def tell_findings(name: str | None, home: Path | None, *, as_json: bool, seconds: float) -> int:
    """Print everything that was looked at; 1 where something is wrong."""
    found = found_settings(home)
    subjects = installed(found.home)
    chosen = subjects if name is None else those_named(subjects, name)
    reports = examine(chosen, found.surroundings(opens=True, seconds=seconds))
    findings = consult(found, reports, everything=name is None)
    problems, warnings = _count(findings, "problem"), _count(findings, "warning")
    if as_json:
        items = [one._asdict() for one in findings]
        print_json({"items": items, "problems": problems, "warnings": warnings})
    else:
        _print(findings)
        print_text(f"{problems} problem{'s' * (problems != 1)}, {warnings} warning{'s' * (warnings != 1)}")
    return ExitCode.FAILED if problems else ExitCode.DONE


def _count(findings: list[Finding], sign: str) -> int:
    return sum(one.sign == sign for one in findings)


def _print(findings: list[Finding]) -> None:
    for one in findings:
        print_signed(FINDING[one.sign], one.what)
        if one.fix:
            print_text(f"fix: {one.fix}", lead="    ")
