"""Posts, pictures and accounts for tests: plain ones, and any that Hypothesis can think of."""

import hashlib
from dataclasses import replace
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from omnichannel.application.ports.outbound.channel_gateway import Post
from omnichannel.domain.account import OpenAccount
from omnichannel.domain.content import MediaRef

KEY = "0193a0b1c2d37e4f8a5b6c7d8e9f0a1b"
"""The key of every post made here."""

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8ffff3f"
    "0005fe02fea7359c810000000049454e44ae426082"
)
"""A PNG of one pixel: the bytes of each picture made here, unless other bytes are given."""


NASTY = ("half \ud83e", "\udcff", "a\r\nb: c", "\0", "\u2028", "\u202e", "\ufeff", "🥐" * 1_000, "[", "%s{}")
"""Texts that have broken programs before."""


def picture(filename: str = "pixel.png", content: bytes = PIXEL, **facts: Any) -> MediaRef:
    """Give a picture of *content*; *facts* replace fields of the `MediaRef`."""
    digest = hashlib.sha256(content).hexdigest()
    made = MediaRef(UUID(hex=digest[:32]), digest, "image/png", len(content), filename, 1, 1)
    return replace(made, **facts)


def post(text: str = "Fresh bread from seven.", *, options: Any, **fields: Any) -> Post[Any]:
    """Give a post; *fields* are those of `Post`."""
    return Post(**{"key": KEY, "text": text, "options": options, **fields})


def account(credentials: Any, *, channel: str, **fields: Any) -> OpenAccount:
    """Give an opened account named "Harbour Bakery"; *fields* replace those of `OpenAccount`."""
    made = OpenAccount(UUID(hex=KEY), channel, "Harbour Bakery", "111222333444555", credentials)
    return replace(made, **fields)


def texts() -> st.SearchStrategy[str]:
    """Any text that can be encoded, as long as a phrase or as a page."""
    return st.one_of(st.text(), st.text(min_size=1, max_size=20).map(lambda part: part * 500))


def broken_texts() -> st.SearchStrategy[str]:
    """Any text at all, halves of surrogate pairs included."""
    return st.text(st.characters()) | st.sampled_from(NASTY)


def any_post_like(example: Post[Any]) -> st.SearchStrategy[Post[Any]]:
    """*example*, with any text, title, link, address, and media of any kind."""
    word = st.none() | broken_texts()
    media = st.builds(
        picture,
        filename=broken_texts(),
        media_type=st.sampled_from(["image/jpeg", "image/webp", "video/mp4", "application/pdf", "x"]),
        size_bytes=st.integers(0, 2**40),
        alt_text=word,
    )
    changes = st.fixed_dictionaries(
        {},
        optional={
            "text": broken_texts(),
            "title": word,
            "link": word | broken_texts().map("https://{}".format),
            "address": word | broken_texts().map("{}@example.org".format),
            "recipient_name": word,
            "media": st.lists(media, max_size=12).map(tuple),
        },
    )
    return changes.map(lambda fields: _changed(example, fields))


def _changed(example: Post[Any], fields: dict[str, Any]) -> Post[Any]:
    return replace(example, **fields)
