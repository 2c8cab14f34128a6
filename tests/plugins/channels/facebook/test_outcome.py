import json
from datetime import timedelta
from typing import Any

import pytest

from omnichannel.application.ports.outbound.http import Response
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.outcome import Deferred, Evidence, Published, Refused, Unknown
from omnichannel.domain.pace import Usage
from omnichannel.testing.http import json_response
from omnichannel_facebook.errors import RULES
from omnichannel_facebook.outcome import outcome_from_response, outcome_of_upload, published_from_item
from tests.plugins.channels.facebook.error_rows import MEANINGS, refusal


def test_every_line_of_the_table_is_tested() -> None:
    """No code is read in a way that nobody has written down twice."""
    tested = {number for code, subcode, _ in MEANINGS for number in (code, subcode)}

    assert {number for rule in RULES for number in (rule.code, rule.subcode)} <= tested | {None}


def test_an_id_and_an_address_mean_published() -> None:
    """The address is the one that Facebook gives."""
    answer = {"id": "1_2", "permalink_url": "https://www.facebook.com/1/posts/2"}

    outcome = outcome_from_response(json_response(answer))

    assert Published("1_2", "https://www.facebook.com/1/posts/2", Evidence(status=200)) == outcome


def test_a_photo_is_known_by_its_post() -> None:
    """The id of the post is kept, not that of the photo; the address is made from it."""
    outcome = outcome_from_response(json_response({"id": "7", "post_id": "1_2"}))

    assert Published("1_2", "https://www.facebook.com/1_2", Evidence(status=200)) == outcome


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"null", b"[]", b'{"id": null}', b'{"id": ""}', b'{"id": 12}', b'{"id": "a/b"}', b"<html>"],
)
def test_success_without_an_id_is_unknown(body: bytes) -> None:
    """The post may be on the page, so nobody says that it failed."""
    outcome = outcome_from_response(Response(200, {}, body))

    assert isinstance(outcome, Unknown)


@pytest.mark.parametrize("status", [302, 400, 404, 408, 500, 502, 503, 504])
def test_a_status_without_an_error_of_facebook_is_unknown(status: int) -> None:
    """A page of some proxy does not tell whether the post arrived."""
    outcome = outcome_from_response(Response(status, {}, b"<html>Bad gateway</html>"))

    assert isinstance(outcome, Unknown)
    assert Evidence(status=status) == outcome.evidence


def test_too_many_requests_wait() -> None:
    """429 is a refusal, even without a body."""
    outcome = outcome_from_response(Response(429, {}, b""))

    assert isinstance(outcome, Deferred)
    assert FailureKind.RATE_LIMITED is outcome.kind


def test_an_unlisted_error_of_a_broken_server_is_unknown() -> None:
    """A new code with a 5xx, or one that calls itself passing, does not tell."""
    passing = {"error": {"code": 987_654, "message": "?", "is_transient": True}}

    assert isinstance(outcome_from_response(refusal(987_654, status=500)), Unknown)
    assert isinstance(outcome_from_response(json_response(passing, 400)), Unknown)


