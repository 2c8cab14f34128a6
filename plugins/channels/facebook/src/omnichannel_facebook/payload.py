"""Posts as requests to the Graph API. Pure: the core, or the gateway, sends them."""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from omnichannel.application.ports.outbound.channel_gateway import Post
from omnichannel.application.ports.outbound.http import FilePart, Request
from omnichannel.domain.account import OpenAccount
from omnichannel.domain.content import MediaRef
from omnichannel_facebook.credentials import FacebookCredentials
from omnichannel_facebook.settings import FacebookSettings
from omnichannel_facebook.text import link_from_post, text_from_post

POST_FIELDS = "id,permalink_url"
SEARCH_FIELDS = (
    "id,message,created_time,permalink_url,attachments{media_type,unshimmed_url,subattachments{media_type}}"
)
SEARCH_MARGIN = timedelta(seconds=60)
"""How far the platform's clock may be behind ours."""


def feed_request(
    post: Post[Any], account: OpenAccount, settings: FacebookSettings, *, photos: tuple[str, ...] = ()
) -> Request:
    """
    Publish text, a link, or *photos* (ids of unpublished photos) on the page's feed.

    `fields` asks for the address that Facebook itself gives the post.
    https://developers.facebook.com/docs/graph-api/reference/page/feed/
    """
    credentials = _credentials(account)
    body: dict[str, Any] = {
        "message": text_from_post(post) or None,
        "link": link_from_post(post),
        "attached_media": [{"media_fbid": photo} for photo in photos] or None,
    }
    return Request(
        "POST",
        edge_url(settings, account, "feed"),
        headers=credentials.headers(),
        query={"fields": POST_FIELDS},
        json={name: value for name, value in body.items() if value is not None} | credentials.proof(),
    )


def photo_request(post: Post[Any], account: OpenAccount, settings: FacebookSettings) -> Request:
    """
    Publish one picture with its text.

    No `fields`: they would be those of the photo, which has neither `post_id` nor `permalink_url`.
    https://developers.facebook.com/docs/graph-api/reference/page/photos/
    """
    return _upload(post.media[0], account, settings, {"caption": text_from_post(post)})


def unpublished_photo_request(media: MediaRef, account: OpenAccount, settings: FacebookSettings) -> Request:
    """Upload a picture that nobody sees yet; Facebook deletes it after about a day if it stays unused."""
    return _upload(media, account, settings, {"published": "false"})


def search_request(
    account: OpenAccount, settings: FacebookSettings, *, since: datetime, after: str | None = None
) -> Request:
    """Read a page of 100 posts published from shortly before *since*; *after* is the last page's cursor."""
    credentials = _credentials(account)
    query = {
        "fields": SEARCH_FIELDS,
        "since": str(int((since - SEARCH_MARGIN).timestamp())),
        "limit": "100",
    }
    return Request(
        "GET",
        edge_url(settings, account, "published_posts"),
        headers=credentials.headers(),
        query=query | ({"after": after} if after else {}) | credentials.proof(),
    )


def edge_url(settings: FacebookSettings, account: OpenAccount, edge: str) -> str:
    """Give the address of the page's *edge*. A page token calls its own page "me"."""
    return _edge_url(settings.base_url, account.external_id or "me", edge)


@lru_cache(maxsize=4096)
def _edge_url(base_url: str, page: str, edge: str) -> str:
    return f"{base_url}/{quote(page, safe='')}/{edge}"


def _upload(
    media: MediaRef, account: OpenAccount, settings: FacebookSettings, form: dict[str, str]
) -> Request:
    credentials = _credentials(account)
    fields = form | {"alt_text_custom": media.alt_text or ""}
    return Request(
        "POST",
        edge_url(settings, account, "photos"),
        headers=credentials.headers(),
        form={name: value for name, value in fields.items() if value} | credentials.proof(),
        files=(FilePart("source", media),),
    )


def _credentials(account: OpenAccount) -> FacebookCredentials:
    if not isinstance(account.credentials, FacebookCredentials):
        raise TypeError("a Facebook account has FacebookCredentials")
    return account.credentials
