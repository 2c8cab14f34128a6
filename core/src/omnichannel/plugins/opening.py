"""Opens a channel: its gateway is imported, made, and held against what its manifest says."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

from pydantic import BaseModel

from omnichannel.application.ports.outbound.channel_gateway import (
    ChannelGateway,
    Checks,
    Connects,
    OneRequest,
    Probes,
    Publishes,
    Reconciles,
    Refreshes,
)
from omnichannel.application.ports.outbound.channels import Channel
from omnichannel.application.ports.outbound.http import HttpClient
from omnichannel.plugins.imports import imported
from omnichannel.plugins.loading import NotAPlugin
from omnichannel.plugins.manifests import ChannelManifest
from omnichannel.plugins.reach import Reach

ClientFor = Callable[[str, Reach], HttpClient]
_PROTOCOLS = {
    "one_request": OneRequest,
    "publishes": Publishes,
    "checks": Checks,
    "reconciles": Reconciles,
    "connects": Connects,
    "probes": Probes,
    "refreshes": Refreshes,
}


def opened_channel(manifest: ChannelManifest, settings: BaseModel, client_for: ClientFor) -> Channel:
    """
    Open the gateway that *manifest* names.

    Raises:
        ImportError, NotAPlugin: it is not there, or cannot do what the manifest says.
        BaseException: whatever the plugin raises.
    """
    gateway = imported(manifest.opens)(settings)
    check_abilities(manifest, gateway)
    return Channel(
        name=manifest.name,
        label=manifest.label,
        gateway=gateway,
        http=client_for(manifest.name, reach_of(manifest, settings)),
        options=manifest.options_model,
        credentials=manifest.credentials,
        has_recipients=manifest.has_recipients,
        settle_delay=_settle_delay(manifest, settings),
        request_timeout=manifest.request_timeout,
        abilities=manifest.abilities,
        is_repeatable=manifest.is_repeatable,
        is_internal=manifest.is_internal,
        evidence=manifest.evidence,
    )


def reach_of(manifest: ChannelManifest, settings: BaseModel) -> Reach:
    """Say whom a channel may contact."""
    if not manifest.hosts_of_users:
        return Reach(hosts_of(manifest, settings))
    field = manifest.trusted_hosts_setting
    trusted = frozenset(getattr(settings, field)) if field is not None else frozenset()
    return Reach(of_users=True, trusted=trusted)


def hosts_of(manifest: ChannelManifest, settings: BaseModel) -> frozenset[str]:
    """Give the hosts that a channel may contact: the manifest's, and those of its base URL settings."""
    urls = (str(getattr(settings, field)) for field in manifest.base_urls)
    return frozenset(manifest.hosts) | {host for url in urls if (host := urlsplit(url).hostname)}


def _settle_delay(manifest: ChannelManifest, settings: BaseModel) -> timedelta:
    if manifest.settle_delay_setting is None:
        return manifest.settle_delay
    return timedelta(seconds=float(getattr(settings, manifest.settle_delay_setting)))


def check_abilities(manifest: ChannelManifest, gateway: object) -> None:
    """
    See that the gateway can do what its manifest says.

    Raises:
        NotAPlugin: it cannot.
    """
    for ability in manifest.abilities:
        if not isinstance(gateway, _PROTOCOLS[ability]):
            raise NotAPlugin(
                f"the manifest says {ability!r}, but the gateway is no {_PROTOCOLS[ability].__name__}"
            )
    if manifest.evidence == "checks" and "checks" not in manifest.abilities:
        raise NotAPlugin("the manifest says evidence by checks, without that ability")
    if not isinstance(gateway, ChannelGateway) or not isinstance(gateway, OneRequest | Publishes):
        raise NotAPlugin("the gateway must have complaints and render, and request and outcome, or publish")
