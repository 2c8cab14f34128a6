from typing import Any

import pytest

from omnichannel.application.ports.outbound.channel_gateway import Post
from omnichannel.testing.posts import picture
from omnichannel_facebook.complaints import complaints_about
from omnichannel_facebook.settings import FacebookSettings
from tests.plugins.channels.facebook import examples

SETTINGS = FacebookSettings()


def found(post: Post[Any], settings: FacebookSettings = SETTINGS) -> list[tuple[str, str]]:
    return [(complaint.field, complaint.severity) for complaint in complaints_about(post, settings)]


@pytest.mark.parametrize("post", examples.good_posts()[:3], ids=["text", "link", "photo"])
def test_a_good_post_brings_no_complaint(post: Post[Any]) -> None:
    """Nothing is said about a post that Facebook takes as it is."""
    assert [] == found(post)


def test_an_empty_post_is_refused() -> None:
    """White space alone is no post."""
    assert [("text", "blocks")] == found(examples.post(" \n"))


def test_the_text_may_be_as_long_as_the_limit() -> None:
    """63,206 characters pass and one more does not, whatever their size in bytes."""
    assert [] == found(examples.post("🥐" * 63_206))
    assert [("text", "blocks")] == found(examples.post("🥐" * 63_207))


def test_the_limit_of_the_text_is_a_setting() -> None:
    """The limit is not in Meta's own words, so whoever knows better sets another."""
    settings = FacebookSettings(text_limit_characters=5)

    assert [("text", "blocks")] == found(examples.post("123456"), settings)


def test_a_link_beside_pictures_counts_as_text() -> None:
    """The last line that the link becomes is part of the length."""
    post = examples.post("12345", link="https://example.org", media=(picture(),))

    assert ("text", "blocks") in found(post, FacebookSettings(text_limit_characters=10))


def test_half_a_character_is_refused() -> None:
    """Half a surrogate pair cannot be encoded."""
    assert [("text", "blocks")] == found(examples.post("a\ud83e"))


@pytest.mark.parametrize(
    "link",
    [
        "example.org",
        "/hours",
        "ftp://example.org",
        "https://",
        "https://a b.org",
        "https://[",
        "",
        "mailto:a@b.c",
    ],
)
def test_a_link_must_be_a_whole_web_address(link: str) -> None:
    """Facebook reads http and https addresses with a host."""
    assert ("link", "blocks") in found(examples.post(link=link))


@pytest.mark.parametrize(
    "link", ["https://facebook.com/x", "https://www.FACEBOOK.com", "https://m.facebook.com./"]
)
def test_links_to_facebook_are_refused(link: str) -> None:
    """Facebook refuses links to itself (1609008)."""
    assert [("link", "blocks")] == found(examples.post(link=link))


def test_names_that_end_like_facebook_are_others() -> None:
    """Only the domain itself is Facebook's."""
    assert [] == found(examples.post(link="https://notfacebook.com/facebook.com"))


def test_a_link_beside_pictures_is_told() -> None:
    """The link moves into the text, and the person hears of it."""
    assert [("link", "warns")] == found(examples.post(link="https://example.org", media=(picture(),)))


def test_a_title_is_told_to_be_left_out() -> None:
    """Posts on a page have no title."""
    assert [("title", "warns")] == found(examples.post(title="News"))


@pytest.mark.parametrize("kind", ["jpeg", "bmp", "png", "gif", "tiff"])
def test_five_kinds_of_pictures_are_taken(kind: str) -> None:
    """JPEG, BMP, PNG, GIF and TIFF are what Facebook takes."""
    assert [] == found(examples.post(media=(picture(media_type=f"image/{kind}"),)))


@pytest.mark.parametrize("media_type", ["image/webp", "image/svg+xml", "video/mp4", "application/pdf"])
def test_other_files_are_refused(media_type: str) -> None:
    """Nothing but those pictures can be sent in this version."""
    assert [("media/1", "blocks")] == found(examples.post(media=(picture(), picture(media_type=media_type))))


@pytest.mark.parametrize(
    ("size_bytes", "expected"),
    [(4_000_000, []), (4_000_001, [("media/0", "warns")]), (10_000_001, [("media/0", "blocks")])],
)
def test_large_pictures_are_told_first_and_then_refused(
    size_bytes: int, expected: list[tuple[str, str]]
) -> None:
    """Above 4 MB some pages refuse, above 10 MB all do."""
    assert expected == found(examples.post(media=(picture(size_bytes=size_bytes),)))


def test_ten_pictures_are_taken() -> None:
    """Ten pictures pass, eleven do not."""
    assert [] == found(examples.post(media=(picture(),) * 10))
    assert [("media", "blocks")] == found(examples.post(media=(picture(),) * 11))
