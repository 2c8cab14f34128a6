from uuid import UUID

import pytest

from omnichannel.domain.content import Content, MediaRef, Variant
from tests.core.fakes.examples import message

PICTURE = MediaRef(UUID(int=9), "ab" * 32, "image/png", 70, "loaf.png")
COMMON = Content("Bread", "News", "https://example.org", (PICTURE,))


@pytest.mark.parametrize(
    ("variant", "said"),
    [
        (Variant(), COMMON),
        (Variant(text="Short"), Content("Short", "News", "https://example.org", (PICTURE,))),
        (Variant(text=""), Content("", "News", "https://example.org", (PICTURE,))),
        (Variant(title="T", link="https://t.co"), Content("Bread", "T", "https://t.co", (PICTURE,))),
        (Variant(media=()), Content("Bread", "News", "https://example.org")),
        (Variant(without=frozenset({"title", "link", "media"})), Content("Bread")),
        (Variant(title="T", without=frozenset({"title", "media", "link"})), Content("Bread", "T")),
    ],
)
def test_a_variant_lies_over_the_common_content(variant: Variant, said: Content) -> None:
    """A channel says what its variant says, drops what it drops, and shares the rest."""
    assert said == variant.over(COMMON)


def test_a_channel_without_a_variant_says_what_all_say() -> None:
    """A variant changes its own channel and no other."""
    written = message(content=COMMON, variants={"feed": Variant(text="Short")})

    assert "Short" == written.content_for("feed").text
    assert COMMON == written.content_for("mail")


def test_a_channel_without_options_has_none() -> None:
    """Options belong to the channel that they are given for."""
    written = message(options={"feed": {"pinned": True}})

    assert {"pinned": True} == written.options_for("feed")
    assert {} == written.options_for("mail")


@pytest.mark.parametrize(
    ("media_type", "is_image"), [("image/png", True), ("video/mp4", False), ("x", False)]
)
def test_pictures_are_known_by_their_type(media_type: str, is_image: bool) -> None:
    """Whatever the bytes say is an image is a picture."""
    assert is_image is MediaRef(UUID(int=9), "ab" * 32, media_type, 70, "loaf.png").is_image
