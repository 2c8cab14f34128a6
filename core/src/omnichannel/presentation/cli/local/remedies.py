"""From what is wrong with a plugin to the command that mends it. Pure, but for a look at the installer."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from importlib.util import find_spec

from omnichannel.application.dtos.plugin_reports import PluginReport
from omnichannel.domain.ending import NEAR, Ending, end_of_version
from omnichannel.plugins.manifests import CORE_API

_MISSING_MODULE = re.compile(r"No module named '([^']+)'")
_NO_NAME = re.compile(r"cannot import name '([^']+)' from '(omnichannel[^']*)'")


def installer() -> str:
    """Say how packages are installed here."""
    return "pip" if find_spec("pip") is not None else "uv pip"


def remedy(report: PluginReport, others: Sequence[PluginReport]) -> str:
    """
    Say what to do about a plugin that is not active.

    Args:
        others: every report; one of another distribution with the same name is the trouble itself.
    """
    twins = sorted({one.distribution for one in others if one.key == report.key})
    if len(twins) > 1:
        choices = " or ".join(f"`{installer()} uninstall {name}`" for name in twins)
        return f"two distributions offer it, keep one: {choices}"
    reason = report.reason or ""
    if report.state == "disabled":
        return f"`omnichannel plugins enable {report.key}`, where it was not disabled in the settings"
    if report.state == "incompatible":
        return f"install a version for core API {CORE_API}: `{upgrade(report)}`"
    missing = _MISSING_MODULE.search(reason)
    if missing is not None:
        return _missing(missing[1], report)
    if _NO_NAME.search(reason):
        return f"it was made for another core: `{upgrade(report)}`"
    return f"tell its author, or `{upgrade(report)}`; until then `omnichannel plugins disable {report.key}`"


def upgrade(report: PluginReport) -> str:
    """Give the command that installs the newest version of a plugin."""
    return f"{installer()} install --upgrade {report.distribution}"


def _missing(module: str, report: PluginReport) -> str:
    package = module.partition(".")[0]
    again = f"`{installer()} install --force-reinstall {report.distribution}`"
    if installer() == "uv pip":
        again = f"`uv pip install --reinstall {report.distribution}`"
    if package == "omnichannel":
        return f"it was made for another core: `{upgrade(report)}`"
    return f"install what brings the module `{package}`, or repair the plugin: {again}"


def today() -> date:
    """Give the present day, in UTC."""
    return datetime.now(UTC).date()


def ending_of(report: PluginReport) -> Ending | None:
    """Give the end of the platform API version that a plugin speaks; None where no end is known."""
    version = report.about.remote_version if report.about else None
    if report.about is None or version is None or version.ends is None:
        return None
    return end_of_version(report.name, report.about.label, version=version.name, last_day=version.ends)


def when_it_ends(report: PluginReport, *, today: date) -> str | None:
    """Say when the platform API version ends that a plugin speaks; None where no end is known."""
    version = report.about.remote_version if report.about else None
    if version is None or version.ends is None:
        return None
    days = (version.ends - today).days
    if days < 0:
        return f"ended on {version.ends}"
    if days == 0:
        return "ends today"
    if days > NEAR[-1][0].days:
        return f"ends {version.ends}"
    return f"ends in {days} day{'s' if days > 1 else ''}"


def days_left(report: PluginReport, *, today: date) -> int | None:
    """Give the days until the platform API version ends; None where no end is known."""
    version = report.about.remote_version if report.about else None
    return None if version is None or version.ends is None else (version.ends - today).days
