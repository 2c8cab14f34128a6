import base64
import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omnichannel.application.services.list_messages import place_from_cursor
from omnichannel.domain.errors import InvalidRequest
from tests.core.application.services.house import STRANGER, House
from tests.core.fakes.examples import PRINCIPAL


async def listed(house: House, limit: int) -> list[list[str]]:
    """Follow the cursors to the end; gives the texts of each page."""
    pages, cursor = [], None
    while True:
        page = await house.lists.list(PRINCIPAL, limit=limit, cursor=cursor)
        pages.append([item.content.text for item in page.items])
        cursor = page.next
        if cursor is None:
            return pages


@pytest.mark.parametrize(
    ("limit", "pages"),
    [
        (2, [["4", "3"], ["2", "1"], ["0"]]),
        (5, [["4", "3", "2", "1", "0"]]),
        (9, [["4", "3", "2", "1", "0"]]),
    ],
)
async def test_pages_are_newest_first(house: House, limit: int, pages: list[list[str]]) -> None:
    """Following the cursors gives every message once, and the last page has none."""
    for n in range(5):
        await house.schedule(str(n))
        house.clock.advance(1)

    assert pages == await listed(house, limit)


async def test_messages_of_one_instant_are_all_listed(house: House) -> None:
    """Messages that were accepted in one commit are not lost between two pages."""
    for n in range(5):
        await house.schedule(str(n))

    pages = await listed(house, 2)

    assert ["0", "1", "2", "3", "4"] == sorted(text for page in pages for text in page)


async def test_new_messages_do_not_move_what_follows(house: House) -> None:
    """A cursor is a place, not a number."""
    for n in range(3):
        await house.schedule(str(n))
        house.clock.advance(1)
    first = await house.lists.list(PRINCIPAL, limit=2, cursor=None)

    await house.schedule("new")
    second = await house.lists.list(PRINCIPAL, limit=2, cursor=first.next)

    assert ["0"] == [item.content.text for item in second.items]


async def test_everybody_sees_their_own(house: House) -> None:
    """Another workspace's list does not show our messages."""
    await house.schedule()

    assert [] == (await house.lists.list(STRANGER, limit=9, cursor=None)).items


def made(place: str) -> str:
    return base64.urlsafe_b64encode(place.encode()).decode()


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "ähm",
        "\ud800",
        made("2027-03-01T08:00:00+00:00|nonsense"),
        made("2027-03-01T08:00:00|00000000-0000-0000-0000-000000000001"),
        made("0001-01-01T00:00:00+14:00|00000000-0000-0000-0000-000000000001"),
        made("9999-12-31T23:59:59-14:00|00000000-0000-0000-0000-000000000001"),
    ],
)
def test_a_cursor_that_is_not_ours_is_refused(cursor: str) -> None:
    """Whatever was made up, cut off or forged is told to be no cursor."""
    with pytest.raises(InvalidRequest, match="This is not a cursor of ours"):
        place_from_cursor(cursor)


@given(cursor=st.text())
def test_no_text_breaks_the_reading_of_cursors(cursor: str) -> None:
    """Any text at all is a place or a problem."""
    with contextlib.suppress(InvalidRequest):
        place_from_cursor(cursor)
