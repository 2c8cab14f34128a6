"""What ends by itself is told before it does."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from omnichannel.domain.ending import Ending, end_of_version
from tests.core.fakes.examples import NOW

VERSION = Ending(kind="remote_version", channel="feed", subject="Feed", version="v25.0", ends_at=NOW)
SIGN_IN = Ending(kind="sign_in", channel="feed", subject="Harbour Bakery", ends_at=NOW)


@pytest.mark.parametrize(
    ("days", "version", "sign_in", "planned"),
    [
        (91, None, None, "notice"),
        (90, "notice", None, "notice"),
        (31, "notice", None, "notice"),
        (30, "warning", None, "warning"),
        (8, "warning", None, "warning"),
        (7, "urgent", "urgent", "urgent"),
        (0, "ended", "ended", "ended"),
        (-1, "ended", "ended", "ended"),
    ],
)
def test_it_is_told_the_louder_the_nearer(
    days: int, version: str | None, sign_in: str | None, planned: str | None
) -> None:
    """A version 90, 30 and 7 days before; a sign-in a week before, or when a post comes after it."""
    ends_at = NOW + timedelta(days=days)
    ends = [VERSION, SIGN_IN, replace(SIGN_IN, planned_after=1)]

    assert [version, sign_in, planned] == [replace(one, ends_at=ends_at).urgency(NOW) for one in ends]


def test_it_is_told_in_words() -> None:
    """What ends, when, and how many posts come after it."""
    soon = NOW + timedelta(days=27)
    told = {
        replace(VERSION, ends_at=soon, planned_after=11).told(NOW): (
            "Version v25.0 of Feed's API ends on 28 March 2027, in 27 days. 11 posts are planned after it."
        ),
        replace(SIGN_IN, ends_at=soon, planned_after=1).told(NOW): (
            "The sign-in for Harbour Bakery ends on 28 March 2027, in 27 days. 1 post is planned after it."
        ),
        replace(SIGN_IN, ends_at=NOW + timedelta(hours=3)).told(NOW): (
            "The sign-in for Harbour Bakery ends on 1 March 2027, in less than a day. "
            "No post is planned after it."
        ),
        SIGN_IN.told(NOW): (
            "The sign-in for Harbour Bakery ended on 1 March 2027. No post is planned after it."
        ),
    }
    assert [*told] == [*told.values()]
    assert "Connect Harbour Bakery again before that; nothing is lost by it." == SIGN_IN.fix()
    assert "Install a version of the plugin feed that speaks a newer one." == VERSION.fix()


def test_a_version_holds_to_the_end_of_its_last_day() -> None:
    """On its last day it ends in less than a day; at midnight in UTC after that it ended."""
    end = end_of_version("feed", "Feed", version="v25.0", last_day=date(2027, 3, 1))

    noon, midnight = datetime(2027, 3, 1, 12, tzinfo=UTC), datetime(2027, 3, 2, tzinfo=UTC)
    assert ("urgent", "ended") == (end.urgency(noon), end.urgency(midnight))
    assert "Version v25.0 of Feed's API ends on 2 March 2027, in less than a day." == end.headline(noon)
