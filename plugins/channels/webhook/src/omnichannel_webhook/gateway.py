"""WebhookGateway: posts an event to a program that asked for it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from omnichannel.application.ports.outbound.channel_gateway import Complaint, Post, RenderedPost, TextCount
from omnichannel.application.ports.outbound.http import Request, Response
from omnichannel.domain.account import OpenAccount
from omnichannel.domain.outcome import Outcome
from omnichannel_webhook.limits import BODY_LIMIT_BYTES
from omnichannel_webhook.outcome import outcome_from_response
from omnichannel_webhook.settings import WebhookSettings
from omnichannel_webhook.signing import signed_headers

USER_AGENT = "Omnichannel-Webhooks/1"


def _now() -> datetime:
    return datetime.now(UTC)


class WebhookGateway:
    """
    One request, whose body is the post's text to the letter.

    Fulfils `ChannelGateway` and `OneRequest`.

    Args:
        now: tells when an attempt is made, which is signed with it.
    """

    def __init__(self, settings: WebhookSettings, now: Callable[[], datetime] = _now) -> None:  # noqa: ARG002
        self._now = now

    def complaints(self, post: Post[Any]) -> list[Complaint]:
        """Say that an event is a JSON object of a bounded size, and nothing beside it."""
        found = []
        if not _is_object(post.text):
            found.append(Complaint("text", "An event is a JSON object.", "Write one."))
        if _size(post.text) > BODY_LIMIT_BYTES:
            limit = f"{BODY_LIMIT_BYTES:,} bytes"
            found.append(Complaint("text", "The event is too large.", "Say less.", limit))
        if post.media:
            found.append(Complaint("media/0", "An event carries no media.", "Leave them out."))
        return found

    def render(self, post: Post[Any], account: OpenAccount | None = None) -> RenderedPost:
        """Give the body."""
        return RenderedPost(
            text=post.text,
            media=post.media,
            sender=account.name if account else None,
            counts=(TextCount("text", _size(post.text), BODY_LIMIT_BYTES, "bytes"),),
        )

    def request(self, post: Post[Any], account: OpenAccount) -> Request:
        """Give the request, signed as of now under the key that all attempts share."""
        now = self._now()
        signed = signed_headers(post.key, post.text, keys=account.credentials.keys(now), at=now)
        headers = {"Content-Type": "application/json", "User-Agent": USER_AGENT, **signed}
        return Request("POST", account.credentials.url, headers, content=post.text)

    def outcome(self, response: Response) -> Outcome:
        """Read what the answer means."""
        return outcome_from_response(response)


def _size(text: str) -> int:
    return len(text.encode(errors="replace"))


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False
