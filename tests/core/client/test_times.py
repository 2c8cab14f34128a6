from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from omnichannel.client import WrongArgument
from omnichannel.client.times import When, publish_from

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("at", "local", "zone"),
    [
        (datetime(2027, 3, 1, 9, tzinfo=BERLIN), "2027-03-01T09:00:00", "Europe/Berlin"),
        ((datetime(2027, 3, 1, 9), "Europe/Berlin"), "2027-03-01T09:00:00", "Europe/Berlin"),
        (datetime(2027, 3, 1, 9, tzinfo=UTC), "2027-03-01T09:00:00", "UTC"),
        (datetime(2027, 3, 1, 9, tzinfo=timezone(timedelta(hours=1))), "2027-03-01T08:00:00", "UTC"),
        (datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN), "2026-10-25T02:30:00", "Europe/Berlin"),
        (datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=BERLIN), "2026-10-25T01:30:00", "UTC"),
    ],
)
def test_a_time_is_the_instant_that_was_meant(at: When, local: str, zone: str) -> None:
    """A named zone is kept; an offset, and the second of two equal wall times, become UTC."""
    publish = publish_from(at).model_dump(mode="json")

    assert {"when": "at", "local": local, "zone": zone} == publish


def test_no_time_is_now_and_a_draft_is_not_yet() -> None:
    """What is not said is now; a draft waits for a word."""
    assert ("now", "draft") == (publish_from(None).when, publish_from(None, draft=True).when)


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (datetime(2027, 3, 1, 9), r"has no zone; write \(datetime, 'Europe/Berlin'\)"),
        ((datetime(2027, 3, 1, 9, tzinfo=UTC), "UTC"), "has an offset and a zone beside it"),
    ],
)
def test_a_time_that_says_too_little_or_too_much_is_refused(at: When, told: str) -> None:
    """Nobody guesses a zone."""
    with pytest.raises(WrongArgument, match=told):
        publish_from(at)


def test_a_draft_has_no_time() -> None:
    """Both at once is a mistake."""
    with pytest.raises(WrongArgument, match="a draft has no time"):
        publish_from(datetime(2027, 3, 1, tzinfo=UTC), draft=True)
