"""What accounts, media, idempotency rows and the audit log promise, whatever the store."""

from dataclasses import replace
from datetime import datetime

import pytest

from omnichannel.application.ports.outbound.account_repository import PlaceOfAccount
from omnichannel.application.ports.outbound.idempotency_repository import StoredAnswer
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.domain.account import Account
from omnichannel.domain.audit import AuditEntry
from omnichannel.domain.errors import NotAllowedNow, StaleVersion
from omnichannel.domain.identifiers import new_id
from omnichannel.testing.repository_samples import ELSEWHERE, HERE, NOW, SECOND, an_account, keep


async def _claimed(store: Store, claim: StoredAnswer, *, now: datetime) -> StoredAnswer | None:
    async with store.unit_of_work(claim.workspace_id) as uow:
        found = await uow.idempotency.claim(claim, now=now)
        await uow.commit()
    return found


class KeepsRecords:
    """`AccountRepository`, `MediaRepository`, `IdempotencyRepository` and `AuditRepository`."""

    async def test_an_account_is_connected_once(self, store: Store) -> None:
        """The same external id on the same channel of the same workspace is refused; others are not."""
        await keep(store, an_account(external_id="1"))

        await keep(store, an_account(external_id="1", channel="postcards"), an_account(external_id="2"))
        await keep(store, an_account(external_id="1", workspace_id=ELSEWHERE), an_account(), an_account())
        with pytest.raises(NotAllowedNow):
            await keep(store, an_account(external_id="1"))

    async def test_an_account_is_saved_as_its_next_version(self, store: Store) -> None:
        """The next version is stored, a stale one is refused."""
        account = an_account()
        renamed = replace(account, name="Sæmundur", version=2)
        await keep(store, account)

        async with store.unit_of_work(HERE) as uow:
            await uow.accounts.save(renamed)
            with pytest.raises(StaleVersion):
                await uow.accounts.save(replace(account, name="late", version=2))
            await uow.commit()

        async with store.reading(HERE) as uow:
            assert renamed == await uow.accounts.get_by_id(account.id)

    async def test_accounts_are_listed_by_channel_and_name(self, store: Store) -> None:
        """The accounts of the workspace come in the order people expect, by pages that lose none."""
        places = [("a", "1"), ("a", "2"), ("a", "2"), ("b", "0")]
        accounts = [an_account(channel=channel, name=name) for channel, name in places]
        accounts.sort(key=_place)
        await keep(store, *reversed(accounts), an_account(workspace_id=ELSEWHERE))

        async with store.reading(HERE) as uow:
            assert accounts == await uow.accounts.page(limit=9, after=None)
            assert accounts[:2] == await uow.accounts.page(limit=2, after=None)
            assert accounts[2:] == await uow.accounts.page(limit=9, after=_place(accounts[1]))
            assert [] == await uow.accounts.page(limit=9, after=_place(accounts[3]))

    async def test_accounts_stay_in_their_workspace(self, store: Store) -> None:
        """Confined to one workspace, nobody reads, changes or adds an account of another."""
        foreign = an_account(workspace_id=ELSEWHERE)
        await keep(store, foreign)

        async with store.unit_of_work(HERE) as uow:
            assert await uow.accounts.get_by_id(foreign.id) is None
            assert {} == await uow.accounts.get_many([foreign.id])
            assert [] == await uow.accounts.page(limit=9, after=None)
            with pytest.raises(ValueError, match="confined"):
                await uow.accounts.add(an_account(workspace_id=ELSEWHERE))
            with pytest.raises(StaleVersion):
                await uow.accounts.save(replace(foreign, workspace_id=HERE, version=2))
            await uow.commit()

        assert foreign == await self._account(store, foreign)

    async def test_an_answer_is_kept_under_workspace_and_key(self, store: Store) -> None:
        """The first answer comes back to the letter, to its workspace, for its key."""
        mine = StoredAnswer(HERE, "kéy 🗝", "ab" * 32, '{"text": "ü\\u0000"}', NOW, 202, {"Location": "/ü"})
        theirs = replace(mine, workspace_id=ELSEWHERE, body="{}")
        asked = [(HERE, mine.key), (ELSEWHERE, mine.key), (HERE, "another")]

        async with store.unit_of_work() as uow:
            await uow.idempotency.add([mine, theirs])
            await uow.commit()

        async with store.reading() as uow:
            both = {(HERE, mine.key): mine, (ELSEWHERE, mine.key): theirs}
            assert both == await uow.idempotency.get_many(asked)
        async with store.reading(HERE) as uow:
            assert {(HERE, mine.key): mine} == await uow.idempotency.get_many(asked)
            assert {} == await uow.idempotency.get_many([])

    async def test_a_key_is_claimed_once_until_its_lease_ends(self, store: Store) -> None:
        """The first claim wins; others are shown it, and an equal request takes over when its lease ended."""
        first = StoredAnswer(HERE, "k", "ab" * 32, "", NOW, 0, {}, NOW + SECOND)
        second = replace(first, at=NOW + SECOND, leased_until=NOW + SECOND * 2)
        elsewhere, other = replace(first, workspace_id=ELSEWHERE), replace(second, request_hash="cd" * 32)

        assert await _claimed(store, first, now=NOW) is None
        assert await _claimed(store, elsewhere, now=NOW) is None
        assert first == await _claimed(store, second, now=NOW)
        assert first == await _claimed(store, other, now=NOW + SECOND)
        assert await _claimed(store, second, now=NOW + SECOND) is None
        assert second == await _claimed(store, first, now=NOW + SECOND)

    async def test_a_claim_gives_way_to_its_answer(self, store: Store) -> None:
        """Who holds the claim keeps the answer under it; a claim that was taken over keeps nothing."""
        claim = StoredAnswer(HERE, "k", "ab" * 32, "", NOW, 0, {}, NOW + SECOND)
        answer = replace(claim, body="{}", status=200, headers={"ETag": '"v2"'}, leased_until=None)
        await _claimed(store, claim, now=NOW)

        async with store.unit_of_work(HERE) as uow:
            assert not await uow.idempotency.keep(answer, lease=NOW)
            assert await uow.idempotency.keep(answer, lease=NOW + SECOND)
            assert not await uow.idempotency.keep(answer, lease=NOW + SECOND)
            await uow.commit()

        assert answer == await _claimed(store, claim, now=NOW + SECOND * 99)

    async def test_a_renewed_claim_lasts_longer(self, store: Store) -> None:
        """Under its new lease it is as busy as before; the old lease means nothing any more."""
        claim = StoredAnswer(HERE, "k", "ab" * 32, "", NOW, 0, {}, NOW + SECOND)
        await _claimed(store, claim, now=NOW)

        async with store.unit_of_work(HERE) as uow:
            renewed = [
                await uow.idempotency.renew(HERE, "k", lease=lease, until=NOW + 3 * SECOND)
                for lease in (NOW, NOW + SECOND, NOW + SECOND)
            ]
            kept = await uow.idempotency.keep(replace(claim, leased_until=None), lease=NOW + SECOND)
            await uow.commit()
        follower = replace(claim, leased_until=NOW + 9 * SECOND)

        assert ([False, True, False], False) == (renewed, kept)
        assert await _claimed(store, follower, now=NOW + 2 * SECOND) is not None
        assert await _claimed(store, follower, now=NOW + 3 * SECOND) is None

    async def test_a_released_key_is_free(self, store: Store) -> None:
        """Who holds a claim takes it away, in its own workspace, and the key can be used for anything."""
        claim = StoredAnswer(HERE, "k", "ab" * 32, "", NOW, 0, {}, NOW + SECOND)
        other = replace(claim, request_hash="cd" * 32)
        await _claimed(store, claim, now=NOW)

        async with store.unit_of_work(HERE) as uow:
            assert not await uow.idempotency.release(HERE, "k", lease=NOW)
            assert await uow.idempotency.release(HERE, "k", lease=NOW + SECOND)
            with pytest.raises(ValueError, match="confined"):
                await uow.idempotency.release(ELSEWHERE, "k", lease=NOW + SECOND)
            await uow.commit()

        assert await _claimed(store, other, now=NOW) is None

    async def test_old_answers_are_forgotten(self, store: Store) -> None:
        """What is older goes, what is not stays, and another workspace keeps its own."""
        old, young = (
            StoredAnswer(HERE, key, "ab" * 32, "{}", NOW + SECOND * age) for key, age in (("a", 0), ("b", 1))
        )
        async with store.unit_of_work() as uow:
            await uow.idempotency.add([old, young, replace(old, workspace_id=ELSEWHERE)])
            await uow.commit()

        async with store.unit_of_work(HERE) as uow:
            forgotten = await uow.idempotency.forget(before=young.at)
            await uow.commit()

        async with store.reading() as uow:
            left = await uow.idempotency.get_many([(HERE, "a"), (HERE, "b"), (ELSEWHERE, "a")])
        assert 1 == forgotten
        assert {(HERE, "b"), (ELSEWHERE, "a")} == set(left)

    async def test_the_audit_log_tells_of_one_thing_in_order(self, store: Store) -> None:
        """What was done to a thing is told oldest first, to its workspace only."""
        subject = new_id()
        late, early = (
            AuditEntry(new_id(), HERE, "user:ü", "message.edited", subject, NOW + SECOND * n, "2 fields")
            for n in (1, 0)
        )

        async with store.unit_of_work(HERE) as uow:
            await uow.audit.add([late, early, replace(early, id=new_id(), subject_id=new_id())])
            with pytest.raises(ValueError, match="confined"):
                await uow.audit.add([replace(early, id=new_id(), workspace_id=ELSEWHERE)])
            await uow.commit()

        async with store.reading(HERE) as uow:
            assert [early, late] == await uow.audit.of_subject(subject)
        async with store.reading(ELSEWHERE) as uow:
            assert [] == await uow.audit.of_subject(subject)

    async def _account(self, store: Store, account: Account) -> Account | None:
        async with store.reading() as uow:
            return await uow.accounts.get_by_id(account.id)


def _place(account: Account) -> PlaceOfAccount:
    return account.channel, account.name, account.id
