"""A channel for tests, over `token_server`: its sign-ins end, and are renewed with a token that rotates."""

import json
import os
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from pydantic import BaseModel, SecretStr

from omnichannel.application.ports.outbound.channel_gateway import Complaint, Post, RenderedPost
from omnichannel.application.ports.outbound.http import HttpClient, Request, Response
from omnichannel.domain.account import OpenAccount
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.outcome import (
    Absent,
    CannotTell,
    Deferred,
    Found,
    Outcome,
    Pending,
    Published,
    Refused,
    Sighting,
    Unknown,
)
from omnichannel.domain.sign_in import Alive, Dead, Health, Refreshed, Renewal
from omnichannel.plugins.hookspecs import hookimpl
from omnichannel.plugins.manifests import ChannelManifest

SOON = timedelta(seconds=0.2)


class RotabookSettings(BaseModel):
    """Where it is."""

    rota_url: str = "http://127.0.0.1:9"
    settle_seconds: float = 1.0


class RotabookCredentials(BaseModel):
    """A pair of tokens."""

    access_token: SecretStr
    refresh_token: SecretStr


@hookimpl
def omnichannel_register_channel() -> ChannelManifest:
    """Offer it."""
    return ChannelManifest(
        name="rotabook",
        label="Rotabook",
        opens="tests.reliability.rotabook:RotabookGateway",
        settings=RotabookSettings,
        credentials=RotabookCredentials,
        abilities=frozenset({"one_request", "checks", "reconciles", "probes", "refreshes"}),
        settle_delay_setting="settle_seconds",
        base_urls=("rota_url",),
    )


class RotabookGateway:
    """Publishes with one request."""

    def __init__(self, settings: RotabookSettings) -> None:
        self._url = settings.rota_url

    def complaints(self, post: Post[Any]) -> list[Complaint]:
        """Refuse what is empty."""
        return [] if post.text else [Complaint("text", "It is empty.", "Write something.")]

    def render(self, post: Post[Any], account: OpenAccount | None = None) -> RenderedPost:
        """Show the text."""
        return RenderedPost(post.text)

    def request(self, post: Post[Any], account: OpenAccount) -> Request | None:
        """Post it."""
        body = {"text": post.text, "key": post.key}
        return Request("POST", f"{self._url}/posts", _signed(account), json=body)

    def outcome(self, response: Response) -> Outcome:
        """Read what came of it."""
        if response.status == 401:
            return Refused(FailureKind.AUTH_EXPIRED, "The token has expired.", "Connect the account again.")
        id = str(_told(response).get("id") or "")
        if response.status in (201, 202) and id:
            return Published(id) if response.status == 201 else Pending(id, SOON)
        return Deferred("It is busy.") if response.status == 503 else Unknown("It did not say.")

    async def check(self, handle: str, account: OpenAccount, http: HttpClient) -> Outcome:
        """Read the post."""
        response = await http.send(Request("GET", f"{self._url}/posts/{handle}", _signed(account)))
        if response.status == 200:
            return Published(handle)
        return self.outcome(response) if response.status == 401 else Pending(handle, SOON)

    async def find(
        self, post: Post[Any], account: OpenAccount, http: HttpClient, *, since: datetime
    ) -> Sighting:
        """Look for it by our own key."""
        url = f"{self._url}/posts?{urlencode({'key': post.key})}"
        response = await http.send(Request("GET", url, _signed(account)))
        if response.status == 401:
            return CannotTell("The token has expired.", FailureKind.AUTH_EXPIRED)
        ids = _told(response).get("ids")
        if response.status != 200 or not isinstance(ids, list):
            return CannotTell("It did not say.")
        return Found(tuple(Published(str(id)) for id in ids)) if ids else Absent()

    async def probe(self, account: OpenAccount, http: HttpClient) -> Health:
        """Read something."""
        response = await http.send(Request("GET", f"{self._url}/posts?key=none", _signed(account)))
        if response.status == 401:
            return Dead("The token has expired.", "Connect the account again.")
        return Alive() if response.status == 200 else CannotTell("Rotabook did not say.")

    async def refresh(self, account: OpenAccount, http: HttpClient) -> Renewal:
        """Trade the refresh token for a new pair; only `invalid_grant` says that it is dead."""
        token = account.credentials.refresh_token.get_secret_value()
        who, what = {"From": str(os.getpid())}, {"refresh_token": token}
        response = await http.send(Request("POST", f"{self._url}/token", who, json=what))
        told = _told(response)
        access, refresh, life = (told.get(name) for name in ("access_token", "refresh_token", "expires_in"))
        if response.status == 400 and told.get("error") == "invalid_grant":
            return Dead("Rotabook has revoked the sign-in.", "Connect the account again.")
        if response.status != 200 or not isinstance(access, str) or not isinstance(refresh, str):
            return CannotTell(f"Rotabook answered {response.status}.")
        pair = RotabookCredentials(access_token=SecretStr(access), refresh_token=SecretStr(refresh))
        if not isinstance(life, int | float) or not 0 < life < 1e9:
            return Refreshed(pair)
        return Refreshed(pair, datetime.now(UTC) + timedelta(seconds=life))


def _signed(account: OpenAccount) -> dict[str, str]:
    return {"Authorization": f"Bearer {account.credentials.access_token.get_secret_value()}"}


def _told(response: Response) -> dict[str, Any]:
    try:
        told = response.json()
    except (ValueError, json.JSONDecodeError):
        return {}
    return told if isinstance(told, dict) else {}
