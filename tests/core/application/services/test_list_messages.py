import pytest

from omnichannel.application.ports.outbound.message_repository import MessageFilter
from omnichannel.application.services import list_messages
from omnichannel.domain.errors import InvalidRequest
from omnichannel.domain.message_status import MessageStatus
from omnichannel.domain.outcome import Published
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


async def test_filters_combine_and_hold_over_pages(house: House) -> None:
    """Every page has only what is wanted, whatever lies between."""
    for n in range(6):
        await house.schedule(f"Bread {n}" if n % 2 else f"Cake {n}")
        house.clock.advance(1)
    await house.settle(Published("1"))
    only = MessageFilter(
        statuses=frozenset({MessageStatus.PUBLISHED}), text="bREAD", account_id=house.feed, channel="feed"
    )

    first = await house.lists.list(PRINCIPAL, limit=2, cursor=None, only=only)
    await house.schedule("Bread, too late")
    second = await house.lists.list(PRINCIPAL, limit=2, cursor=first.next, only=only)

    assert ["Bread 5", "Bread 3"] == [item.content.text for item in first.items]
    assert ["Bread 1"] == [item.content.text for item in second.items]
    assert second.next is None


async def test_a_cursor_is_for_the_filters_it_was_made_with(house: House) -> None:
    """Going on with other filters would skip or repeat, so it is refused with what to do."""
    for n in range(3):
        await house.schedule(str(n))
    first = await house.lists.list(PRINCIPAL, limit=1, cursor=None, only=MessageFilter(channel="feed"))

    with pytest.raises(InvalidRequest) as caught:
        await house.lists.list(PRINCIPAL, limit=1, cursor=first.next)

    told = (
        "/cursor: This cursor was made with other filters. "
        "Repeat the filters of the page that gave it, or leave the cursor out."
    )
    assert told == str(caught.value)


async def test_words_are_looked_for_in_so_many_messages_a_page(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that finds few says where to look on; following it finds all of them once, and ends."""
    monkeypatch.setattr(list_messages, "MOST_SEARCHED", 3)
    for text in ("rye 1", "oat", "rye 2", "oat", "oat", "oat", "oat", "rye 3"):
        await house.schedule(text)
    pages, cursor = list[list[str]](), None

    while not pages or cursor:
        page = await house.lists.list(PRINCIPAL, limit=2, cursor=cursor, only=MessageFilter(text="RYE"))
        pages.append([str(item.content.text) for item in page.items])
        cursor = page.next

    assert [["rye 3"], ["rye 2"], ["rye 1"]] == pages
