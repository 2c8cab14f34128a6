import base64
import contextlib
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omnichannel.application.cursors import cursor_from, place_from
from omnichannel.domain.errors import InvalidRequest

PLACE = (datetime(2027, 3, 1, 8, tzinfo=UTC), UUID(int=7))


def made(place: str) -> str:
    return base64.urlsafe_b64encode(place.encode()).decode()


def test_a_cursor_leads_to_its_place() -> None:
    """What was made with filters is read with filters that ask for the same."""
    here, there = PLACE[0], PLACE[0].astimezone(timezone(timedelta(hours=2)))
    filters = {"states": frozenset({"a", "b"}), "after": here, "q": None, "account_id": UUID(int=1)}
    alike = {**filters, "states": frozenset({"b", "a"}), "after": there, "new": None}

    cursor = cursor_from(PLACE, filters)

    assert PLACE == place_from(cursor, alike)


@pytest.mark.parametrize(
    "others", [{}, {"q": "rye"}, {"q": "bread", "channel": "feed"}, {"q": "bread", "asks": False}]
)
def test_other_filters_are_refused(others: dict[str, Any]) -> None:
    """A filter more, less or different is another list."""
    with pytest.raises(InvalidRequest, match="made with other filters"):
        place_from(cursor_from(PLACE, {"q": "bread"}), others)


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "ähm",
        "\ud800",
        made("2027-03-01T08:00:00+00:00|00000000-0000-0000-0000-000000000001"),
        made("2027-03-01T08:00:00+00:00|nonsense|0"),
        made("2027-03-01T08:00:00|00000000-0000-0000-0000-000000000001|0"),
        made("0001-01-01T00:00:00+14:00|00000000-0000-0000-0000-000000000001|0"),
        made("9999-12-31T23:59:59-14:00|00000000-0000-0000-0000-000000000001|0"),
    ],
)
def test_a_cursor_that_is_not_ours_is_refused(cursor: str) -> None:
    """Whatever was made up, cut off or forged is told to be no cursor."""
    with pytest.raises(InvalidRequest, match="This is not a cursor of ours"):
        place_from(cursor, {})


@given(cursor=st.text())
def test_no_text_breaks_the_reading_of_cursors(cursor: str) -> None:
    """Any text at all is a place or a problem."""
    with contextlib.suppress(InvalidRequest):
        place_from(cursor, {})
