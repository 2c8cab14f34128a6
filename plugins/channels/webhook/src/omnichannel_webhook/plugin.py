"""The channel `webhook`, as discovery sees it. The gateway is imported when it is first opened."""

from datetime import timedelta

from omnichannel.domain.lane import Rate
from omnichannel.plugins.hookspecs import hookimpl
from omnichannel.plugins.manifests import ChannelManifest, Limit
from omnichannel_webhook.credentials import WebhookCredentials
from omnichannel_webhook.limits import BODY_LIMIT_BYTES, SPECIFICATION
from omnichannel_webhook.settings import WebhookSettings


@hookimpl
def omnichannel_register_channel() -> ChannelManifest:
    """Offer to tell other programs what happened."""
    return ChannelManifest(
        name="webhook",
        label="Webhook",
        opens="omnichannel_webhook.gateway:WebhookGateway",
        settings=WebhookSettings,
        credentials=WebhookCredentials,
        abilities=frozenset({"one_request"}),
        rate=Rate(count=50, per=timedelta(seconds=1), burst=2),
        settle_delay=timedelta(),
        request_timeout=timedelta(seconds=10),
        limits=(Limit(name="body", value=BODY_LIMIT_BYTES, unit="bytes", source=SPECIFICATION),),
        hosts_of_users=True,
        trusted_hosts_setting="allowed_private_hosts",
        counts_text_in="bytes",
        is_repeatable=True,
        is_internal=True,
    )
