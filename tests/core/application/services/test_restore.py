"""From one store into another: everything survives, nothing is mixed, and a failure leaves nothing behind."""

import hashlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from omnichannel.application.archiving.archive_reader import ArchiveReader
from omnichannel.application.archiving.errors import ArchiveProblem, ArchiveUnusable, StoreNotEmpty
from omnichannel.application.archiving.kinds import KINDS, ArchiveKind
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.application.restoring.restored import Restored
from omnichannel.application.services.back_up import BackUpService
from omnichannel.application.services.restore import RestoreService
from omnichannel.application.vault import Vault
from omnichannel.domain.account import AccountState, PausedBy
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.fan_out import FanOut
from omnichannel.domain.identifiers import new_id
from omnichannel.domain.outcome import Published
from omnichannel.domain.target import Target
from omnichannel.domain.walltime import at_instant
from omnichannel.testing.archiving_repository_contract import full_records, out_of, put
from omnichannel.testing.media_repository_contract import an_asset
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
    keep_posts,
    settled,
    write,
)
from omnichannel.testing.webhook_repository_contract import keep_webhook
from omnichannel_filesystem.media_store import FilesystemMediaStore
from omnichannel_sqlalchemy.settings import SqlAlchemySettings
from omnichannel_sqlalchemy.store import open_store
from tests.core.application.services.house import furnished
from tests.core.fakes.fake_keys import FakeKeys
from tests.core.fakes.fixed_clock import FixedClock
from tests.plugins.repositories.sqlalchemy.empty_database import empty_store


@pytest.fixture
async def stores(tmp_path: Path) -> AsyncIterator[tuple[Store, Store]]:
    """Two stores, open and empty."""
    opened = []
    for name in ("from", "into"):
        (tmp_path / name).mkdir()
        opened.append(await empty_store(tmp_path / name))
    yield opened[0], opened[1]
    for store in opened:
        await store.close()


class Move:
    """Backs one store up and restores it into another, at given times."""

    def __init__(self, folder: Path, source: Store, target: Store) -> None:
        self.source, self.target, self.file = source, target, folder / "moved.zip"
        self.clock = FixedClock(NOW)
        self.media = FilesystemMediaStore(folder / "media"), FilesystemMediaStore(folder / "other")

    async def back_up(self, workspace: UUID | None = None) -> None:
        service = BackUpService(self.source, self.media[0], self.clock, made_by="test")
        await service.back_up(self.file, workspace_id=workspace)

    async def restore(
        self,
        *,
        flagged: bool = True,
        vault: Vault | None = None,
        reader: type[ArchiveReader] = ArchiveReader,
        media: FilesystemMediaStore | None = None,
    ) -> Restored:
        store = media or self.media[1]
        service = RestoreService(self.target, store, self.clock, vault=vault, actor="cli:anna")
        with reader(self.file) as archive:
            archive.check()
            return await service.restore(archive, nothing_sent_since=flagged)


@pytest.fixture
def move(tmp_path: Path, stores: tuple[Store, Store]) -> Move:
    return Move(tmp_path, *stores)


PICTURE = b"not really a picture"


async def with_a_picture(move: Move) -> str:
    """Back up a store with a post and a picture; gives the picture's digest."""
    digest = hashlib.sha256(PICTURE).hexdigest()
    await keep_post(move.source)
    async with move.source.unit_of_work(HERE) as work:
        await work.media.add(an_asset(sha256=digest, size_bytes=len(PICTURE)))
        await work.commit()
    await move.media[0].put(digest, PICTURE)
    await move.back_up()
    return digest


async def is_untouched(move: Move) -> bool:
    """Say whether the target has neither a record nor a media file."""
    files = [one for one in (move.file.parent / "other").rglob("*") if one.is_file()]
    async with move.target.reading() as work:
        return await work.archive.is_empty() and not files


async def every_record(store: Store) -> dict[str, list[object]]:
    """Give everything but what a restore itself notes, and from where webhooks hear: the feed is another."""
    found = {kind.name: [one for page in await out_of(store, kind.name) for one in page] for kind in KINDS}
    found["audit"] = [one for one in found["audit"] if one.action != "store.restored"]
    found["webhooks"] = [replace(one, heard_from=0) for one in found["webhooks"]]
    return found


