"""RestoreService: an archive into an empty store, which then walks on."""

import heapq
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from omnichannel.application.archiving.archive_reader import ArchiveReader
from omnichannel.application.archiving.errors import ArchiveUnusable, StoreNotEmpty
from omnichannel.application.archiving.kinds import KINDS, ArchiveKind
from omnichannel.application.ports.outbound.archive_repository import ArchivedDelivery
from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.key_provider import WrongKey
from omnichannel.application.ports.outbound.media_store import MediaStore
from omnichannel.application.ports.outbound.unit_of_work import Store, UnitOfWork
from omnichannel.application.sealing import SealBroken, sealed_under
from omnichannel.application.vault import Vault
from omnichannel.domain.account import Account, AccountState, PausedBy
from omnichannel.domain.audit import AuditEntry
from omnichannel.domain.carrying_over import carried_over, fan_out_carried_over
from omnichannel.domain.delivery import ChannelDelivery
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.fan_out import FanOut
from omnichannel.domain.identifiers import new_id
from omnichannel.domain.message import Message

PAGE = 1000
TOLD_NEXT = 5
Progress = Callable[[str, int], None]
"""Called with the kind and the number of records that were restored since."""


def _silent(_kind: str, _records: int) -> None:
    """Say nothing."""


@dataclass(slots=True)
class Restored:
    """
    What a restore did, or would do.

    Attributes:
        records: by kind.
        looked_for: deliveries that are looked for first, by channel.
        asks_person: deliveries that waited for a person already.
        next: the earliest deliveries that go out, with their time, the first one first.
        planned: how many deliveries wait for a time.
        unsealable: names of active accounts that were paused since their key is not here, with it.
    """

    snapshot_at: datetime
    records: Counter[str] = field(default_factory=Counter)
    looked_for: Counter[str] = field(default_factory=Counter)
    asks_person: int = 0
    next: list[tuple[datetime, str]] = field(default_factory=list)
    planned: int = 0
    unsealable: list[tuple[str, str]] = field(default_factory=list)
    workspaces: set[UUID] = field(default_factory=set)

    def note(self, delivery: ChannelDelivery, *, was: ChannelDelivery) -> None:
        """Count one delivery."""
        if delivery.asks_person:
            self.asks_person += 1
        elif delivery is not was or delivery.state in (DeliveryState.UNKNOWN, DeliveryState.PENDING):
            self.looked_for[delivery.channel] += 1
        elif delivery.due_at is not None:
            self._plan(delivery.due_at, delivery.channel, 1)

    def note_fan_out(self, fan_out: FanOut, channel: str, *, planned_at: datetime) -> None:
        """Count the deliveries that are still to be made."""
        missing = fan_out.total - fan_out.position if fan_out.is_unfinished else 0
        if missing and fan_out.backup_of is not None:
            self.looked_for[channel] += missing
        elif missing:
            self._plan(planned_at, channel, missing)

    def _plan(self, at: datetime, channel: str, count: int) -> None:
        self.planned += count
        self.next = heapq.nsmallest(TOLD_NEXT, [*self.next, *[(at, channel)] * min(count, TOLD_NEXT)])


class _Lists:
    """What was restored that says when, and over which channel, fan-outs write to their lists."""

    def __init__(self, told: Restored) -> None:
        self._told = told
        self._channels: dict[UUID, str] = {}
        self._times: dict[UUID, datetime] = {}

    def learn(self, record: Any) -> None:
        """Look at a record; others than accounts and messages are passed over."""
        if isinstance(record, Account):
            self._channels[record.id] = record.channel
        elif isinstance(record, Message) and record.has_lists and record.schedule is not None:
            self._times[record.id] = record.schedule.instant

    def carried(self, fan_out: FanOut, *, now: datetime, nothing_sent_since: bool) -> FanOut:
        """Say where *fan_out* stands after the restore, and count it."""
        planned_at = self._times.get(fan_out.message_id)
        after = fan_out_carried_over(
            fan_out,
            planned_at,
            snapshot_at=self._told.snapshot_at,
            now=now,
            nothing_sent_since=nothing_sent_since,
        )
        channel = self._channels.get(fan_out.account_id, "")
        self._told.note_fan_out(after, channel, planned_at=planned_at or now)
        return after


