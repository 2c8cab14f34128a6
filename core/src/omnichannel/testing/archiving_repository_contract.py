"""What the archive of a store promises: everything comes out, in pages, and goes in as it was."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from omnichannel.application.archiving.kinds import KINDS
from omnichannel.application.ports.outbound.archive_repository import (
    ArchivedAttempt,
    ArchivedDelivery,
    ArchivedLane,
    ArchivedListedRecipient,
)
from omnichannel.application.ports.outbound.idempotency_repository import StoredAnswer
from omnichannel.application.ports.outbound.media_repository import MediaFilter
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.domain.account import Account, AccountState
from omnichannel.domain.audit import AuditEntry
from omnichannel.domain.content import Content, MediaRef, Variant
from omnichannel.domain.delivery import Attempt, ChannelDelivery
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.fan_out import FanOut
from omnichannel.domain.identifiers import new_id
from omnichannel.domain.lane import Lane, WaitsFor
from omnichannel.domain.media import MediaAsset
from omnichannel.domain.message import Message
from omnichannel.domain.outcome import Evidence
from omnichannel.domain.recipient_list import ListedRecipient, RecipientList, RefusedRow
from omnichannel.domain.standing import Consent, OptOut, Standing, Suppression, SuppressionReason
from omnichannel.domain.webhook import Webhook
from omnichannel.testing.repository_samples import (
    ELSEWHERE,
    HERE,
    NOW,
    SECOND,
    a_delivery,
    a_message,
    an_account,
    claim,
    keep_post,
    read_one,
)
from omnichannel.testing.template_repository_contract import a_template

Records = dict[str, list[Any]]


def full_records() -> Records:
    """Make a record of each kind with every field set, and what it refers to."""
    sealed = {"external_id": "1", "handle": "@sæmi", "sealed": bytes(range(256)), "version": 3}
    account = an_account(state=AccountState.PAUSED, pause_reason="Reconnect it.", **sealed)
    asset = MediaAsset(new_id(), HERE, "ab" * 32, "image/png", 70, "ß.png", NOW, 3, 2, "A loaf")
    ref = MediaRef(asset.id, asset.sha256, "image/png", 70, "ß.png", 3, 2, "A loaf")
    message = a_message(
        account,
        content=Content("Góðan daginn \u2028 🍞", "Title", "https://bakery.example", (ref,)),
        variants={"letters": Variant(text="Dear", media=(), without=frozenset({"title", "link"}))},
        options={"letters": {"depth": [1, None, {"a": 0.5}]}},
        on_unknown="retry",
        version=7,
    )
    evidence = Evidence(400, "190/463", "no", "trace")
    delivery = a_delivery(
        message,
        account,
        state=DeliveryState.WAITING,
        address="a@bakery.example",
        recipient_name="Ægir",
        fence=4,
        attempts=2,
        external_id="77",
        url="https://bakery.example/77",
        kind=FailureKind.TRANSIENT,
        reason="busy",
        fix="Wait.",
        steps={"container": "9"},
        started_at=NOW,
        sent_since=NOW - SECOND,
        published_at=NOW,
    )
    tried = Attempt(
        delivery.id, 3, "publish", NOW, NOW + SECOND, "deferred", FailureKind.TRANSIENT, "busy", evidence
    )
    return {
        "accounts": [account],
        "lanes": [ArchivedLane(lane=_full_lane(account), workspace_id=HERE)],
        "media": [asset],
        "messages": [message],
        "deliveries": [_full_delivery(delivery)],
        "attempts": [ArchivedAttempt(attempt=tried, message_id=message.id, workspace_id=HERE)],
        **_records_of_lists(message, account),
        "templates": [a_template(description="For Mondays", version=2)],
        "idempotency": [StoredAnswer(HERE, "key", "cd" * 32, '{"a":1}', NOW, 200, {"ETag": '"v1"'})],
        "audit": [AuditEntry(new_id(), HERE, "local", "message.scheduled", message.id, NOW, "once")],
        "webhooks": [Webhook(account.id, HERE, ("delivery.*", "message.created"), 7, "Büro")],
    }


def _records_of_lists(message: Message, account: Account) -> Records:
    people = RecipientList(
        id=new_id(),
        workspace_id=HERE,
        name="Guests ✓",
        count=1,
        duplicates=2,
        refused_count=1,
        refused=(RefusedRow(3, "No address.", "Add one."),),
        first_address="a@bakery.example",
        created_at=NOW,
    )
    person = ListedRecipient(1, "a@bakery.example", "Ægir")
    fan_out = FanOut(
        id=new_id(),
        workspace_id=HERE,
        message_id=message.id,
        account_id=account.id,
        list_id=people.id,
        total=1,
        position=1,
        fence=2,
        backup_of=NOW,
    )
    return {
        "recipients": [_a_standing()],
        "recipient_lists": [people],
        "listed_recipients": [ArchivedListedRecipient(person=person, list_id=people.id, workspace_id=HERE)],
        "fan_outs": [fan_out],
    }


def _a_standing() -> Standing:
    return Standing(
        id=new_id(),
        workspace_id=HERE,
        channel="letters",
        address="B@bakery.example",
        created_at=NOW,
        updated_at=NOW + SECOND,
        suppressed=Suppression(SuppressionReason.COMPLAINT, NOW, "A call"),
        opted_out=OptOut(NOW, "link"),
        consent=Consent(NOW, "form", "a scan", NOW + SECOND),
    )


def _full_lane(account: Account) -> Lane:
    learned: dict[str, Any] = {"pace": SECOND / 3, "paced_at": NOW, "pace_arrival": NOW + SECOND}
    turned: dict[str, Any] = {"turns": 5, "turned_at": NOW, "surge_arrival": NOW + 30 * SECOND}
    return Lane(account.id, NOW, NOW + SECOND, **learned, **turned)


def _full_delivery(delivery: ChannelDelivery) -> ArchivedDelivery:
    waits: dict[str, Any] = {"waits_for": WaitsFor.DISTANCE, "slot_turn": 5, "overdue_since": NOW - SECOND}
    return ArchivedDelivery(delivery=delivery, **waits)


async def put(store: Store, records: Records) -> None:
    """Add *records*, kind by kind."""
    async with store.unit_of_work() as uow:
        for kind in KINDS:
            await uow.archive.add(kind.name, records.get(kind.name, []))
        await uow.commit()


async def out_of(store: Store, kind: str, *, limit: int = 1000, workspace: Any = None) -> list[Sequence[Any]]:
    """Give the pages of *kind*."""
    async with store.reading(workspace) as uow:
        return [page async for page in uow.archive.pages(kind, limit=limit)]


class Archives:
    """`ArchiveRepository`."""

    async def test_what_goes_in_comes_out_unchanged(self, store: Store) -> None:
        """Every field of every kind survives, sealed credentials to the byte."""
        records = full_records()

        await put(store, records)

        for kind, expected in records.items():
            assert [expected] == await out_of(store, kind)

    async def test_an_older_archive_says_only_that_there_was_a_slot(self, store: Store) -> None:
        """Its slots were those of rates."""
        records = full_records()
        (kept,) = records["deliveries"]
        before = ArchivedDelivery(delivery=kept.delivery, has_slot=True)

        await put(store, {**records, "deliveries": [before]})

        slot = ArchivedDelivery(delivery=kept.delivery, waits_for=WaitsFor.SLOT)
        assert [[slot]] == await out_of(store, "deliveries")

    async def test_what_came_from_an_archive_is_at_its_place(self, store: Store) -> None:
        """The other repositories see restored records as if they had stored them."""
        records = full_records()

        await put(store, records)

        (account,), (message,), (delivery,) = records["accounts"], records["messages"], records["deliveries"]
        async with store.reading(HERE) as uow:
            assert account == await uow.accounts.get_by_id(account.id)
            assert message == await uow.messages.get_by_id(message.id)
            assert delivery.delivery == await uow.deliveries.get_by_id(delivery.delivery.id)
            assert [one.attempt for one in records["attempts"]] == await uow.deliveries.attempts_of(
                [delivery.delivery.id]
            )
            assert records["media"] == await uow.media.page(limit=5, only=MediaFilter(text="LOAF"))
            assert [message.id] == await uow.messages.unfinished_with(records["media"][0].id, limit=5)

    async def test_a_restored_delivery_is_claimed(self, store: Store) -> None:
        """What was due when it was archived is due when it is restored."""
        records = full_records()
        active = replace(records["accounts"][0], state=AccountState.ACTIVE, pause_reason=None)
        del records["lanes"]

        await put(store, {**records, "accounts": [active]})

        (won,) = await claim(store)
        assert records["deliveries"][0].delivery.id == won.delivery.id

    async def test_pages_hold_everything_once_and_in_order(self, store: Store) -> None:
        """Whatever the size of a page, each record comes exactly once."""
        posts = [await keep_post(store) for _ in range(7)]

        for limit in (1, 3, 7, 8):
            pages = await out_of(store, "deliveries", limit=limit)
            assert max(len(page) for page in pages) <= limit
            found = [record.delivery.id for page in pages for record in page]
            assert sorted(post.id for post in posts) == sorted(found)
            assert len(posts) == len(found)

    async def test_one_snapshot_is_archived(self, store: Store) -> None:
        """What is written while pages are read is in none of them."""
        post = await keep_post(store)

        async with store.reading() as uow:
            accounts = [page async for page in uow.archive.pages("accounts", limit=10)]
            await keep_post(store)
            found = [page async for page in uow.archive.pages("deliveries", limit=10)]

        assert (1, [post]) == (len(accounts[0]), [record.delivery for record in found[0]])

    async def test_a_workspace_is_archived_by_itself(self, store: Store) -> None:
        """A unit of work that is confined sees and adds its own records only."""
        mine, theirs = await keep_post(store), await keep_post(store, workspace=ELSEWHERE)

        (page,) = await out_of(store, "deliveries", workspace=HERE)

        assert [mine] == [record.delivery for record in page]
        stored = await read_one(store, theirs)
        async with store.unit_of_work(HERE) as uow:
            with pytest.raises(ValueError, match="confined"):
                await uow.archive.add("accounts", [an_account(workspace_id=ELSEWHERE)])
        assert theirs == stored

    async def test_records_that_contradict_each_other_are_refused(self, store: Store) -> None:
        """A delivery without its message, or a record that is there already, is none that a store holds."""
        records = full_records()
        async with store.unit_of_work() as uow:
            with pytest.raises(ValueError, match="contradict"):
                await uow.archive.add("deliveries", records["deliveries"])
        await put(store, {"accounts": records["accounts"]})

        async with store.unit_of_work() as uow:
            with pytest.raises(ValueError, match="contradict"):
                await uow.archive.add("accounts", records["accounts"])

    @pytest.mark.parametrize("kind", [kind.name for kind in KINDS if kind.name not in ("lanes", "attempts")])
    async def test_a_store_is_empty_until_it_holds_something(self, store: Store, kind: str) -> None:
        """One record of any kind is enough."""
        async with store.reading() as uow:
            assert await uow.archive.is_empty()
        records = full_records()
        of_message = ("accounts", "media", "messages")
        needed = {
            "messages": of_message[:2],
            "deliveries": of_message,
            "fan_outs": of_message,
            "listed_recipients": ("recipient_lists",),
            "webhooks": ("accounts",),
        }.get(kind, ())

        await put(store, {name: records[name] for name in (*needed, kind)})

        async with store.reading() as uow:
            assert not await uow.archive.is_empty()
