from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from omnichannel.application.ports.outbound.http import AnswerLost, NothingSent, Request, Response
from omnichannel.domain.outcome import Absent, CannotTell, Deferred, Found, Published, Refused
from omnichannel.testing.attempts import RecordedAttempt
from omnichannel.testing.http import RecordedHttp, json_response, lost
from omnichannel.testing.posts import picture
from omnichannel_facebook.gateway import FacebookGateway
from omnichannel_facebook.settings import FacebookSettings
from tests.plugins.channels.facebook import examples
from tests.plugins.channels.facebook.error_rows import refusal

GATEWAY = FacebookGateway(FacebookSettings())
ALBUM = examples.post("Album", media=(picture("a.png"), picture("b.png")))
SINCE = datetime(2026, 11, 22, 10, tzinfo=UTC)


def uploads(answers: list[Response]) -> Callable[[Request], Response]:
    """Answer uploads in turn, and accept the post."""
    waiting = iter(answers)
    return lambda request: next(waiting) if request.files else examples.accept(request)


def test_several_pictures_are_not_one_request() -> None:
    """The core calls publish for an album, and sends the one request of everything else."""
    assert GATEWAY.request(ALBUM, examples.account()) is None
    assert [] == [post for post in examples.good_posts()[:4] if not GATEWAY.request(post, examples.account())]


async def test_an_album_is_uploaded_then_shown() -> None:
    """Pictures go up unseen, in order; only the last request is announced as irreversible."""
    http = RecordedHttp(uploads([json_response({"id": "11"}), json_response({"id": "12"})]))
    attempt = RecordedAttempt(http)

    outcome = await GATEWAY.publish(ALBUM, examples.account(None), attempt)

    assert isinstance(outcome, Published)
    assert {"photo-0": "11", "photo-1": "12"} == attempt.steps
    assert (1, 2) == (attempt.irreversible_calls, attempt.sent_before)
    assert [{"media_fbid": "11"}, {"media_fbid": "12"}] == http.requests[-1].json["attached_media"]


async def test_a_second_attempt_uploads_only_what_is_missing() -> None:
    """Finished steps are not repeated."""
    http = RecordedHttp(uploads([json_response({"id": "12"})]))

    outcome = await GATEWAY.publish(ALBUM, examples.account(), RecordedAttempt(http, steps={"photo-0": "11"}))

    assert isinstance(outcome, Published)
    assert 2 == len(http.requests)


async def test_a_refused_picture_ends_the_attempt_before_anything_is_seen() -> None:
    """The refusal is the outcome, and the irreversible step is never announced."""
    attempt = RecordedAttempt(RecordedHttp(uploads([json_response({"id": "11"}), refusal(324)])))

    outcome = await GATEWAY.publish(ALBUM, examples.account(), attempt)

    assert isinstance(outcome, Refused)
    assert {"photo-0": "11"} == attempt.steps
    assert 0 == attempt.irreversible_calls


async def test_an_upload_without_an_answer_in_words_is_tried_again() -> None:
    """A broken answer to an upload defers, for nobody sees an unpublished photo."""
    attempt = RecordedAttempt(RecordedHttp(uploads([Response(502, {}, b"")])))

    assert isinstance(await GATEWAY.publish(ALBUM, examples.account(), attempt), Deferred)


async def test_a_lost_answer_is_left_to_the_core() -> None:
    """Only the core knows what was recorded before, so the fault reaches it."""
    attempt = RecordedAttempt(RecordedHttp(lost(AnswerLost("gone"))))

    with pytest.raises(AnswerLost):
        await GATEWAY.publish(ALBUM, examples.account(), attempt)


async def test_a_post_is_found_on_a_later_page() -> None:
    """All pages are read, and what matches is given."""
    mine = {"id": "1_2", "message": "Hello", "created_time": "2026-11-22T10:00:05+0000"}
    pages: dict[str | None, Any] = {
        None: {"data": [], "paging": {"next": "https://x/", "cursors": {"after": "two"}}},
        "two": {"data": [mine]},
    }
    http = RecordedHttp(lambda request: json_response(pages[request.query.get("after")]))

    sighting = await GATEWAY.find(examples.post("Hello"), examples.account(), http, since=SINCE)

    assert isinstance(sighting, Found)
    assert ["1_2"] == [candidate.external_id for candidate in sighting.candidates]


async def test_a_page_without_it_is_absence() -> None:
    """A search that worked and shows nothing says so."""
    http = RecordedHttp(lambda _: json_response({"data": [{"id": "1_9", "message": "Other"}]}))

    assert Absent() == await GATEWAY.find(examples.post("Hello"), examples.account(), http, since=SINCE)


async def test_too_many_posts_do_not_tell() -> None:
    """A search that was not read to its end cannot speak of absence."""
    endless = {"data": [], "paging": {"next": "https://x/", "cursors": {"after": "on"}}}
    http = RecordedHttp(lambda _: json_response(endless))

    sighting = await GATEWAY.find(examples.post(), examples.account(), http, since=SINCE)

    assert isinstance(sighting, CannotTell)
    assert 10 == len(http.requests)


@pytest.mark.parametrize("fault", [NothingSent("no"), AnswerLost("no")])
async def test_a_search_without_an_answer_does_not_tell(fault: Any) -> None:
    """Whether the search arrived does not matter: it only reads."""
    sighting = await GATEWAY.find(examples.post(), examples.account(), RecordedHttp(lost(fault)), since=SINCE)

    assert CannotTell("Facebook could not be reached.") == sighting


def test_the_preview_says_what_is_sent() -> None:
    """A link beside pictures is shown where it will stand: in the text, and not as a card."""
    post = examples.post("Hello", link="https://example.org", media=(picture(),))

    rendered = GATEWAY.render(post, examples.account())

    assert ("Hello\nhttps://example.org", None) == (rendered.text, rendered.link)
    assert ("Harbour Bakery", 25, 63_206) == (
        rendered.sender,
        rendered.counts[0].used,
        rendered.counts[0].limit,
    )