class RestoreService:
    """
    Restores archives.

    Args:
        vault: of the key provider, open; None where nothing is written and no key is looked at.
        actor: who restores, for the audit log.
    """

    def __init__(
        self, store: Store, media_store: MediaStore, clock: Clock, *, vault: Vault | None, actor: str
    ) -> None:
        self._store, self._media_store, self._clock = store, media_store, clock
        self._vault, self._actor = vault, actor

    async def restore(
        self, archive: ArchiveReader, *, nothing_sent_since: bool, progress: Progress = _silent
    ) -> Restored:
        """
        Restore a checked *archive* in one commit. The store is open.

        Raises:
            StoreNotEmpty: there is something in it.
            ArchiveUnusable: its records contradict each other; nothing was restored.
        """
        async with self._store.unit_of_work() as work:
            if not await work.archive.is_empty():
                raise StoreNotEmpty(
                    "The store holds records already, and a backup is restored into an empty one only.",
                    "Name an empty folder with --home, or move the present one away.",
                )
            for medium in archive.manifest.media:
                await self._media_store.put(medium.sha256, archive.medium(medium))
                progress("media files", 1)
            told = Restored(archive.manifest.snapshot_at)
            now = self._clock.now()
            for kind, page in self._pages(archive, told, now=now, nothing_sent_since=nothing_sent_since):
                await _add(work, kind, page)
                progress(kind.name, len(page))
            await work.audit.add(self._deeds(told, now))
            await work.commit()
        return told

    def plan(self, archive: ArchiveReader, *, nothing_sent_since: bool) -> Restored:
        """
        Say what a restore would do now.

        Raises:
            ArchiveUnusable: a record cannot be read.
        """
        told = Restored(archive.manifest.snapshot_at)
        for _ in self._pages(archive, told, now=self._clock.now(), nothing_sent_since=nothing_sent_since):
            pass
        return told

    def _pages(
        self, archive: ArchiveReader, told: Restored, *, now: datetime, nothing_sent_since: bool
    ) -> Iterator[tuple[ArchiveKind, list[Any]]]:
        lists = _Lists(told)

        def carried(record: Any) -> Any:
            lists.learn(record)
            if isinstance(record, Account):
                told.workspaces.add(record.workspace_id)
                return self._account(record, told)
            if isinstance(record, FanOut):
                return lists.carried(record, now=now, nothing_sent_since=nothing_sent_since)
            if isinstance(record, ArchivedDelivery):
                was = record.delivery
                delivery = carried_over(
                    was, snapshot_at=told.snapshot_at, now=now, nothing_sent_since=nothing_sent_since
                )
                told.note(delivery, was=was)
                return record if delivery is was else ArchivedDelivery(delivery=delivery)
            return record

        for kind in KINDS:
            for page in archive.records(kind, limit=PAGE):
                told.records[kind.name] += len(page)
                yield kind, [carried(record) for record in page]

    def _account(self, account: Account, told: Restored) -> Account:
        """Pause an account whose credentials cannot be unsealed: it would only fail."""
        if self._vault is None or not account.sealed:
            return account
        try:
            self._vault.demand_key(account)
        except (WrongKey, SealBroken):
            key = sealed_under(account.sealed)
            told.unsealable.append((account.name, key))
            return account if account.state is AccountState.PAUSED else _paused(account, key)
        return account

    def _deeds(self, told: Restored, now: datetime) -> list[AuditEntry]:
        detail = f"from a backup of {told.snapshot_at:%Y-%m-%d %H:%M:%S} UTC"
        return [
            AuditEntry(new_id(), workspace, self._actor, "store.restored", workspace, now, detail)
            for workspace in sorted(told.workspaces)
        ]


def _paused(account: Account, key: str) -> Account:
    reason = (
        f"Its credentials were sealed under the key {key}, which is not here. "
        "Connect the account again, or put that key back and resume the account."
    )
    return account.paused(PausedBy.SIGN_IN, reason)


async def _add(work: UnitOfWork, kind: ArchiveKind, page: Sequence[Any]) -> None:
    try:
        await work.archive.add(kind.name, page)
    except ValueError as error:
        told = f"The archive's {kind.name} contradict each other; nothing was restored."
        raise ArchiveUnusable(told, "Use another backup.") from error
