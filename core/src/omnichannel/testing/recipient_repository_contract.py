"""What the register of recipients promises, whatever the store."""

from dataclasses import replace
from typing import Any

import pytest

from omnichannel.application.ports.outbound.recipient_repository import (
    AddressPlace,
    StandingFilter,
    StandingKind,
)
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.domain.identifiers import new_id
from omnichannel.domain.standing import Consent, OptOut, Standing, Suppression, SuppressionReason
from omnichannel.testing.repository_samples import ELSEWHERE, HERE, NOW, SECOND

EVERYTHING = StandingFilter()
BOUNCED = Suppression(SuppressionReason.HARD_BOUNCE, NOW, "550 no such user")
LEFT = OptOut(NOW + SECOND, "unsubscribe link")
AGREED = Consent(NOW, "form ✓", "ticked on 6 May", NOW + SECOND)


def a_standing(address: str = "Ada@Example.org", **facts: Any) -> Standing:
    """Make a standing; *facts* say what is special about it."""
    usual: dict[str, Any] = {"workspace_id": HERE, "channel": "letters", "created_at": NOW, "updated_at": NOW}
    return Standing(**{"id": new_id(), "address": address, **usual, **facts})


class KeepsRecipients:
    """`RecipientRepository`."""

    async def test_a_standing_comes_back_as_it_was(self, store: Store) -> None:
        """Every field survives, and it is found by id and by its folded address, on its channel only."""
        known = a_standing(" Ada@Straße.example", suppressed=BOUNCED, opted_out=LEFT, consent=AGREED)
        bare = a_standing("bea@example.org")
        await _save(store, known, bare)
        place = AddressPlace(HERE, "letters", "ada@strasse.example")

        async with store.reading(HERE) as uow:
            assert known == await uow.recipients.get_by_id(known.id)
            assert bare == await uow.recipients.get_by_id(bare.id)
            found = await uow.recipients.of_addresses([place, place._replace(channel="postcards")])
            assert ({}, None) == (
                await uow.recipients.of_addresses([]),
                await uow.recipients.get_by_id(new_id()),
            )
        assert {place: known} == found

    async def test_an_address_has_one_standing(self, store: Store) -> None:
        """Another spelling replaces what was known, under the id that it had."""
        first = a_standing("ada@example.org", opted_out=LEFT)
        again = a_standing("ADA@example.org", consent=AGREED, created_at=NOW + SECOND)
        await _save(store, first)

        await _save(store, again, a_standing("bea@example.org"))

        async with store.reading(HERE) as uow:
            stored = await uow.recipients.get_by_id(first.id)
        assert replace(again, id=first.id, created_at=first.created_at) == stored

    async def test_standings_are_listed_newest_first_by_pages(self, store: Store) -> None:
        """Pages follow each other without gap or repetition, also when records come in between."""
        known = [a_standing(f"{number}@example.org") for number in range(5)]
        await _save(store, *known, a_standing(workspace_id=ELSEWHERE))
        newest_first = sorted(known, key=lambda one: one.id, reverse=True)

        async with store.reading(HERE) as uow:
            first = await uow.recipients.page(EVERYTHING, limit=2)
        await _save(store, a_standing("new@example.org"))
        async with store.reading(HERE) as uow:
            rest = await uow.recipients.page(EVERYTHING, limit=9, before=first[-1].id)

        assert newest_first == first + rest

    @pytest.mark.parametrize(
        ("only", "expected"),
        [
            (StandingFilter(kind=StandingKind.BLOCKED), {"s", "o"}),
            (StandingFilter(kind=StandingKind.SUPPRESSED), {"s"}),
            (StandingFilter(kind=StandingKind.OPTED_OUT), {"o"}),
            (StandingFilter(kind=StandingKind.CONSENTED), {"c"}),
            (StandingFilter(channel="postcards"), {"m"}),
            (StandingFilter(channel="letters", key="w"), {"w"}),
            (StandingFilter(channel="postcards", kind=StandingKind.BLOCKED), set()),
        ],
    )
    async def test_lists_can_be_narrowed(
        self, store: Store, only: StandingFilter, expected: set[str]
    ) -> None:
        """By channel, by address and by what is known; a withdrawn consent is none."""
        await _save(
            store,
            a_standing("s", suppressed=BOUNCED),
            a_standing("o", opted_out=LEFT),
            a_standing("c", consent=replace(AGREED, withdrawn_at=None)),
            a_standing("w", consent=AGREED),
            a_standing("m", channel="postcards"),
        )

        async with store.reading(HERE) as uow:
            assert expected == {one.address for one in await uow.recipients.page(only, limit=50)}

    async def test_what_is_removed_is_forgotten(self, store: Store) -> None:
        """A removed standing is neither found nor listed, and cannot be removed again."""
        known = a_standing(opted_out=LEFT)
        await _save(store, known)

        async with store.unit_of_work(HERE) as uow:
            removed = [await uow.recipients.remove(known.id) for _ in range(2)]
            await uow.commit()

        async with store.reading(HERE) as uow:
            assert ([True, False], []) == (removed, await uow.recipients.page(EVERYTHING, limit=9))

    async def test_standings_stay_in_their_workspace(self, store: Store) -> None:
        """Confined to one workspace, nobody sees, removes or writes a standing of another."""
        foreign = a_standing(workspace_id=ELSEWHERE, opted_out=LEFT)
        await _save(store, foreign)
        place = AddressPlace(ELSEWHERE, "letters", "ada@example.org")

        async with store.unit_of_work(HERE) as uow:
            assert ({}, None) == (
                await uow.recipients.of_addresses([place]),
                await uow.recipients.get_by_id(foreign.id),
            )
            assert not await uow.recipients.remove(foreign.id)
            with pytest.raises(ValueError, match="confined"):
                await uow.recipients.save([foreign])
            await uow.recipients.save([a_standing()])
            await uow.commit()

        async with store.reading() as uow:
            assert {place: foreign} == await uow.recipients.of_addresses([place])


async def _save(store: Store, *standings: Standing) -> None:
    async with store.unit_of_work() as uow:
        await uow.recipients.save(standings)
        await uow.commit()
