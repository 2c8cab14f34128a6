"""What settling promises, whatever the store; and the other ways in which deliveries change."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.domain.account import PausedBy
from omnichannel.domain.delivery import Attempt, ChannelDelivery
from omnichannel.domain.delivery_state import CANCELLABLE
from omnichannel.domain.delivery_state import DeliveryState as S
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.identifiers import new_id
from omnichannel.domain.outcome import Deferred, Evidence, Pending, Published, Refused, Unknown
from omnichannel.domain.settlement import adopt
from omnichannel.testing.repository_samples import (
    ELSEWHERE,
    HERE,
    LEASE,
    NOW,
    SECOND,
    a_delivery,
    a_message,
    absent,
    an_account,
    claim,
    keep,
    keep_post,
    keep_posts,
    read,
    read_one,
    settled,
    write,
)

LATER = NOW + LEASE
SEEN = Evidence(400, "190/463", "Ungültig ✗", "trace")


class Settles:
    """`settle`, and what else changes deliveries."""

    async def test_what_was_published_is_written(self, store: Store) -> None:
        """The platform's id and address, the time and the attempt with its evidence are kept."""
        post = await keep_post(store, kind=FailureKind.TRANSIENT, reason="busy", fix="wait")
        (won,) = await claim(store)

        changed = await write(store, settled(won, Published("17", "https://example.com/17", SEEN), now=LATER))

        expected = replace(won.delivery, state=S.PUBLISHED, due_at=None, external_id="17", updated_at=LATER)
        expected = replace(expected, url="https://example.com/17", published_at=LATER)
        assert {post.id} == changed
        assert replace(expected, kind=None, reason=None, fix=None) == await read_one(store, post)
        tried = Attempt(post.id, 1, "publish", NOW, LATER, "published", evidence=SEEN)
        assert [tried] == await self._attempts(store, post.id)

    async def test_a_refusal_is_written(self, store: Store) -> None:
        """Why it failed and what to do about it stand with the delivery and with the attempt."""
        post = await keep_post(store)
        (won,) = await claim(store)

        await write(store, settled(won, Refused(FailureKind.DUPLICATE, "Déjà vu.", "Write another.", SEEN)))

        failed = replace(won.delivery, state=S.FAILED, due_at=None, kind=FailureKind.DUPLICATE)
        assert replace(failed, reason="Déjà vu.", fix="Write another.") == await read_one(store, post)
        (tried,) = await self._attempts(store, post.id)
        assert ("refused", FailureKind.DUPLICATE, "Déjà vu.") == (tried.outcome, tried.kind, tried.reason)

    async def test_a_handle_outlives_later_outcomes(self, store: Store) -> None:
        """What the platform called a pending publication is kept until there is a better name."""
        post = await keep_post(store)
        (won,) = await claim(store)
        await write(store, settled(won, Pending("handle-9", timedelta(seconds=5))))
        (again,) = await claim(store, now=NOW + 5 * SECOND)

        await write(store, settled(again, Unknown("no answer")))

        assert ("handle-9", "check") == (again.delivery.external_id, again.action)
        found = await read_one(store, post)
        assert (S.UNKNOWN, "handle-9", "no answer") == (found.state, found.external_id, found.reason)

    async def test_many_are_settled_at_once(self, store: Store) -> None:
        """Each of a batch gets its own outcome."""
        posts = await keep_posts(store, 3, an_account())
        first, second, third = await claim(store)
        outcomes = {
            first.delivery.id: settled(first, Published("1")),
            second.delivery.id: settled(second, Unknown("?")),
            third.delivery.id: settled(third, Deferred("busy", wait=SECOND)),
        }

        changed = await write(store, *outcomes.values())

        assert set(outcomes) == changed == {post.id for post in posts}
        states = {each.id: each.state for each in await read(store, *changed)}
        assert {id: outcome.state for id, outcome in outcomes.items()} == states

    async def test_nothing_to_settle_is_no_error(self, store: Store) -> None:
        """An empty batch changes nothing."""
        assert set() == await write(store)

    async def test_an_old_fence_changes_nothing(self, store: Store) -> None:
        """Whoever comes back after another took over is not believed; the attempt is kept."""
        post = await keep_post(store)
        (old,) = await claim(store)
        (new,) = await claim(store, now=LATER)

        changed = await write(store, settled(old, Refused(FailureKind.DUPLICATE, "no", "none")))

        assert set() == changed
        assert new.delivery == await read_one(store, post)
        assert [1] == [tried.fence for tried in await self._attempts(store, post.id)]

    async def test_a_late_publication_is_learned(self, store: Store) -> None:
        """Published under an old fence, an unknown delivery is published, and its holder cannot undo it."""
        post = await keep_post(store)
        (old,) = await claim(store)
        (new,) = await claim(store, now=LATER)

        changed = await write(store, settled(old, Published("17"), now=LATER))
        undone = await write(store, absent(new, now=LATER))

        found = await read_one(store, post)
        assert ({post.id}, set()) == (changed, undone)
        assert (S.PUBLISHED, "17", None, LATER) == (
            found.state,
            found.external_id,
            found.due_at,
            found.published_at,
        )
        assert 2 == len(await self._attempts(store, post.id))

    async def test_a_late_publication_ends_the_waiting(self, store: Store) -> None:
        """Published under an old fence, a delivery that waits to be sent again is published instead."""
        post = await keep_post(store)
        (old,) = await claim(store)
        (new,) = await claim(store, now=LATER)
        await write(store, absent(new, now=LATER))

        await write(store, settled(old, Published("17"), now=LATER))

        assert S.PUBLISHED is (await read_one(store, post)).state
        assert [] == await claim(store, now=LATER + LEASE)

    async def test_a_found_post_is_adopted(self, store: Store) -> None:
        """A post that was found on the platform and belongs to nobody is the delivery's own."""
        post = await keep_post(store, state=S.UNKNOWN)
        (won,) = await claim(store)

        changed = await write(store, adopt(won, Published("17", "https://example.com/17"), now=NOW))

        found = await read_one(store, post)
        assert {post.id} == changed
        assert (S.PUBLISHED, "17", won.delivery.fence) == (found.state, found.external_id, found.fence)
        assert ["found"] == [tried.outcome for tried in await self._attempts(store, post.id)]

    async def test_an_owned_post_is_not_adopted(self, store: Store) -> None:
        """A post that another delivery of the account owns is left to it; another account's is free."""
        account = an_account()
        lost, owner = await keep_posts(store, 2, account, state=S.UNKNOWN)
        await keep_post(store, state=S.PUBLISHED, due_at=None, external_id="18")
        claims = {each.delivery.id: each for each in await claim(store)}
        await write(store, settled(claims[owner.id], Published("17")))

        refused = await write(store, adopt(claims[lost.id], Published("17"), now=NOW))
        unchanged = await read_one(store, lost)
        adopted = await write(store, adopt(claims[lost.id], Published("18"), now=NOW))

        assert (set(), claims[lost.id].delivery) == (refused, unchanged)
        assert {lost.id} == adopted

    async def test_one_post_is_adopted_once(self, store: Store) -> None:
        """Of two deliveries that found the same post in the same moment, one gets it."""
        await keep_posts(store, 2, an_account(), state=S.UNKNOWN)
        claims = await claim(store)

        changed = await write(store, *(adopt(each, Published("17"), now=NOW) for each in claims))

        assert 1 == len(changed)

    async def test_ids_lead_to_their_owners(self, store: Store) -> None:
        """Those of the account's ids that belong to a delivery are known with it; nobody else's are."""
        account = an_account()
        (post,) = await keep_posts(store, 1, account, state=S.PUBLISHED, due_at=None, external_id="17")
        await keep_post(store, state=S.PUBLISHED, due_at=None, external_id="18")

        async with store.reading(HERE) as uow:
            assert {"17": post.id} == await uow.deliveries.owners(account.id, ["17", "18", "19"])
            assert {} == await uow.deliveries.owners(account.id, [])
        async with store.reading(ELSEWHERE) as uow:
            assert {} == await uow.deliveries.owners(account.id, ["17"])

    async def test_a_dead_token_pauses_the_account(self, store: Store) -> None:
        """The delivery waits without a time; the account is paused, says why, and is a version further."""
        account = an_account()
        posts = await keep_posts(store, 2, account)
        refusal = Refused(FailureKind.AUTH_EXPIRED, "The token expired.", "Connect it again.")
        claims = await claim(store)

        await write(store, *(settled(each, refusal) for each in claims))

        async with store.reading(HERE) as uow:
            paused = await uow.accounts.get_by_id(account.id)
        told = "The token expired. Connect it again."
        assert account.paused(PausedBy.SIGN_IN, told) == paused
        found = await read(store, *(post.id for post in posts))
        assert [(S.WAITING, None, True)] * 2 == [(each.state, each.due_at, each.parked) for each in found]

    async def test_steps_are_kept_and_renew_the_lease(self, store: Store) -> None:
        """Finished steps add up and survive waiting; with an old fence nothing is recorded."""
        post = await keep_post(store)
        (won,) = await claim(store)

        kept = [await self._step(store, won.delivery.fence, post.id, name) for name in ("a.b", 'c"ü')]
        refused = await self._step(store, won.delivery.fence - 1, post.id, "late")
        leased = await read_one(store, post)
        await write(store, settled(won, Deferred("busy", wait=SECOND)))

        assert ([True, True], False) == (kept, refused)
        assert LATER + LEASE == leased.due_at
        assert {"a.b": "done ✓", 'c"ü': "done ✓"} == (await read_one(store, post)).steps

    @pytest.mark.parametrize("state", S)
    async def test_cancelling_stops_what_was_not_sent(self, store: Store, state: S) -> None:
        """What waits is called off; what left, or is finished, stays as it is."""
        post = await keep_post(store, state=state)

        async with store.unit_of_work(ELSEWHERE) as uow:
            assert 0 == await uow.deliveries.cancel(post.message_id, now=LATER)
        async with store.unit_of_work(HERE) as uow:
            count = await uow.deliveries.cancel(post.message_id, now=LATER)
            await uow.commit()

        off = replace(post, state=S.CANCELLED, due_at=None, updated_at=LATER, fence=1)
        assert (off if state in CANCELLABLE else post) == await read_one(store, post)
        assert int(state in CANCELLABLE) == count

    @pytest.mark.parametrize(
        ("second", "fence", "removed"),
        [
            (S.HELD, 0, True),
            (S.CANCELLED, 1, True),
            (S.RELEASED, 1, False),
            (S.SKIPPED, 0, True),
            (S.SKIPPED, 1, False),
        ],
    )
    async def test_what_has_left_cannot_be_removed(
        self, store: Store, second: S, fence: int, removed: bool
    ) -> None:
        """All are removed while none has left or was tried, else all stay; see `remove_unreleased`."""
        account = an_account()
        message = a_message(account)
        posts = [a_delivery(message, account), a_delivery(message, account, state=second, fence=fence)]
        bystander = await keep_post(store)
        await keep(store, account, message, *posts)

        async with store.unit_of_work(HERE) as uow:
            answer = await uow.deliveries.remove_unreleased(message.id)
            await uow.commit()

        assert removed is answer
        assert (0 if removed else 2) == len(await read(store, *(post.id for post in posts)))
        assert [bystander] == await read(store, bystander.id)

    async def test_deliveries_are_listed_by_message(self, store: Store) -> None:
        """Those of the asked messages come in the order of their ids."""
        first, second = await keep_post(store), await keep_post(store, recipient_name="Ádám", address="á@x")
        await keep_post(store)

        async with store.reading(HERE) as uow:
            found = await uow.deliveries.of_messages([second.message_id, first.message_id, new_id()])
            assert [] == await uow.deliveries.of_messages([])

        assert sorted([first, second], key=lambda post: post.id) == found

    async def test_deliveries_stay_in_their_workspace(self, store: Store) -> None:
        """Confined to one workspace, nobody reads, settles, removes or adds a delivery of another."""
        post = await keep_post(store)
        (won,) = await claim(store)
        ours = settled(won, Refused(FailureKind.AUTH_EXPIRED, "no", "none"))

        assert set() == await write(store, ours, replace(ours, fence=0), workspace=ELSEWHERE)
        async with store.unit_of_work(ELSEWHERE) as uow:
            assert await uow.deliveries.get_by_id(post.id) is None
            assert [] == await uow.deliveries.of_messages([post.message_id])
            assert [] == await uow.deliveries.attempts_of([post.id])
            await uow.deliveries.remove_unreleased(post.message_id)
            facts: dict[str, Any] = {
                "fence": won.delivery.fence,
                "name": "a",
                "result": "b",
                "lease_until": LATER,
            }
            assert not await uow.deliveries.record_step(post.id, **facts)
            with pytest.raises(ValueError, match="confined"):
                await uow.deliveries.add([replace(post, id=new_id())])
            await uow.commit()

        assert won.delivery == await read_one(store, post)
        assert [] == await self._attempts(store, post.id)

    @pytest.mark.parametrize("state", [S.PUBLISHED, S.FAILED, S.WAITING])
    async def test_a_persons_word_is_written(self, store: Store, state: S) -> None:
        """Where a delivery stands is replaced as a whole; what it is and when it began stay."""
        post = await keep_post(store, steps={"a": "b"}, address="á@x", external_id="handle")
        (won,) = await claim(store)
        told = replace(
            won.delivery,
            fence=won.delivery.fence + 1,
            state=state,
            due_at=LATER if state is S.WAITING else None,
            attempts=0,
            external_id=None,
            url="https://example.com/17",
            kind=FailureKind.DUPLICATE,
            reason="Somebody said só.",
            fix="Nothing.",
            steps={},
            published_at=LATER,
            updated_at=LATER,
        )

        saved = await self._save(store, replace(told, account_id=new_id(), address="else", started_at=None))

        assert saved
        assert told == await read_one(store, post)
        assert set() == await write(store, settled(won, Refused(FailureKind.DUPLICATE, "no", "none")))
        due = await claim(store, now=LATER)
        assert ([] if state is not S.WAITING else [1]) == [each.delivery.attempts for each in due]

    @pytest.mark.parametrize("further", [0, 2])
    async def test_a_persons_word_about_an_older_state_is_not_written(
        self, store: Store, further: int
    ) -> None:
        """With any fence but the next, and in any workspace but its own, nothing is replaced."""
        post = await keep_post(store, state=S.UNKNOWN, due_at=None, fence=5)
        told = replace(post, state=S.PUBLISHED, fence=5 + further)

        assert not await self._save(store, told)
        assert not await self._save(store, replace(told, fence=6), workspace=ELSEWHERE)
        assert post == await read_one(store, post)

    async def _save(self, store: Store, delivery: ChannelDelivery, workspace: Any = HERE) -> bool:
        async with store.unit_of_work(workspace) as uow:
            saved = await uow.deliveries.save(delivery)
            await uow.commit()
        return saved

    async def _attempts(self, store: Store, id: Any) -> list[Attempt]:
        async with store.reading(HERE) as uow:
            return await uow.deliveries.attempts_of([id])

    async def _step(self, store: Store, fence: int, id: Any, name: str) -> bool:
        async with store.unit_of_work() as uow:
            kept = await uow.deliveries.record_step(
                id, fence=fence, name=name, result="done ✓", lease_until=LATER + LEASE
            )
            await uow.commit()
        return kept
