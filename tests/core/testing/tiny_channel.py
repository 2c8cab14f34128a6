"""The smallest channel that keeps the contract, and ways to break it."""

from datetime import timedelta
from typing import Any

from pydantic import BaseModel, SecretStr

from omnichannel.application.ports.outbound.channel_gateway import Complaint, Post, RenderedPost
from omnichannel.application.ports.outbound.http import Request, Response
from omnichannel.domain.account import OpenAccount
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.outcome import Deferred, Outcome, Published, Refused, Unknown
from omnichannel.plugins.manifests import ChannelManifest
from omnichannel.plugins.no_fields import NoOptions
from omnichannel.testing import posts

TOKEN = "a-token-nobody-has-0123456789"
HOST = "notes.example.org"


class TinyCredentials(BaseModel):
    """A token."""

    token: SecretStr


class TinyGateway:
    """Notes of up to 100 characters."""

    def __init__(self, settings: BaseModel) -> None:
        self._settings = settings

    def complaints(self, post: Post[Any]) -> list[Complaint]:
        """Say whether the note is too long, or empty."""
        if 0 < len(post.text) <= 100:
            return []
        return [Complaint("text", "A note has 1 to 100 characters.", "Write more, or less.")]

    def render(self, post: Post[Any], account: OpenAccount | None = None) -> RenderedPost:
        """Give the text, as it is."""
        return RenderedPost(post.text, media=post.media)

    def request(self, post: Post[Any], account: OpenAccount) -> Request | None:
        """Give the one request there is."""
        headers = {"Authorization": account.credentials.token.get_secret_value()}
        return Request("POST", f"https://{HOST}/notes", headers, json={"text": post.text, "key": post.key})

    def outcome(self, response: Response) -> Outcome:
        """Read the answer."""
        answer = response.json()
        note = answer.get("id") if isinstance(answer, dict) else None
        if response.status == 201 and isinstance(note, str) and note.strip():
            return Published(note)
        if response.status == 403:
            return Refused(FailureKind.AUTH_EXPIRED, "The token is not accepted", "Connect again.")
        return Deferred("busy", wait=timedelta(seconds=1)) if response.status == 503 else Unknown("no answer")


def manifest() -> ChannelManifest:
    """Give the manifest."""
    return ChannelManifest(
        name="tiny",
        label="Tiny",
        opens=f"{__name__}_gateway:TinyGateway",
        credentials=TinyCredentials,
        abilities=frozenset({"one_request"}),
        hosts=(HOST,),
    )


def omnichannel_register_channel() -> ChannelManifest:
    """Answer as a hook does."""
    return manifest()


def account() -> OpenAccount:
    """Give an account."""
    return posts.account(TinyCredentials(token=SecretStr(TOKEN)), channel="tiny")


def post(text: str = "Hello") -> Post[Any]:
    """Give a note."""
    return posts.post(text, options=NoOptions())
