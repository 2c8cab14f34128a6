"""RestoreService: an archive into an empty store, which then walks on."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from omnichannel.application.archiving.archive_reader import ArchiveReader
from omnichannel.application.archiving.errors import ArchiveUnusable, StoreNotEmpty
from omnichannel.application.archiving.kinds import KINDS, ArchiveKind
from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.media_store import MediaStore
from omnichannel.application.ports.outbound.unit_of_work import Store, UnitOfWork
from omnichannel.application.restoring.carrier import Carrier
from omnichannel.application.restoring.media_copying import media_copied
from omnichannel.application.restoring.restored import Restored
from omnichannel.application.vault import Vault
from omnichannel.domain.audit import AuditEntry
from omnichannel.domain.identifiers import new_id

PAGE = 1000
Progress = Callable[[str, int], None]
"""Called with the kind and the number of records that were restored since."""


def _silent(_kind: str, _records: int) -> None:
    """Say nothing."""


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

        Every record is read and handed to the store before the first media file is copied, and nobody sees
        any of it before the commit. What cannot be restored leaves store and media store as they were.

        Raises:
            StoreNotEmpty: there is something in it.
            ArchiveUnusable: a record cannot be read, or its records contradict each other.
        """
        now, told = self._clock.now(), Restored(archive.manifest.snapshot_at)
        carrier = self._carrier(told, now=now, nothing_sent_since=nothing_sent_since)
        async with self._store.unit_of_work() as work:
            await _demand_empty(work)
            for kind, page in _pages(archive, carrier, told):
                await _add(work, kind, page)
                progress(kind.name, len(page))
            await work.audit.add(self._deeds(told, now))
            await work.webhooks.begin_anew()
            async with media_copied(archive, self._media_store, lambda: progress("media files", 1)):
                await work.commit()
        return told

    def plan(self, archive: ArchiveReader, *, nothing_sent_since: bool) -> Restored:
        """
        Say what a restore of a checked *archive* would do now.

        Raises:
            ArchiveUnusable: a record cannot be read.
        """
        now, told = self._clock.now(), Restored(archive.manifest.snapshot_at)
        for _ in _pages(archive, self._carrier(told, now=now, nothing_sent_since=nothing_sent_since), told):
            pass
        return told

    def _carrier(self, told: Restored, *, now: datetime, nothing_sent_since: bool) -> Carrier:
        return Carrier(told, vault=self._vault, now=now, nothing_sent_since=nothing_sent_since)

    def _deeds(self, told: Restored, now: datetime) -> list[AuditEntry]:
        detail = f"from a backup of {told.snapshot_at:%Y-%m-%d %H:%M:%S} UTC"
        return [
            AuditEntry(new_id(), workspace, self._actor, "store.restored", workspace, now, detail)
            for workspace in sorted(told.workspaces)
        ]


async def _demand_empty(work: UnitOfWork) -> None:
    if not await work.archive.is_empty():
        raise StoreNotEmpty(
            "The store holds records already, and a backup is restored into an empty one only.",
            "Name an empty folder with --home, or move the present one away.",
        )


def _pages(
    archive: ArchiveReader, carrier: Carrier, told: Restored
) -> Iterator[tuple[ArchiveKind, list[Any]]]:
    """Give the records as they are after the restore, in the order in which a store takes them."""
    for kind in KINDS:
        for page in archive.records(kind, limit=PAGE):
            told.records[kind.name] += len(page)
            yield kind, [carrier.carried(record) for record in page]


async def _add(work: UnitOfWork, kind: ArchiveKind, page: Sequence[Any]) -> None:
    try:
        await work.archive.add(kind.name, page)
    except ValueError as error:
        told = f"The archive's {kind.name} contradict each other; nothing was restored."
        raise ArchiveUnusable(told, "Use another backup.") from error
