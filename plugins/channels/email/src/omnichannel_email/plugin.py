"""The channel `email`, as discovery sees it. The gateway is imported when it is first opened."""

from datetime import timedelta

from omnichannel.plugins.hookspecs import hookimpl
from omnichannel.plugins.manifests import ChannelManifest
from omnichannel_email.credentials import SmtpCredentials
from omnichannel_email.limits import LIMITS
from omnichannel_email.options import EmailOptions
from omnichannel_email.preview import PREVIEW
from omnichannel_email.settings import EmailSettings


@hookimpl
def omnichannel_register_channel() -> ChannelManifest:
    """Offer mail. No `hosts`: it speaks SMTP to the account's own server, and no HTTP."""
    return ChannelManifest(
        name="email",
        label="Email",
        opens="omnichannel_email.gateway:EmailGateway",
        settings=EmailSettings,
        options=EmailOptions,
        credentials=SmtpCredentials,
        abilities=frozenset({"publishes", "probes"}),
        has_recipients=True,
        request_timeout=timedelta(seconds=90),
        limits=LIMITS,
        counts_text_in="characters",
        preview=PREVIEW,
    )
