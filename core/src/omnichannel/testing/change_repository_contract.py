"""What the feed of changes promises, whatever the store."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from omnichannel.application.ports.outbound.change_repository import FeedBounds
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.domain.account import AccountState
from omnichannel.domain.change import Change
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.message_status import Editorial
from omnichannel.domain.outcome import Published, Refused
from omnichannel.testing.repository_samples import (
    ELSEWHERE,
    HERE,
    NOW,
    SECOND,
    a_delivery,
    a_message,
    an_account,
    claim,
    keep,
    keep_post,
    settled,
    write,
)


async def feed(store: Store, *, after: int = 0, workspace: UUID | None = HERE) -> Sequence[Change]:
    """Read a feed."""
    async with store.reading(workspace) as uow:
        return await uow.changes.after(after, limit=1001)


async def bounds(store: Store, workspace: UUID | None = HERE) -> FeedBounds:
    """Read how far a feed reaches."""
    async with store.reading(workspace) as uow:
        return await uow.changes.bounds()


async def forget(store: Store, *, limit: int = 100, **age: float) -> int:
    """Forget what is older than so long after NOW."""
    async with store.unit_of_work() as uow:
        gone = await uow.changes.forget(before=NOW + timedelta(**age), limit=limit)
        await uow.commit()
    return gone


def told(changes: Sequence[Change], *names: str) -> list[tuple[Any, ...]]:
    """Give what changes say of *names*."""
    return [tuple(getattr(change, name) for name in names) for change in changes]


class TellsChanges:
    """`ChangeRepository`, and who writes what it reads."""

    async def test_messages_leave_changes(self, store: Store) -> None:
        """A message that is added, edited or cancelled is told with its own time; its deliveries are not."""
        account = an_account()
        message = a_message(account, editorial=Editorial.DRAFT)
        edited = replace(message, version=2, updated_at=NOW + SECOND, editorial=Editorial.SCHEDULED)
        cancelled = replace(edited, version=3, updated_at=NOW + 2 * SECOND, editorial=Editorial.CANCELLED)

        await keep(store, account, message, a_delivery(message, account))
        for version in (edited, cancelled):
            async with store.unit_of_work(HERE) as uow:
                await uow.messages.save(version)
                await uow.commit()

        found = [change for change in await feed(store) if change.message_id is not None]
        assert [
            ("message.created", NOW, message.id, None, None, "draft"),
            ("message.updated", NOW + SECOND, message.id, None, None, "scheduled"),
            ("message.cancelled", NOW + 2 * SECOND, message.id, None, None, "cancelled"),
        ] == told(found, "type", "at", "message_id", "delivery_id", "account_id", "state")

    async def test_deliveries_leave_a_change_for_each_state(self, store: Store) -> None:
        """Claimed and settled, a delivery is told twice, each time with when and where it went."""
        post = await keep_post(store)
        start = (await bounds(store)).last

        (won,) = await claim(store, now=NOW + SECOND)
        await write(store, settled(won, Published("1"), now=NOW + 2 * SECOND))

        ids = (post.message_id, post.id, post.account_id)
        assert [
            ("delivery.updated", NOW + SECOND, "publishing", *ids),
            ("delivery.updated", NOW + 2 * SECOND, "published", *ids),
        ] == told(
            await feed(store, after=start), "type", "at", "state", "message_id", "delivery_id", "account_id"
        )

    async def test_work_that_changes_no_state_leaves_none(self, store: Store) -> None:
        """A finished step, a renewed lease or a woken delivery is nobody else's business."""
        post = await keep_post(store, state=DeliveryState.WAITING, due_at=None, parked=True)
        await claim(store)
        start = (await bounds(store)).last

        async with store.unit_of_work() as uow:
            await uow.deliveries.wake([post.account_id], now=NOW)
            await uow.deliveries.record_step(post.id, fence=0, name="a", result="b", lease_until=NOW)
            await uow.commit()

        assert [] == await feed(store, after=start)

    async def test_to_ask_a_person_is_a_change(self, store: Store) -> None:
        """An unknown delivery that begins to wait for a person is told, though its state is the same."""
        post = await keep_post(store, state=DeliveryState.UNKNOWN)
        start = (await bounds(store)).last

        async with store.unit_of_work(HERE) as uow:
            await uow.deliveries.save(replace(post, due_at=None, fence=1, updated_at=NOW + SECOND))
            await uow.commit()

        found = await feed(store, after=start)
        assert [("delivery.updated", post.id, "unknown")] == told(found, "type", "delivery_id", "state")

    async def test_accounts_leave_changes(self, store: Store) -> None:
        """Connected, renamed, paused by a refusal, reconnected, removed: each is told, to its own account."""
        account = an_account(created_at=NOW)
        renamed = replace(account, name="Sæmundur", version=2)
        await keep(store, account)
        async with store.unit_of_work(HERE) as uow:
            await uow.accounts.save(renamed)
            await uow.commit()
        await keep_post(store, renamed)
        (won,) = await claim(store)
        await write(store, settled(won, Refused(FailureKind.AUTH_EXPIRED, "It expired.", "Connect again.")))
        async with store.unit_of_work(HERE) as uow:
            await uow.accounts.save(replace(renamed, state=AccountState.ACTIVE, version=4))
            await uow.accounts.save(replace(renamed, state=AccountState.REMOVED, version=5))
            await uow.commit()

        found = [change for change in await feed(store) if change.type.startswith("account.")]
        assert [
            ("account.created", account.id, "active"),
            ("account.updated", account.id, "active"),
            ("account.paused", account.id, "paused"),
            ("account.resumed", account.id, "active"),
            ("account.removed", account.id, "removed"),
        ] == told(found, "type", "account_id", "state")
        assert NOW == found[0].at

    async def test_what_is_not_committed_is_not_told(self, store: Store) -> None:
        """A change comes and goes with the row it tells of."""
        async with store.unit_of_work(HERE) as uow:
            await uow.messages.add([a_message()])

        assert [] == await feed(store)

    async def test_reading_on_misses_and_repeats_nothing(self, store: Store) -> None:
        """Pages follow each other by their places, which grow."""
        messages = [a_message() for _ in range(5)]
        await keep(store, *messages)

        async with store.reading(HERE) as uow:
            first = await uow.changes.after(0, limit=2)
            rest = await uow.changes.after(first[-1].seq, limit=9)

        places = [change.seq for change in [*first, *rest]]
        assert (2, 3) == (len(first), len(rest))
        assert sorted(set(places)) == places
        assert {message.id for message in messages} == {change.message_id for change in [*first, *rest]}
        assert FeedBounds(0, places[-1]) == await bounds(store)

    async def test_changes_stay_in_their_workspace(self, store: Store) -> None:
        """Confined to one workspace, nobody reads or forgets changes of another."""
        await keep(store, a_message(workspace_id=ELSEWHERE))

        async with store.unit_of_work(HERE) as uow:
            assert [] == await uow.changes.after(0, limit=9)
            assert FeedBounds() == await uow.changes.bounds()
            assert 0 == await uow.changes.forget(before=NOW + timedelta(days=1), limit=9)
            await uow.commit()

        assert 1 == len(await feed(store, workspace=ELSEWHERE))
        assert 1 == len(await feed(store, workspace=None))

    async def test_old_changes_are_forgotten_and_how_far_is_known(self, store: Store) -> None:
        """What is older goes from the oldest on, and each workspace remembers what it lost."""
        ages = [0, 1, 9, 2]
        await keep(store, *(a_message(updated_at=NOW + timedelta(days=days)) for days in ages))
        await keep(store, a_message(workspace_id=ELSEWHERE, updated_at=NOW + timedelta(days=99)))
        places = [change.seq for change in await feed(store)]

        gone = await forget(store, days=5)

        assert 2 == gone
        assert places[2:] == [change.seq for change in await feed(store)]
        assert FeedBounds(places[1], places[3]) == await bounds(store)
        assert 0 == (await bounds(store, ELSEWHERE)).forgotten

    async def test_forgetting_goes_step_by_step(self, store: Store) -> None:
        """At most so many go in one commit; an empty feed still knows its end, and goes on from there."""
        await keep(store, a_message(), a_message(), a_message())
        end = (await bounds(store)).last

        gone = [await forget(store, limit=2, days=1) for _ in range(3)]
        left = await bounds(store)
        await keep(store, a_message())

        assert [2, 1, 0] == gone
        assert FeedBounds(end, end) == left
        assert (await feed(store))[0].seq > end
