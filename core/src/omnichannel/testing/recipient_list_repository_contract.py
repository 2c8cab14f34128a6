"""What lists of recipients promise, whatever the store."""

from dataclasses import replace
from typing import Any

import pytest

from omnichannel.application.ports.outbound.recipient_list_repository import ListUse
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.domain.identifiers import new_id
from omnichannel.domain.recipient_list import ListedRecipient, RecipientList, RefusedRow
from omnichannel.testing.recipient_repository_contract import AGREED, BOUNCED, LEFT, a_standing
from omnichannel.testing.repository_samples import ELSEWHERE, HERE, NOW

PEOPLE = [ListedRecipient(n, f"Gast{n}@Straße.example", f"Gäst {n}" if n % 2 else None) for n in range(1, 6)]


def a_list(**facts: Any) -> RecipientList:
    """Make a list of five people; *facts* say what is special about it."""
    usual: dict[str, Any] = {
        "workspace_id": HERE,
        "name": "Gäste",
        "count": len(PEOPLE),
        "duplicates": 2,
        "refused_count": 200,
        "refused": (RefusedRow(3, "There is no address.", "Write one ✗."),),
        "first_address": PEOPLE[0].address,
        "created_at": NOW,
    }
    return RecipientList(**{"id": new_id(), **usual, **facts})


async def keep_list(store: Store, *lists: RecipientList) -> None:
    """Store *lists*, each with the same people."""
    async with store.unit_of_work() as uow:
        for one in lists:
            await uow.recipient_lists.add(one, PEOPLE)
        await uow.commit()


class KeepsRecipientLists:
    """`RecipientListRepository`."""

    async def test_a_list_comes_back_as_it_was(self, store: Store) -> None:
        """Every field survives, and the people come in their order, by pages."""
        known = a_list()
        await keep_list(store, known, a_list())

        async with store.reading(HERE) as uow:
            assert {known.id: known} == await uow.recipient_lists.get_many([known.id, new_id()])
            first = await uow.recipient_lists.people(known.id, after=0, limit=3)
            rest = await uow.recipient_lists.people(known.id, after=3, limit=9)
            assert [] == await uow.recipient_lists.people(new_id(), after=0, limit=9)
        assert (PEOPLE[:3], PEOPLE[3:]) == (first, rest)

    async def test_a_long_list_is_kept_whole(self, store: Store) -> None:
        """Nobody is lost or added between the statements that it takes."""
        known, people = a_list(count=12_345), [ListedRecipient(n, str(n)) for n in range(1, 12_346)]

        async with store.unit_of_work(HERE) as uow:
            await uow.recipient_lists.add(known, people)
            await uow.commit()

        async with store.reading(HERE) as uow:
            assert people == await uow.recipient_lists.people(known.id, after=0, limit=20_000)

    async def test_lists_are_listed_newest_first_by_pages(self, store: Store) -> None:
        """Pages follow each other without gap or repetition."""
        lists = [a_list() for _ in range(3)]
        await keep_list(store, *lists, a_list(workspace_id=ELSEWHERE))

        async with store.reading(HERE) as uow:
            first = await uow.recipient_lists.page(limit=2)
            rest = await uow.recipient_lists.page(limit=2, before=first[-1].id)
        assert sorted(lists, key=lambda one: one.id, reverse=True) == first + rest

    @pytest.mark.parametrize(
        ("channel", "requires_consent", "count"),
        [("letters", False, 2), ("letters", True, 4), ("postcards", False, 0), ("postcards", True, 5)],
    )
    async def test_who_is_not_to_be_written_to_is_counted(
        self, store: Store, channel: str, requires_consent: bool, count: int
    ) -> None:
        """Blocked people always count, those without a valid consent where one is asked for."""
        known = a_list()
        await keep_list(store, known)
        addresses = [one.address.upper() for one in PEOPLE]
        facts: list[dict[str, Any]] = [
            {"suppressed": BOUNCED},
            {"opted_out": LEFT, "consent": replace(AGREED, withdrawn_at=None)},
            {"consent": AGREED},
            {"consent": replace(AGREED, withdrawn_at=None)},
        ]
        async with store.unit_of_work() as uow:
            await uow.recipients.save(
                [a_standing(address, **one) for address, one in zip(addresses, facts, strict=False)]
            )
            await uow.recipients.save([a_standing(addresses[4], workspace_id=ELSEWHERE, opted_out=LEFT)])
            await uow.commit()

        async with store.reading(HERE) as uow:
            asked = ListUse(known.id, channel, requires_consent)
            found = await uow.recipient_lists.count_hindered([asked, ListUse(new_id(), channel, True)])
        assert ({asked: count} if count else {}) == found

    async def test_a_removed_list_is_gone_with_its_people(self, store: Store) -> None:
        """It is neither found nor listed, and cannot be removed again; another list stays."""
        known, other = a_list(), a_list()
        await keep_list(store, known, other)

        async with store.unit_of_work(HERE) as uow:
            removed = [await uow.recipient_lists.remove(known.id) for _ in range(2)]
            await uow.commit()

        async with store.reading(HERE) as uow:
            left = await uow.recipient_lists.page(limit=9)
            people = [await uow.recipient_lists.people(one.id, after=0, limit=9) for one in (known, other)]
        assert ([True, False], [other], [[], PEOPLE]) == (removed, left, people)

    async def test_lists_stay_in_their_workspace(self, store: Store) -> None:
        """Confined to one workspace, nobody sees, removes or adds a list of another."""
        foreign = a_list(workspace_id=ELSEWHERE)
        await keep_list(store, foreign)

        async with store.unit_of_work(HERE) as uow:
            lists = uow.recipient_lists
            assert ({}, []) == (await lists.get_many([foreign.id]), await lists.page(limit=9))
            assert [] == await lists.people(foreign.id, after=0, limit=9)
            assert {} == await lists.count_hindered([ListUse(foreign.id, "postcards", True)])
            assert not await lists.remove(foreign.id)
            with pytest.raises(ValueError, match="confined"):
                await lists.add(a_list(workspace_id=ELSEWHERE), PEOPLE)
            await uow.commit()

        async with store.reading() as uow:
            assert PEOPLE == await uow.recipient_lists.people(foreign.id, after=0, limit=9)