def test_a_refusal_keeps_the_words_of_facebook() -> None:
    """Code, subcode, text and trace id are there for the person who talks to Meta."""
    outcome = outcome_from_response(refusal(190, 463, status=401))

    assert isinstance(outcome, Refused)
    assert Evidence(401, "190/463", "(#190) Invented for a test", "A1b2C3d4E5f") == outcome.evidence


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", timedelta(seconds=60)),
        ("no json", timedelta(seconds=60)),
        ("[1]", timedelta(seconds=60)),
        ('{"1":[{"estimated_time_to_regain_access":0}]}', timedelta(seconds=60)),
        (
            '{"1":[{"estimated_time_to_regain_access":7}],"2":[{"estimated_time_to_regain_access":9}]}',
            timedelta(minutes=9),
        ),
        ('{"1":[{"estimated_time_to_regain_access":1e99}]}', timedelta(hours=24)),
        ('{"1":[{"estimated_time_to_regain_access":"7"}],"2":7}', timedelta(seconds=60)),
    ],
)
def test_the_wait_is_the_one_that_facebook_asks_for(header: str, expected: timedelta) -> None:
    """The usage header says it in minutes; without it, a minute is waited, and never over a day."""
    outcome = outcome_from_response(refusal(32, x_business_use_case_usage=header))

    assert isinstance(outcome, Deferred)
    assert expected == outcome.wait


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"retry-after": "7"}, timedelta(seconds=7)),
        ({"retry-after": "999999"}, timedelta(hours=24)),
        (
            {"retry-after": "Tue, 24 Nov 2026 09:00:30 GMT", "date": "Tue, 24 Nov 2026 09:00:00 GMT"},
            timedelta(seconds=30),
        ),
        ({"retry-after": "soon"}, timedelta(seconds=60)),
    ],
)
def test_a_wait_may_stand_in_a_header_of_http(headers: dict[str, str], expected: timedelta) -> None:
    """429 says so in seconds, or as a date by its own clock."""
    outcome = outcome_from_response(Response(429, headers, b""))

    assert isinstance(outcome, Deferred)
    assert expected == outcome.wait


PAGE = (
    '{"1":[{"type":"pages","call_count":97,"total_time":23,"estimated_time_to_regain_access":5},'
    '{"type":"instagram","call_count":100}]}'
)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"x-app-usage": '{"call_count":28,"total_time":80,"total_cputime":25}'}, Usage(0.8)),
        ({"x-page-usage": '{"call_count":100}', "x-app-usage": '{"call_count":3}'}, Usage(1.0)),
        ({"x-business-use-case-usage": PAGE}, Usage(0.97, timedelta(minutes=5))),
        ({"x-app-usage": "[]"}, None),
        ({"x-app-usage": '{"call_count":"80","total_time":NaN,"total_cputime":-4}'}, None),
        ({"x-business-use-case-usage": '{"1":[7],"2":{}}'}, None),
        ({}, None),
    ],
)
def test_each_answer_tells_of_the_budget(headers: dict[str, str], expected: Usage | None) -> None:
    """The fullest of what publishing uses counts, with answers that are all right, too."""
    outcome = outcome_from_response(Response(200, headers, b'{"id": "1_2"}'))

    assert isinstance(outcome, Published)
    assert expected == outcome.evidence.usage


def test_words_are_cut_and_cleaned() -> None:
    """No more than 500 characters are kept, and no token among them."""
    message = "token EAAGsecretsecret and access_token=abc 123|abcdefghij " + "x " * 600

    outcome = outcome_from_response(json_response({"error": {"code": 190, "message": message}}, 400))

    assert outcome.evidence.message is not None
    assert 500 == len(outcome.evidence.message)
    assert outcome.evidence.message.startswith("token [removed] and [removed] [removed] x x")


@pytest.mark.parametrize("error", [{}, {"code": "190"}, {"code": True}, {"code": None, "message": 3}])
def test_an_error_without_a_code_is_refused_in_words(error: dict[str, Any]) -> None:
    """A 400 with an error object is a no, even if its code is missing."""
    outcome = outcome_from_response(json_response({"error": error}, 400))

    assert isinstance(outcome, Refused)
    assert FailureKind.UNSUPPORTED is outcome.kind


def test_an_upload_whose_answer_does_not_tell_is_tried_again() -> None:
    """Nobody sees an unpublished photo, so a second one hurts nobody."""
    outcome = outcome_of_upload(refusal(2, status=500))

    assert isinstance(outcome, Deferred)
    assert FailureKind.TRANSIENT is outcome.kind


def test_an_upload_gives_the_photos_id() -> None:
    """The id is what the post attaches."""
    assert "1001" == outcome_of_upload(json_response({"id": "1001"}))


@pytest.mark.parametrize("link", ["http://www.facebook.com/x", "javascript:alert(1)", 7, None])
def test_an_address_that_is_no_https_is_not_shown(link: Any) -> None:
    """People click on it, so it is made from the id instead."""
    published = published_from_item(json.loads(json.dumps({"id": "1_2", "permalink_url": link})))

    assert published is not None
    assert "https://www.facebook.com/1_2" == published.url
