"""Channels for walks, installed as distributions of strangers: the pretend platforms under other rules."""

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from omnichannel.domain.lane import Rate
from omnichannel.plugins.manifests import ChannelManifest, RemoteVersion
from omnichannel_email.credentials import SmtpCredentials
from omnichannel_email.options import EmailOptions
from omnichannel_email.settings import EmailSettings
from omnichannel_facebook.credentials import FacebookCredentials
from omnichannel_facebook.settings import FacebookSettings
from omnichannel_sandbox.demo.simulated import Simulated
from tests.core.fakes.distributions import install

CODE = """
from omnichannel.plugins.hookspecs import hookimpl
from tests.walks.toys import manifest
@hookimpl
def omnichannel_register_channel():
    return manifest("{name}")
"""
"""The module of a plugin that offers one of them."""
BASES: dict[str, dict[str, Any]] = {
    "facebook": {
        "opens": "omnichannel_facebook.gateway:FacebookGateway",
        "settings": FacebookSettings,
        "credentials": FacebookCredentials,
        "abilities": frozenset({"one_request", "reconciles"}),
        "settle_delay_setting": "settle_seconds",
        "base_urls": ("graph_url",),
    },
    "email": {
        "opens": "omnichannel_email.gateway:EmailGateway",
        "settings": EmailSettings,
        "options": EmailOptions,
        "credentials": SmtpCredentials,
        "abilities": frozenset({"publishes"}),
        "has_recipients": True,
    },
}
BASED_ON = {
    "agingbook": "facebook",
    "agedbook": "facebook",
    "pacedbook": "facebook",
    "slowbook": "facebook",
    "receiptmail": "email",
}
"""On whose platform each of them publishes."""


def manifest(name: str) -> ChannelManifest:
    """Give the manifest of a toy."""
    return ChannelManifest(name=name, label=name.capitalize(), **BASES[BASED_ON[name]] | _rules(name))


def _rules(name: str) -> dict[str, Any]:
    match name:
        case "agingbook":
            return {"remote_version": _version("v7.0", timedelta(days=20))}
        case "agedbook":
            return {"remote_version": _version("v3.0", timedelta(days=-3))}
        case "pacedbook":
            return {"rate": Rate(2, timedelta(minutes=1), burst=2)}
        case "slowbook":
            abilities = frozenset({"one_request", "checks"})
            return {"opens": "tests.walks.slow_gateway:SlowGateway", "abilities": abilities}
        case "receiptmail":
            return {"evidence": "receipts"}
    raise AssertionError(name)


def _version(name: str, left: timedelta) -> RemoteVersion:
    """Give a version whose last day is so far away from today, in UTC."""
    ends, source = (datetime.now(UTC) + left).date(), "https://platform.example/versions"
    return RemoteVersion(name=name, ends=ends, source=source)


def offered(folder: Path, toys: Sequence[str]) -> dict[str, str]:
    """Install *toys* below *folder*; gives the environment in which they are found."""
    for name in toys:
        install(folder, name, CODE.format(name=name), distribution=f"stranger-{name}")
    path = os.pathsep.join([str(Path.cwd()), str(folder)])
    return {"PYTHONPATH": path, "XDG_CACHE_HOME": str(folder / "cache")} if toys else {}


def simulated_toys(simulated: Mapping[str, Simulated], toys: Sequence[str]) -> dict[str, Simulated]:
    """Give the accounts of *toys*, and the settings that lead them to their platforms."""
    return {name: _simulated(simulated[BASED_ON[name]], BASED_ON[name], name) for name in toys}


def _simulated(one: Simulated, base: str, name: str) -> Simulated:
    settings = {
        key.replace(f"_{base.upper()}_", f"_{name.upper()}_"): value for key, value in one.environment.items()
    }
    return Simulated(one.account, settings, one.recipients)
