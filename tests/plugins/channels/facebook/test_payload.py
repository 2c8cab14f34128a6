import hmac
from datetime import UTC, datetime

from omnichannel.application.ports.outbound.http import FilePart, Request
from omnichannel.testing.posts import picture
from omnichannel_facebook.payload import (
    feed_request,
    photo_request,
    search_request,
    unpublished_photo_request,
)
from omnichannel_facebook.settings import FacebookSettings
from tests.plugins.channels.facebook import examples

SETTINGS = FacebookSettings()
GRAPH = "https://graph.facebook.com/v26.0/111222333444555"
HEADERS = {"Authorization": f"Bearer {examples.TOKEN}"}
ACCOUNT = examples.account(app_secret=None)


def test_a_text_is_one_json_request() -> None:
    """The feed takes the message as JSON, and gives back the address when asked for it."""
    request = feed_request(examples.post("Hello"), ACCOUNT, SETTINGS)

    expected = Request(
        "POST", f"{GRAPH}/feed", HEADERS, {"fields": "id,permalink_url"}, json={"message": "Hello"}
    )
    assert expected == request


def test_a_link_travels_as_a_link() -> None:
    """Without pictures the link is a parameter of its own, and an absent text none at all."""
    request = feed_request(examples.post("", link="https://example.org"), ACCOUNT, SETTINGS)

    assert {"link": "https://example.org"} == request.json


def test_one_photo_carries_its_bytes_and_its_text() -> None:
    """The file part is called source; the caption is the post's text, the link its last line."""
    photo = picture(alt_text="A loaf")
    post = examples.post("Hello", media=(photo,), link="https://example.org")

    request = photo_request(post, ACCOUNT, SETTINGS)

    form = {"caption": "Hello\nhttps://example.org", "alt_text_custom": "A loaf"}
    assert (
        Request("POST", f"{GRAPH}/photos", HEADERS, form=form, files=(FilePart("source", photo),)) == request
    )


def test_a_photo_asks_for_no_fields() -> None:
    """A photo has no permalink_url; asking for it could turn a published photo into an error."""
    assert {} == photo_request(examples.post(media=(picture(),)), ACCOUNT, SETTINGS).query


def test_several_photos_are_uploaded_unseen() -> None:
    """An unpublished photo has no caption, which belongs to the post."""
    request = unpublished_photo_request(picture(), ACCOUNT, SETTINGS)

    assert {"published": "false"} == request.form


def test_several_photos_are_attached_in_order() -> None:
    """The post names the photos as they shall be shown."""
    request = feed_request(examples.post("Hi", media=(picture(),) * 2), ACCOUNT, SETTINGS, photos=("7", "5"))

    assert {"message": "Hi", "attached_media": [{"media_fbid": "7"}, {"media_fbid": "5"}]} == request.json


def test_a_link_that_the_text_names_is_not_repeated() -> None:
    """Beside pictures a link is written once."""
    post = examples.post("See https://example.org now", media=(picture(),), link="https://example.org")

    form = photo_request(post, ACCOUNT, SETTINGS).form

    assert form is not None
    assert "See https://example.org now" == form["caption"]


def test_the_proof_stands_beside_the_other_parameters() -> None:
    """With an app secret, each request carries the HMAC of the token."""
    account, since = examples.account(), datetime(2026, 11, 22, tzinfo=UTC)
    proof = hmac.digest(examples.APP_SECRET.encode(), examples.TOKEN.encode(), "sha256").hex()

    feed = feed_request(examples.post(), account, SETTINGS).json
    form = photo_request(examples.post(media=(picture(),)), account, SETTINGS).form
    query = search_request(account, SETTINGS, since=since).query

    assert form is not None
    assert [proof] * 3 == [part["appsecret_proof"] for part in (feed, form, query)]


def test_a_search_begins_a_minute_early() -> None:
    """The platform's clock may be behind ours; a cursor leads to the next page."""
    since = datetime(2026, 11, 22, 10, tzinfo=UTC)

    request = search_request(ACCOUNT, SETTINGS, since=since, after="NEXT")

    assert ("GET", f"{GRAPH}/published_posts") == (request.method, request.url)
    assert str(int(since.timestamp()) - 60) == request.query["since"]
    assert "NEXT" == request.query["after"]
    assert "100" == request.query["limit"]


def test_the_base_url_and_the_version_are_settings() -> None:
    """A simulated platform, or a newer version, is one setting away."""
    settings = FacebookSettings(graph_url="http://localhost:9999/graph/", version="v27.0")

    request = feed_request(examples.post(), ACCOUNT, settings)

    assert "http://localhost:9999/graph/v27.0/111222333444555/feed" == request.url
