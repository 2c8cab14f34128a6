"""What Facebook would refuse, found before it is asked. Pure: no I/O, and an answer to any post."""

from collections.abc import Callable, Iterator
from typing import Any

from omnichannel.application.ports.outbound.channel_gateway import Complaint, Post
from omnichannel.domain.content import MediaRef
from omnichannel_facebook.limits import (
    PHOTO_SIZE_LIMIT_BYTES,
    PHOTO_SIZE_SAFE_BYTES,
    PHOTO_TYPES,
    PHOTOS_LIMIT,
)
from omnichannel_facebook.settings import FacebookSettings
from omnichannel_facebook.text import is_facebook_address, is_unicode, is_web_address, text_from_post

Complaints = Iterator[Complaint]


def complaints_about(post: Post[Any], settings: FacebookSettings) -> list[Complaint]:
    """Give everything that keeps *post* off a page, and what will look different than expected."""
    found = [complaint for about in _ABOUT for complaint in about(post)]
    return found + list(_about_length(post, settings.text_limit_characters))


def _about_emptiness(post: Post[Any]) -> Complaints:
    if not (post.text.strip() or post.link or post.media):
        yield Complaint("text", "The post is empty.", "Write a text, or add a link or a picture.")


def _about_letters(post: Post[Any]) -> Complaints:
    if not is_unicode(post.text):
        yield Complaint("text", "The text holds half a character.", "Delete the broken character.")


def _about_length(post: Post[Any], limit: int) -> Complaints:
    used = len(text_from_post(post))
    if used > limit:
        yield Complaint(
            "text",
            f"The text has {used:,} characters.",
            f"Shorten it by {used - limit:,} characters.",
            limit=f"{limit:,} characters",
        )


def _about_title(post: Post[Any]) -> Complaints:
    if post.title:
        yield Complaint(
            "title",
            "A post on a page has no title, so the title is left out.",
            "Begin the text with it, if people should read it there.",
            severity="warns",
        )


def _about_link(post: Post[Any]) -> Complaints:
    if post.link is None:
        return
    if not is_unicode(post.link) or not is_web_address(post.link):
        yield Complaint("link", "The link is no complete web address.", "Begin it with https://.")
    elif post.media:
        yield Complaint(
            "link",
            "Facebook shows no link card below pictures, so the link becomes the last line of the text.",
            "Leave the pictures out, if the link matters more.",
            severity="warns",
        )
    elif is_facebook_address(post.link):
        yield Complaint(
            "link",
            "Facebook refuses links to its own pages.",
            "Take the link out, or put it into the text.",
        )


def _about_media(post: Post[Any]) -> Complaints:
    if len(post.media) > PHOTOS_LIMIT:
        yield Complaint(
            "media",
            f"The post has {len(post.media)} pictures.",
            f"Take {len(post.media) - PHOTOS_LIMIT} away.",
            limit=f"{PHOTOS_LIMIT} pictures",
        )
    for position, media in enumerate(post.media):
        yield from _about_photo(f"media/{position}", media)


def _about_photo(field: str, media: MediaRef) -> Complaints:
    if not media.is_image:
        yield Complaint(field, f"“{media.filename}” is no picture.", "Take it away, or send a picture.")
    elif media.media_type not in PHOTO_TYPES:
        yield Complaint(
            field,
            f"Facebook takes no pictures of the type {media.media_type}.",
            "Save the picture as JPEG or PNG.",
            limit="JPEG, BMP, PNG, GIF or TIFF",
        )
    elif media.size_bytes > PHOTO_SIZE_LIMIT_BYTES:
        yield _too_large(field, media, "10 MB", "blocks")
    elif media.size_bytes > PHOTO_SIZE_SAFE_BYTES:
        yield _too_large(field, media, "4 MB", "warns")


def _too_large(field: str, media: MediaRef, limit: str, severity: Any) -> Complaint:
    verb = "takes" if severity == "blocks" else "has refused, on some pages,"
    rest = f"at most {limit}" if severity == "blocks" else f"more than {limit}"
    size = f"{media.size_bytes / 1_000_000:.1f} MB"
    return Complaint(
        field,
        f"“{media.filename}” has {size}; Facebook {verb} {rest}.",
        "Use a smaller copy of the picture.",
        limit=limit,
        severity=severity,
    )


_ABOUT: tuple[Callable[[Post[Any]], Complaints], ...] = (
    _about_emptiness,
    _about_letters,
    _about_title,
    _about_link,
    _about_media,
)
