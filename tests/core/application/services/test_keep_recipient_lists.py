from uuid import UUID

import pytest

from omnichannel.application.dtos.recipient_lists import PageQuery, PeopleQuery, RecipientListOut
from omnichannel.application.services.keep_recipient_lists import KeepRecipientListsService
from omnichannel.domain.errors import InvalidRequest, NotFound
from tests.core.application.services.house import STRANGER, House
from tests.core.fakes.examples import NOW, PRINCIPAL


@pytest.fixture
def keeps(house: House) -> KeepRecipientListsService:
    return KeepRecipientListsService(house.store, house.clock)


async def uploaded(keeps: KeepRecipientListsService, rows: int = 3, name: str = "Guests") -> RecipientListOut:
    data = "".join(f"{number}@example.org,Guest {number}\n" for number in range(rows)).encode()
    return await keeps.upload(PRINCIPAL, data, name=name)


async def test_an_upload_says_what_was_kept(house: House, keeps: KeepRecipientListsService) -> None:
    """Good rows are kept, duplicates counted and bad rows told, also when the list is read again."""
    new = await keeps.upload(PRINCIPAL, b"a@x.org\nA@x.org\n,Ada\nb@x.org\n", name=" Guests ")

    assert ("Guests", 2, 1, 1, NOW) == (
        new.name,
        new.count,
        new.duplicates,
        new.refused_count,
        new.created_at,
    )
    assert [(3, "There is no address.")] == [(one.row, one.detail) for one in new.refused]
    assert new == await keeps.get(PRINCIPAL, new.id)
    assert [("recipient_list.added", "2 people")] == [
        (deed.action, deed.detail) for deed in await house.deeds(new.id)
    ]


async def test_people_are_paged_in_the_order_of_the_file(keeps: KeepRecipientListsService) -> None:
    """Following the cursors shows everybody once, in order, across what one statement can carry."""
    new = await uploaded(keeps, 6_000)

    seen: list[str] = []
    cursor, pages = None, 0
    while pages == 0 or cursor is not None:
        page = await keeps.people(PRINCIPAL, new.id, PeopleQuery(limit=1_000, cursor=cursor))
        seen, cursor, pages = [*seen, *(one.address for one in page.items)], page.next, pages + 1

    assert (6, [f"{number}@example.org" for number in range(6_000)]) == (pages, seen)


async def test_lists_are_paged_newest_first(keeps: KeepRecipientListsService) -> None:
    """Following the cursors shows every list once, also when lists come in between."""
    made = [await uploaded(keeps, name=str(number)) for number in range(3)]

    first = await keeps.list(PRINCIPAL, PageQuery(limit=2))
    await uploaded(keeps, name="new")
    rest = await keeps.list(PRINCIPAL, PageQuery(limit=2, cursor=first.next))

    newest_first = sorted(made, key=lambda one: one.id, reverse=True)
    assert (newest_first, None) == ([*first.items, *rest.items], rest.next)


async def test_a_list_that_nobody_uses_is_removed(house: House, keeps: KeepRecipientListsService) -> None:
    """It is gone with its people, and the audit log says who removed it."""
    new = await uploaded(keeps)

    await keeps.remove(PRINCIPAL, new.id)

    assert [] == (await keeps.list(PRINCIPAL, PageQuery())).items
    assert "recipient_list.removed" == (await house.deeds(new.id))[-1].action
    with pytest.raises(NotFound, match="There is no recipient list"):
        await keeps.people(PRINCIPAL, new.id, PeopleQuery())


@pytest.mark.parametrize("cursor", ["x", "_____________________w"])
async def test_a_strange_cursor_is_refused(keeps: KeepRecipientListsService, cursor: str) -> None:
    """Whoever makes up a cursor is told so."""
    new = await uploaded(keeps)

    with pytest.raises(InvalidRequest, match="not a cursor of ours"):
        await keeps.people(PRINCIPAL, new.id, PeopleQuery(cursor=cursor))


async def test_lists_of_others_are_not_there(keeps: KeepRecipientListsService) -> None:
    """A stranger neither reads nor removes a list, nor does a wrong id find one."""
    new = await uploaded(keeps)

    for principal, id in [(STRANGER, new.id), (PRINCIPAL, UUID(int=5))]:
        for ask in (keeps.get(principal, id), keeps.remove(principal, id)):
            with pytest.raises(NotFound):
                await ask
    assert [] == (await keeps.list(STRANGER, PageQuery())).items


@pytest.mark.parametrize(
    ("data", "name", "told"),
    [
        (b"x" * (25 * 1024 * 1024 + 1), "Guests", "/file: The file is too large. Split it."),
        (b"a@x.org", "  ", "/name: The list has no name."),
    ],
    ids=["size", "name"],
)
async def test_there_are_bounds(keeps: KeepRecipientListsService, data: bytes, name: str, told: str) -> None:
    """A file over 25 MiB, or a list without a name, is refused."""
    with pytest.raises(InvalidRequest, match=told):
        await keeps.upload(PRINCIPAL, data, name=name)
