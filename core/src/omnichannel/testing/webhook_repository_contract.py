"""What webhooks and the outbox promise, whatever the store."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.domain.content import Content
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.identifiers import new_id, stable_id
from omnichannel.domain.outcome import Published, Refused
from omnichannel.domain.webhook import MessageHead, Webhook, backstage
from omnichannel.testing.change_repository_contract import feed, forget
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
    read_one,
    settled,
    write,
)

BACK = backstage(HERE)


async def keep_webhook(store: Store, **facts: Any) -> Webhook:
    """Store a webhook and its account."""
    webhook = Webhook(**{"id": new_id(), "workspace_id": BACK, "events": ("*",), "heard_from": 0, **facts})
    await keep(store, an_account(id=webhook.id, workspace_id=webhook.workspace_id))
    async with store.unit_of_work(webhook.workspace_id) as uow:
        await uow.webhooks.add(webhook)
        await uow.commit()
    return webhook


async def place(store: Store) -> int | None:
    """Read how far the feed was told."""
    async with store.reading() as uow:
        return await uow.webhooks.place()


async def newest(store: Store) -> int:
    """Read how far the feed reaches."""
    async with store.reading() as uow:
        return await uow.webhooks.newest()


class KeepsWebhooks:
    """`WebhookRepository`, and what the feed promises for it."""

    async def test_a_webhook_comes_back_as_it_was(self, store: Store) -> None:
        """Every field survives; another workspace sees nothing of it."""
        first = await keep_webhook(store, events=("delivery.*", "message.created"), description="Büro")
        second = await keep_webhook(store)
        await keep_webhook(store, workspace_id=backstage(ELSEWHERE))

        async with store.reading(BACK) as uow:
            assert first == await uow.webhooks.get_by_id(first.id)
            assert sorted([first, second], key=lambda one: one.id) == await uow.webhooks.of_workspaces([BACK])
        async with store.reading(backstage(ELSEWHERE)) as uow:
            assert await uow.webhooks.get_by_id(first.id) is None

    async def test_what_a_webhook_hears_can_be_changed(self, store: Store) -> None:
        """Events and description are replaced; from where it hears stays."""
        webhook = await keep_webhook(store, heard_from=7)
        changed = replace(webhook, events=("account.paused",), description="Alarm")

        async with store.unit_of_work(BACK) as uow:
            await uow.webhooks.save(replace(changed, heard_from=99))
            await uow.commit()
        async with store.reading(BACK) as uow:
            assert changed == await uow.webhooks.get_by_id(webhook.id)

    async def test_the_outbox_begins_with_the_first_webhook_and_ends_with_the_last(
        self, store: Store
    ) -> None:
        """While nobody listens there is no place; a second webhook does not move it."""
        before = await place(store)
        first = await keep_webhook(store, heard_from=3)
        second = await keep_webhook(store, heard_from=8)
        during = await place(store)
        left = []
        for webhook in (first, second):
            async with store.unit_of_work(BACK) as uow:
                await uow.webhooks.remove(webhook.id)
                await uow.commit()
            left.append(await place(store))

        assert (None, 3, [3, None]) == (before, during, left)

    async def test_the_outbox_moves_on_once(self, store: Store) -> None:
        """Of two who read the same changes one moves it, in the commit of what they made."""
        await keep_webhook(store, heard_from=3)
        moved = []
        for _ in range(2):
            async with store.unit_of_work() as uow:
                moved.append(await uow.webhooks.advance(3, to=9))
                await uow.commit()
        async with store.unit_of_work() as uow:
            await uow.webhooks.advance(9, to=11)

        assert ([True, False], 9) == (moved, await place(store))

    async def test_what_happens_backstage_leaves_no_change(self, store: Store) -> None:
        """Nothing is told of what is told: no account, message or delivery of a backstage workspace."""
        account = an_account(workspace_id=BACK)
        post = await keep_post(store, workspace=BACK)
        (won,) = await claim(store)
        await write(store, settled(won, Published("1")))
        await keep(store, account)
        async with store.unit_of_work(BACK) as uow:
            await uow.accounts.save(replace(account, version=2, name="Other"))
            await uow.deliveries.retire(post.account_id, reason="Gone.", fix="None.", now=NOW)
            await uow.commit()

        assert (DeliveryState.PUBLISHED, []) == ((await read_one(store, post)).state, list(await feed(store)))
        assert [] == await feed(store, workspace=None)

    async def test_what_was_not_told_is_not_forgotten(self, store: Store) -> None:
        """However old a change is, it stays until the outbox has passed it."""
        await keep(store, a_message(), a_message())
        first, last = (change.seq for change in await feed(store))
        await keep_webhook(store, heard_from=0)

        untold = await forget(store, days=9)
        async with store.unit_of_work() as uow:
            await uow.webhooks.advance(0, to=first)
            await uow.commit()
        told = await forget(store, days=9)

        assert (0, 1, [last]) == (untold, told, [change.seq for change in await feed(store)])

    async def test_after_a_restore_nothing_is_news(self, store: Store) -> None:
        """Beginning anew, outbox and webhooks stand at the end of the feed."""
        webhook = await keep_webhook(store)
        await keep(store, a_message())

        async with store.unit_of_work() as uow:
            await uow.webhooks.begin_anew()
            await uow.commit()

        end = await newest(store)
        async with store.reading(BACK) as uow:
            assert replace(webhook, heard_from=end) == await uow.webhooks.get_by_id(webhook.id)
        assert (end, True) == (await place(store), end > 0)

    async def test_heads_of_messages_are_read_together(self, store: Store) -> None:
        """What events tell of a message: neither its text nor its recipients."""
        message = a_message(content=Content("Good morning", title="Hello"))
        await keep(store, message)

        async with store.reading() as uow:
            found = await uow.webhooks.heads([message.id, new_id()])

        expected = MessageHead(message.id, "scheduled", "Hello", NOW, 1, "local", NOW, NOW)
        assert {message.id: expected} == found

    async def test_texts_of_messages_are_read_together(self, store: Store) -> None:
        """What was told is what the log shows."""
        message = a_message(content=Content("Góðan daginn"))
        await keep(store, message)

        async with store.reading() as uow:
            assert {message.id: "Góðan daginn"} == await uow.webhooks.texts([message.id, new_id()])

    async def test_deliveries_are_read_together(self, store: Store) -> None:
        """Those that exist, by id."""
        first, second = await keep_post(store), await keep_post(store)

        async with store.reading() as uow:
            found = await uow.deliveries.get_many([first.id, second.id, new_id()])

        assert {first.id: first, second.id: second} == found

    async def test_a_replay_makes_deliveries_due_again(self, store: Store) -> None:
        """Of one endpoint, of events since then, in these states: as if they had never been tried."""
        webhook = await keep_webhook(store)
        account = an_account(id=webhook.id, workspace_id=BACK)
        message = a_message(account, workspace_id=BACK)
        posts = [a_delivery(message, account, id=stable_id(NOW + age * SECOND, age)) for age in (-9, 0, 1, 2)]
        await keep(store, message, *posts)
        refused = Refused(FailureKind.MISCONFIGURED, "No.", "Mend it.")
        for won in await claim(store, limit=3):
            await write(store, settled(won, refused))
        later = NOW + timedelta(hours=1)

        async with store.unit_of_work(BACK) as uow:
            again = await uow.webhooks.replay(
                webhook.id, since=NOW, states={DeliveryState.FAILED}, now=later, limit=1
            )
            again += await uow.webhooks.replay(
                webhook.id, since=NOW, states={DeliveryState.FAILED}, now=later, limit=9
            )
            await uow.commit()

        stands = [await read_one(store, post) for post in posts]
        states = [DeliveryState.FAILED, DeliveryState.WAITING, DeliveryState.WAITING, DeliveryState.SCHEDULED]
        assert (2, states) == (again, [one.state for one in stands])
        assert (later, 0, 2, None) == (
            stands[1].due_at,
            stands[1].attempts,
            stands[1].fence,
            stands[1].kind,
        )

    async def test_what_was_told_long_ago_is_forgotten(self, store: Store) -> None:
        """Only backstage, only what is finished, and at most so much at once; attempts go with it."""
        posts = [await keep_post(store, workspace=BACK) for _ in range(3)]
        front = await keep_post(store)
        for won in [one for one in await claim(store) if one.delivery.id != posts[2].id]:
            await write(store, settled(won, Published(won.delivery.id.hex)))
        gone = []
        for _ in range(3):
            async with store.unit_of_work() as uow:
                gone.append(await uow.webhooks.forget(before=NOW + SECOND, limit=1))
                await uow.commit()
        async with store.unit_of_work() as uow:
            early = await uow.webhooks.forget(before=NOW, limit=9)

        async with store.reading() as uow:
            left = await uow.deliveries.get_many([one.id for one in (*posts, front)])
            tried = await uow.deliveries.attempts_of([posts[0].id, posts[1].id])
        assert ([1, 1, 0], 0) == (gone, early)
        assert ({posts[2].id, front.id}, []) == (set(left), tried)
