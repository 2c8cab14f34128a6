"""The text of a post, as it is sent, counted and looked for."""

from typing import Any
from urllib.parse import urlsplit

from omnichannel.application.ports.outbound.channel_gateway import Post


def text_from_post(post: Post[Any]) -> str:
    """
    Give the text that is sent.

    Facebook draws no link card below pictures, so the link of a post with pictures becomes the
    text's last line, unless the text names it already.
    """
    if not (post.link and post.media) or post.link in post.text.split():
        return post.text
    gap = "" if not post.text or post.text.endswith("\n") else "\n"
    return f"{post.text}{gap}{post.link}"


def link_from_post(post: Post[Any]) -> str | None:
    """Give the link that is sent as a link; None where there is none, or it stands in the text."""
    return None if post.media else post.link or None


def is_same_text(ours: str, theirs: str) -> bool:
    """Compare texts as people do: kinds and lengths of white space do not count."""
    return ours.split() == theirs.split()


def is_web_address(link: str) -> bool:
    """Say whether *link* is an absolute http(s) address with a host and no white space."""
    try:
        parts = urlsplit(link)
        host = parts.hostname
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(host) and not any(map(str.isspace, link))


def is_facebook_address(link: str) -> bool:
    """Say whether *link*, an absolute address, leads to facebook.com itself."""
    host = (urlsplit(link).hostname or "").rstrip(".")
    return host == "facebook.com" or host.endswith(".facebook.com")


def is_unicode(text: str) -> bool:
    """Say whether *text* can be encoded at all: half a surrogate pair cannot."""
    return not any("\ud800" <= character <= "\udfff" for character in text)
