"""The channel `facebook`, as discovery sees it. The gateway is imported when it is first opened."""

from datetime import timedelta

from omnichannel.plugins.hookspecs import hookimpl
from omnichannel.plugins.manifests import ChannelManifest, RemoteVersion
from omnichannel_facebook.credentials import FacebookCredentials
from omnichannel_facebook.limits import LIMITS, RATE, VERSION, VERSIONS_PAGE
from omnichannel_facebook.options import FacebookOptions
from omnichannel_facebook.preview import PREVIEW
from omnichannel_facebook.settings import FacebookSettings


@hookimpl
def omnichannel_register_channel() -> ChannelManifest:
    """Offer posts on Facebook Pages."""
    return ChannelManifest(
        name="facebook",
        label="Facebook",
        opens="omnichannel_facebook.gateway:FacebookGateway",
        settings=FacebookSettings,
        options=FacebookOptions,
        credentials=FacebookCredentials,
        abilities=frozenset({"one_request", "publishes", "reconciles", "connects", "probes"}),
        rate=RATE,
        settle_delay=timedelta(seconds=90),
        settle_delay_setting="settle_seconds",
        request_timeout=timedelta(seconds=60),
        limits=LIMITS,
        hosts=("graph.facebook.com",),
        base_urls=("graph_url",),
        counts_text_in="characters",
        remote_version=RemoteVersion(name=VERSION, ends=None, source=VERSIONS_PAGE),
        remote_version_setting="version",
        preview=PREVIEW,
    )