async def test_a_restore_is_no_news(move: Move) -> None:
    """A webhook hears what happens after the restore, and nothing of what was restored."""
    webhook = await keep_webhook(move.source)
    await keep_post(move.source)
    await move.back_up()

    await move.restore()

    async with move.target.reading() as work:
        (restored,) = await work.webhooks.of_workspaces([webhook.workspace_id])
        news = await work.changes.after(restored.heard_from, limit=9)
        place = await work.webhooks.place()
    assert ([], restored.heard_from) == (news, place)


async def test_everything_survives_unchanged(move: Move) -> None:
    """Whatever the contract's samples hold, of two workspaces, is the same in the other store."""
    await put(move.source, full_records())
    await keep_posts(move.source, 3, an_account(external_id="9"), due_at=NOW + timedelta(days=1))
    won = await claim(move.source, now=NOW + timedelta(days=2))
    await write(move.source, *(settled(one, Published(f"id-{place}")) for place, one in enumerate(won)))
    await keep_post(move.source, workspace=ELSEWHERE, due_at=NOW + timedelta(days=1))

    await move.back_up()
    told = await move.restore()

    assert await every_record(move.source) == await every_record(move.target)
    counted = [told.records[kind] for kind in ("deliveries", "messages", "attempts")]
    assert [5, 3, 1 + len(won)] == counted


async def test_media_come_along_and_what_is_missing_is_said(move: Move) -> None:
    """Bytes are restored under their digest; a digest without bytes is listed, and hinders nothing."""
    records = full_records()
    await put(move.source, records)

    await move.back_up()

    with ArchiveReader(move.file) as archive:
        assert ["ab" * 32] == archive.manifest.missing_media
    await move.restore()


async def test_one_workspace_is_moved_by_itself(move: Move) -> None:
    """A backup of a workspace holds nothing of another."""
    mine = await keep_post(move.source, due_at=NOW + timedelta(days=1))
    await keep_post(move.source, workspace=ELSEWHERE)

    await move.back_up(HERE)
    await move.restore()

    (page,) = await out_of(move.target, "deliveries")
    assert [mine] == [record.delivery for record in page]


async def test_what_may_have_been_sent_is_counted_by_channel(move: Move) -> None:
    """The person is told what is looked for, what asks, and what goes out next, the first one first."""
    account = an_account()
    message = a_message(account)
    times = [NOW - SECOND, NOW + 3 * SECOND, NOW + SECOND]
    posts = [a_delivery(message, account, due_at=due_at) for due_at in times]
    asks = a_delivery(message, account, state=DeliveryState.UNKNOWN, due_at=None)
    await keep(move.source, account, message, *posts, asks)

    await move.back_up()
    told = await move.restore(flagged=False)

    assert {"letters": 1} == dict(told.looked_for)
    assert (1, 2) == (told.asks_person, told.planned)
    assert [(NOW + SECOND, "letters"), (NOW + 3 * SECOND, "letters")] == told.next


@pytest.mark.parametrize(
    ("planned_at", "looked_for", "planned"),
    [(NOW - SECOND, {"letters": 6}, 0), (NOW + SECOND, {}, 6)],
)
async def test_people_on_lists_are_counted_before_their_deliveries_are_made(
    move: Move, planned_at: datetime, looked_for: dict[str, int], planned: int
) -> None:
    """A fan-out goes on after the restore; what the original may have sent of it is looked for first."""
    account, list_id = an_account(), new_id()
    message = a_message(targets=(Target(account.id, (), list_id),), schedule=at_instant(planned_at, "UTC"))
    fan_out = FanOut(
        id=new_id(),
        workspace_id=HERE,
        message_id=message.id,
        account_id=account.id,
        list_id=list_id,
        total=10,
        position=4,
        due_at=NOW + timedelta(hours=1),
    )
    await keep(move.source, account, message)
    async with move.source.unit_of_work(HERE) as work:
        await work.fan_outs.add([fan_out])
        await work.commit()

    await move.back_up()
    told = await move.restore(flagged=False)

    assert (looked_for, planned) == (dict(told.looked_for), told.planned)
    assert [(planned_at, "letters")] * min(planned, 5) == told.next
    async with move.target.reading(HERE) as work:
        (after,) = await work.fan_outs.of_messages([message.id])
    assert (NOW, NOW if looked_for else None) == (after.due_at, after.backup_of)


