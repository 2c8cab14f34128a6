"""Which channels have a pretend platform here, and how an account of each is connected to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from omnichannel_sandbox.accounts import MAIL_ACCOUNT, META_APP, PAGES
from omnichannel_sandbox.server import Sandbox


@dataclass(frozen=True, slots=True)
class Simulated:
    """
    A channel with a pretend platform.

    Attributes:
        account: the body that connects an account, but for its channel.
        environment: settings that point the channel's plugin at the sandbox.
        recipients: people to write to; empty where the channel has none.
    """

    account: Mapping[str, Any]
    environment: Mapping[str, str]
    recipients: tuple[Mapping[str, Any], ...] = field(default=())


def simulated_channels(sandbox: Sandbox) -> dict[str, Simulated]:
    """Give the channels that an open sandbox simulates, by channel name."""
    page = PAGES[0]
    return {
        "facebook": Simulated(
            account={
                "name": page.name,
                "external_id": page.id,
                "credentials": {"access_token": page.token},
            },
            environment={
                "OMNICHANNEL_FACEBOOK_GRAPH_URL": sandbox.graph_url,
                "OMNICHANNEL_FACEBOOK_APP_ID": META_APP.id,
                "OMNICHANNEL_FACEBOOK_APP_SECRET": META_APP.secret,
                "OMNICHANNEL_FACEBOOK_DIALOG_URL": sandbox.http_url,
                "OMNICHANNEL_FACEBOOK_WEB_URL": f"{sandbox.http_url}/wall/facebook",
                "OMNICHANNEL_FACEBOOK_SETTLE_SECONDS": "2",
            },
        ),
        "email": Simulated(
            account={"name": "Harbour Bakery News", "credentials": _smtp(sandbox)},
            environment={"OMNICHANNEL_EMAIL_CA_FILE": str(sandbox.ca_file)},
            recipients=({"name": "Ada", "addresses": ["ada@guests.example"]},),
        ),
    }


def _smtp(sandbox: Sandbox) -> dict[str, Any]:
    return {
        "carrier": "smtp",
        "host": "127.0.0.1",
        "port": sandbox.smtp_port,
        "security": "starttls",
        "username": MAIL_ACCOUNT.user,
        "password": MAIL_ACCOUNT.password,
        "sender_address": MAIL_ACCOUNT.sender,
        "sender_name": "Harbour Bakery",
    }
