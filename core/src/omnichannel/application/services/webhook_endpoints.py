"""Endpoints of webhooks: their credentials, what they are shown as, and finding one."""

import base64
import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ValidationError

from omnichannel.application.dtos.webhooks import WebhookOut
from omnichannel.application.event_texts import EVENTS, TEST
from omnichannel.application.model_problems import problems_from
from omnichannel.application.ports.outbound.channels import Channel, Channels
from omnichannel.application.ports.outbound.http import AddressRefused, GuardsAddresses
from omnichannel.application.ports.outbound.unit_of_work import UnitOfWork
from omnichannel.application.vault import Vault
from omnichannel.domain.account import Account
from omnichannel.domain.errors import (
    ChannelClosed,
    InvalidRequest,
    NotAllowedNow,
    NotFound,
    OmnichannelError,
    Problem,
)
from omnichannel.domain.webhook import EVERYTHING, Webhook

SECRET_BYTES = 32
KIND = "webhook endpoint"
NO_CHANNEL = "Install or enable the plugin that delivers webhooks."
_NOUNS = {name.partition(".")[0] for name in EVENTS if name != TEST}


def new_secret() -> str:
    """Make a secret in the form of the Standard Webhooks specification."""
    return f"whsec_{base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()}"


def channel_of(channels: Channels) -> Channel:
    """
    Open the channel that delivers webhooks.

    Raises:
        NotAllowedNow: there is none, or it does not open.
    """
    name = channels.internal()
    if name is None:
        raise NotAllowedNow("do this with webhooks", because="no plugin here delivers them", fix=NO_CHANNEL)
    try:
        return channels.open(name)
    except ChannelClosed as error:
        because = f"their channel is not open. {str(error).rstrip('.')}"
        raise NotAllowedNow("do this with webhooks", because=because, fix=NO_CHANNEL) from error


def credentials_of(
    channel: Channel, url: str, given: Sequence[str], *, old_until: datetime | None = None
) -> BaseModel:
    """
    Make an endpoint's credentials, the newest secret first.

    Raises:
        InvalidRequest: its address may not be contacted.
    """
    try:
        if isinstance(channel.http, GuardsAddresses):
            channel.http.demand_fit(url)
        facts = {"url": url, "secrets": list(given), "old_until": old_until}
        return channel.credentials.model_validate(facts)
    except AddressRefused as error:
        raise InvalidRequest(Problem("/url", error.detail, error.fix)) from error
    except ValidationError as error:
        problems = problems_from(error, field="", fix="Send another address.", channel=channel.name)
        raise InvalidRequest(*problems) from None


def demand_known(events: Sequence[str]) -> None:
    """
    See that there are such events.

    Raises:
        InvalidRequest: there is one that there is not.
    """
    known = {EVERYTHING, *(f"{noun}.*" for noun in _NOUNS), *EVENTS} - {TEST}
    fix = 'Name one of the reference, "delivery.*" or "*".'
    wrong = [place for place, event in enumerate(events) if event not in known]
    if wrong:
        raise InvalidRequest(*(Problem(f"/events/{at}", "There is no such event.", fix) for at in wrong))


async def known_endpoint(work: UnitOfWork, id: UUID) -> tuple[Webhook, Account]:
    """
    Read an endpoint.

    Raises:
        NotFound: the workspace has none such.
    """
    webhook, account = await work.webhooks.get_by_id(id), await work.accounts.get_by_id(id)
    if webhook is None or account is None:
        raise NotFound(KIND, id)
    return webhook, account


def shown_endpoint(webhook: Webhook, account: Account, *, channels: Channels, vault: Vault) -> WebhookOut:
    """Translate an endpoint; its address is sealed, and shown while it can be opened."""
    try:
        url = str(vault.open(account, channels.open(account.channel)).credentials.url)
    except OmnichannelError:
        url = None
    return WebhookOut(
        id=webhook.id,
        url=url,
        events=list(webhook.events),
        description=webhook.description,
        state=account.state.value,
        pause_reason=account.pause_reason,
        version=account.version,
        created_at=account.created_at,
    )
