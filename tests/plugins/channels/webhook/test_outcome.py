from datetime import timedelta

import pytest

from omnichannel.application.ports.outbound.http import Response
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.outcome import Deferred, Evidence, Published, Refused
from omnichannel_webhook.outcome import REST, asked_wait, outcome_from_response

DATE = "Sun, 01 Mar 2026 12:00:00 GMT"


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_success_is_an_arrival(status: int) -> None:
    """Whatever the receiver says beside it, 2xx means that it has the event."""
    assert Published("accepted", evidence=Evidence(status)) == outcome_from_response(
        Response(status, {}, b"")
    )


def test_gone_stops_the_endpoint() -> None:
    """410 is the receiver's way to want no more: of the kinds that pause an account."""
    outcome = outcome_from_response(Response(410, {}, b""))

    assert isinstance(outcome, Refused)
    assert FailureKind.AUTH_REVOKED is outcome.kind


@pytest.mark.parametrize("status", [400, 404, 500, 502, 503, 504])
def test_a_receiver_in_trouble_is_asked_again_and_left_alone_meanwhile(status: int) -> None:
    """What failed is tried again by itself; other events wait a moment, too."""
    outcome = outcome_from_response(Response(status, {}, b""))

    assert isinstance(outcome, Deferred)
    assert (FailureKind.TRANSIENT, REST) == (outcome.kind, outcome.rest)


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"retry-after": "120"}, timedelta(minutes=2)),
        ({"retry-after": "999999999"}, timedelta(seconds=999_999_999)),
        ({"retry-after": "Sun, 01 Mar 2026 12:03:00 GMT", "date": DATE}, timedelta(minutes=3)),
        ({"retry-after": "Sun, 01 Mar 2026 11:00:00 GMT", "date": DATE}, timedelta()),
        ({"retry-after": "Sun, 01 Mar 2026 12:03:00 GMT"}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "soon"}, None),
        ({}, None),
    ],
)
def test_retry_after_is_read(headers: dict[str, str], wait: timedelta | None) -> None:
    """Seconds and dates are read, the core bounds them; what is neither asks for nothing."""
    assert wait == asked_wait(Response(503, headers, b""))


@pytest.mark.parametrize("status", [400, 404, 429, 500, 503])
def test_any_refusal_may_ask_for_patience(status: int) -> None:
    """`Retry-After` counts with whatever is tried again, not only where it is usual."""
    outcome = outcome_from_response(Response(status, {"retry-after": "120"}, b""))

    assert isinstance(outcome, Deferred)
    assert timedelta(minutes=2) == outcome.wait


def test_too_many_requests_rests_the_endpoint() -> None:
    """429 asks the whole endpoint for patience, for as long as it says, or for a moment."""
    told = outcome_from_response(Response(429, {"retry-after": "7"}, b""))
    untold = outcome_from_response(Response(429, {}, b""))

    assert isinstance(told, Deferred)
    assert isinstance(untold, Deferred)
    assert (timedelta(seconds=7), REST) == (told.wait, untold.wait)
