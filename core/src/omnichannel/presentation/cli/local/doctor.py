"""The doctor: everything that can be found wrong without a server, and the command that mends each."""

import os
import socket
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from platform import python_version
from typing import NamedTuple

from omnichannel.application.dtos.plugin_reports import PluginReport
from omnichannel.domain.ending import Urgency
from omnichannel.presentation.cli.local.found_settings import Found, belong_to_nothing
from omnichannel.presentation.cli.local.remedies import ending_of, remedy, upgrade


class Finding(NamedTuple):
    """
    One thing that was looked at.

    Attributes:
        sign: good, note, warning or problem.
        urgency: how near it is, of something that ends by itself (notice, warning, urgent, ended).
    """

    sign: str
    what: str
    fix: str | None = None
    urgency: str | None = None


def consult(found: Found, reports: Sequence[PluginReport], *, everything: bool) -> list[Finding]:
    """
    Look at plugins, and at the rest where *everything* is asked for.

    Args:
        reports: of plugins that were opened.
    """
    findings = list(_surroundings(found)) if everything else []
    for report in reports:
        findings += _plugin(report, reports)
    if everything:
        findings += [
            Finding("problem", told, "remove it, or install what reads it")
            for told in belong_to_nothing(found, list(reports))
        ]
    return findings


def _surroundings(found: Found) -> Iterator[Finding]:
    yield Finding("good", f"Python {python_version()}, omnichannel-core {version('omnichannel-core')}")
    for fault in found.faults:
        yield Finding("problem", fault, f"repair {found.file}" if str(found.file) in fault else None)
    for one in found.core:
        if one.error is not None:
            yield Finding(
                "problem", f"{one.variable}: {one.error}", f"`omnichannel config explain {one.name}`"
            )
    yield _home(found)
    yield from _port(found)


def _home(found: Found) -> Finding:
    home = found.home
    if not home.exists():
        parent = next(folder for folder in home.absolute().parents if folder.exists())
        if os.access(parent, os.W_OK | os.X_OK):
            return Finding("note", f"the home folder {home} is not there yet; the first start makes it")
        return Finding("problem", f"the home folder {home} cannot be made", f"let this user write {parent}")
    if not home.is_dir():
        return Finding("problem", f"{home} is no folder", "set OMNICHANNEL_HOME to one")
    if not os.access(home, os.R_OK | os.W_OK | os.X_OK):
        fix = f"`chown -R {_user()} {home}`" if sys.platform != "win32" else None
        return Finding("problem", f"the home folder {home} cannot be written by this user", fix)
    return Finding("good", f"the home folder {home} can be written")


def _user() -> str:
    return str(os.getuid()) if hasattr(os, "getuid") else "<user>"


def _port(found: Found) -> Iterator[Finding]:
    values = {one.name: one.value for one in found.core if one.error is None}
    host, port = values.get("host"), values.get("port")
    if not isinstance(host, str) or not isinstance(port, int) or port == 0:
        return
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.settimeout(0.5)
            if probe.connect_ex((host, port)) == 0:
                yield Finding("note", f"somebody listens on {host}:{port}: a server that runs, or a stranger")
    except OSError:
        return


def _plugin(report: PluginReport, reports: Sequence[PluginReport]) -> Iterator[Finding]:
    name = f"{report.name} {report.version} ({report.distribution})"
    if report.state == "disabled":
        yield Finding("note", f"{name} is disabled. {report.reason or ''}".strip())
        return
    if report.state != "active":
        place = _place(report.traceback)
        first = (report.reason or "").partition("\n")[0]
        word = "does not load" if report.state == "broken" else "is incompatible"
        told = f"{name} {word}: {first}" + (f" [{place}]" if place else "")
        yield Finding("problem", told, remedy(report, reports))
        return
    for wrong in report.wrong:
        yield Finding("problem", f"{name}: {wrong}", _fix_of(report, wrong))
    ending = _ending(report, name)
    if ending is not None:
        yield ending
    elif not report.wrong:
        yield Finding("good", f"{name} loads and opens")


def _fix_of(report: PluginReport, wrong: str) -> str | None:
    variable = wrong.partition(":")[0]
    if report.about is None:
        return None
    setting = next((one for one in report.about.settings if one.variable == variable), None)
    return f"`omnichannel config explain {setting.full_name}`" if setting else None


def _ending(report: PluginReport, name: str) -> Finding | None:
    now = datetime.now(UTC)
    end = ending_of(report)
    urgency = end.urgency(now) if end else None
    if end is None or urgency is None:
        return None
    sign = "problem" if urgency is Urgency.ENDED else "warning"
    fix = f"{end.fix()} `{upgrade(report)}`"
    return Finding(sign, f"{name}: {end.headline(now)}", fix, urgency.value)


def _place(traceback: str | None) -> str | None:
    """Give file and line of the last step that a traceback shows."""
    steps = [one.strip() for one in (traceback or "").splitlines() if one.strip().startswith('File "')]
    if not steps:
        return None
    file, _, rest = steps[-1].removeprefix('File "').partition('", line ')
    number = "".join(digit for digit in rest.partition(",")[0] if digit.isdigit())
    return f"{file.replace(os.sep, '/').rpartition('/')[2]}:{number}"
