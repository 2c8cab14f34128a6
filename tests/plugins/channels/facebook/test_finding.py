from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from omnichannel.application.ports.outbound.channel_gateway import Post
from omnichannel.application.ports.outbound.http import Response
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.outcome import CannotTell
from omnichannel.testing.http import json_response
from omnichannel.testing.posts import picture
from omnichannel_facebook.finding import Page, candidates_from_items, page_from_response
from tests.plugins.channels.facebook import examples
from tests.plugins.channels.facebook.error_rows import refusal

SINCE = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
TWO_PHOTOS = {"data": [{"media_type": "album", "subattachments": {"data": [{"media_type": "photo"}] * 2}}]}


def item(number: int, text: str | None = "Hello", minute: int = 1, **fields: Any) -> dict[str, Any]:
    made = {"id": f"1_{number}", "created_time": f"2026-11-22T10:{minute:02}:00+0000"}
    return made | ({} if text is None else {"message": text}) | fields


def ids(items: list[Any], post: Post[Any]) -> list[str]:
    return [found.external_id for found in candidates_from_items(items, post, since=SINCE)]


def test_the_same_text_is_a_candidate() -> None:
    """Kinds and lengths of white space do not count, letters do."""
    items = [item(1, "Hello  world\r\n"), item(2, "Hello World"), item(3, "Hello")]

    assert ["1_1"] == ids(items, examples.post("Hello\nworld"))


def test_all_matches_are_given_the_earliest_first() -> None:
    """Another delivery may own the first, so the next ones are needed as well."""
    items = [item(1, minute=9), item(2, minute=3), item(3, minute=5)]

    assert ["1_2", "1_3", "1_1"] == ids(items, examples.post("Hello"))


def test_posts_from_before_are_not_ours() -> None:
    """A minute of doubt about clocks is granted, no more."""
    early = item(1, created_time="2026-11-22T09:58:59+0000")
    just = item(2, created_time="2026-11-22T09:59:30+0000")

    assert ["1_2"] == ids([early, just], examples.post("Hello"))


def test_the_number_of_pictures_decides() -> None:
    """Counted pictures must agree; a post that does not speak of them comes last."""
    items = [
        item(1, attachments={"data": [{"media_type": "photo"}]}),
        item(2),
        item(3, attachments=TWO_PHOTOS, minute=8),
    ]

    assert ["1_3", "1_2"] == ids(items, examples.post("Hello", media=(picture(),) * 2))


def test_attachments_that_do_not_tell_their_kind_prove_nothing() -> None:
    """A post whose pictures cannot be counted may be ours: to pass it over would send it again."""
    item_of_photo = item(1, attachments={"data": [{"type": "photo"}]})

    assert ["1_1"] == ids([item_of_photo], examples.post("Hello", media=(picture(),)))


def test_a_link_card_is_no_picture() -> None:
    """A text with a link is found although Facebook draws a card for it."""
    card = {"data": [{"media_type": "link", "unshimmed_url": "https://example.org/a"}]}

    assert ["1_1"] == ids([item(1, attachments=card)], examples.post("Hello", link="https://example.org/a"))


def test_a_post_without_text_is_known_by_its_link() -> None:
    """Two posts without text differ by what they link to."""
    cards = [
        {"data": [{"media_type": "link", "unshimmed_url": f"https://example.org/{path}"}]} for path in "ab"
    ]
    items = [item(1, None, attachments=cards[0]), item(2, None, attachments=cards[1])]

    assert ["1_2"] == ids(items, examples.post("", link="https://example.org/b/"))


@pytest.mark.parametrize(
    "broken", [None, 7, "x", [], {}, {"id": 3}, {"id": "1", "message": 4, "attachments": 5}]
)
def test_broken_items_are_passed_over(broken: Any) -> None:
    """What cannot be read is no candidate, and no fault."""
    assert [] == ids([broken], examples.post("Hello"))


def test_a_page_leads_to_the_next() -> None:
    """The cursor is taken and the address is not, for that one bears the token."""
    answer = {"data": [1], "paging": {"next": "https://x/?access_token=s", "cursors": {"after": "C"}}}

    assert Page((1,), "C") == page_from_response(json_response(answer))


def test_the_last_page_has_no_next() -> None:
    """A cursor alone does not mean that there is more."""
    answer = {"data": [1], "paging": {"cursors": {"after": "C"}}}

    assert Page((1,)) == page_from_response(json_response(answer))


@pytest.mark.parametrize(
    "answer",
    [
        refusal(190, 463),
        refusal(2, status=500),
        json_response({}, 200),
        json_response([], 200),
        json_response({"data": {}}, 200),
        json_response({"data": []}, 503),
        json_response({"data": [], "paging": {"next": "https://x/"}}),
        json_response({"data": [], "paging": {"next": "https://x/", "cursors": {"after": 7}}}),
    ],
)
def test_what_cannot_be_read_does_not_tell(answer: Any) -> None:
    """A search that failed is never an empty page, and says why in a sentence: another may follow it."""
    told = page_from_response(answer)

    assert isinstance(told, CannotTell)
    assert "Facebook" in told.reason
    assert told.reason.endswith(".")
    assert not told.reason.endswith("..")


def test_a_search_that_is_refused_tells_why() -> None:
    """A token that has expired is told as such, so that the account is paused."""
    told = page_from_response(json_response({"error": {"code": 190, "error_subcode": 463}}, status=400))

    assert isinstance(told, CannotTell)
    assert FailureKind.AUTH_EXPIRED is told.kind


@pytest.mark.parametrize("answer", [refusal(4), json_response([], status=429)], ids=["code 4", "429"])
def test_a_search_that_came_too_often_tells_how_long_to_wait(answer: Response) -> None:
    """The account's patience is asked for as after publishing; usage headers would say how much of it."""
    told = page_from_response(answer)

    assert isinstance(told, CannotTell)
    assert (FailureKind.RATE_LIMITED, timedelta(seconds=60)) == (told.kind, told.wait)