async def test_accounts_without_their_key_are_paused(move: Move) -> None:
    """With the key, accounts stay as they are; without it, they say which key they need."""
    house = await furnished(move.source)
    await move.back_up()

    told = await move.restore(vault=Vault(FakeKeys("another")))

    ((feed, mail),) = await out_of(move.target, "accounts")
    assert {"Feed", "Mail"} == {name for name, _ in told.unsealable}
    assert {AccountState.PAUSED} == {feed.state, mail.state}
    assert {PausedBy.SIGN_IN} == {feed.paused_by, mail.paused_by}
    assert "sealed under the key" in str(feed.pause_reason)
    assert house.feed in {feed.id, mail.id}


async def test_accounts_with_their_key_stay_as_they_are(move: Move) -> None:
    """What can be unsealed is not touched."""
    await furnished(move.source)
    await move.back_up()

    told = await move.restore(vault=Vault(FakeKeys()))

    assert [] == told.unsealable
    assert (await every_record(move.source))["accounts"] == (await every_record(move.target))["accounts"]


async def test_a_store_that_holds_something_is_left_alone(move: Move) -> None:
    """Two lives are not mixed: the person names another home."""
    await keep_post(move.source)
    await move.back_up()
    await keep(move.target, an_account())
    before = await every_record(move.target)

    with pytest.raises(StoreNotEmpty) as raised:
        await move.restore()

    assert "--home" in raised.value.fix
    assert before == await every_record(move.target)


async def test_records_that_contradict_each_other_leave_the_store_empty(move: Move) -> None:
    """All of it is restored, or nothing: a delivery of an account that is not there spoils it."""
    await keep_post(move.source)
    await move.back_up()
    stranger = an_account()

    class Forged(ArchiveReader):
        def records(self, kind: ArchiveKind, *, limit: int) -> Iterator[list[Any]]:
            return iter([[stranger]]) if kind.name == "accounts" else super().records(kind, limit=limit)

    with pytest.raises(ArchiveUnusable, match="nothing was restored"):
        await move.restore(reader=Forged)

    assert await is_untouched(move)


async def test_a_record_that_cannot_be_read_leaves_the_media_store_empty(move: Move) -> None:
    """The last line of the last kind is read before the first media file is copied."""
    await with_a_picture(move)

    class Torn(ArchiveReader):
        def records(self, kind: ArchiveKind, *, limit: int) -> Iterator[list[Any]]:
            if kind is KINDS[-1]:
                raise ArchiveUnusable("A record is wrong.", "Use another backup.")
            return super().records(kind, limit=limit)

    with pytest.raises(ArchiveUnusable, match="A record is wrong"):
        await move.restore(reader=Torn)

    assert await is_untouched(move)


async def test_media_that_cannot_be_kept_are_taken_back(move: Move) -> None:
    """A full disk in the middle of the media leaves neither a record nor a file behind."""
    await with_a_picture(move)

    class Full(FilesystemMediaStore):
        async def put(self, sha256: str, data: bytes) -> None:
            await super().put(sha256, data)
            raise OSError("No space left on device")

    with pytest.raises(OSError, match="No space left"):
        await move.restore(media=Full(move.file.parent / "other"))

    assert await is_untouched(move)


async def test_media_arrive_with_the_records_that_name_them(move: Move) -> None:
    """After a restore, a picture can be read under the digest that its record has."""
    digest = await with_a_picture(move)

    await move.restore()

    assert PICTURE == await move.media[1].read(digest)


async def test_a_store_that_is_not_there_is_not_backed_up(tmp_path: Path) -> None:
    """A wrong home is told instead of an empty file being written."""
    store = open_store(SqlAlchemySettings(), tmp_path)
    service = BackUpService(store, FilesystemMediaStore(tmp_path), FixedClock(), made_by="test")

    with pytest.raises(ArchiveProblem, match="is empty or not there"):
        await service.back_up(tmp_path / "x.zip")

    await store.close()
    assert [] == list(tmp_path.iterdir())
