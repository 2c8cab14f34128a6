"""How long a backup and a restore of 20,000 deliveries take, in files of their own."""

import tempfile
import time
from pathlib import Path

from omnichannel.application.archiving.archive_reader import ArchiveReader
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.application.services.back_up import BackUpService
from omnichannel.application.services.restore import RestoreService
from omnichannel.system_clock import SystemClock
from omnichannel.testing.repository_samples import a_delivery, a_message, an_account, keep
from omnichannel_filesystem.media_store import FilesystemMediaStore
from omnichannel_sqlalchemy.settings import SqlAlchemySettings
from omnichannel_sqlalchemy.store import open_store
from tests.bench.lines import print_line

DELIVERIES, EACH = 20_000, 10


async def _fill(store: Store) -> None:
    account = an_account(external_id="1")
    messages = [a_message(account) for _ in range(DELIVERIES // EACH)]
    posts = [a_delivery(message, account) for message in messages for _ in range(EACH)]
    await keep(store, account, *messages, *posts)


async def _measure(folder: Path) -> None:
    file = folder / "bench.zip"
    stores = [open_store(SqlAlchemySettings(), folder / name) for name in ("from", "into")]
    for store, name in zip(stores, ("from", "into"), strict=True):
        (folder / name).mkdir()
        await store.open()
    media = FilesystemMediaStore(folder / "media")
    await _fill(stores[0])
    times = [time.perf_counter()]
    await BackUpService(stores[0], media, SystemClock(), made_by="bench").back_up(file)
    times.append(time.perf_counter())
    with ArchiveReader(file) as archive:
        archive.check()
        service = RestoreService(stores[1], media, SystemClock(), vault=None, actor="bench")
        await service.restore(archive, nothing_sent_since=False)
    times.append(time.perf_counter())
    for store in stores:
        await store.close()
    facts = {"deliveries": DELIVERIES, "size_bytes": file.stat().st_size}
    print_line("archive_backup", times[1] - times[0], "s", cpu_us=None, **facts)
    print_line("archive_restore", times[2] - times[1], "s", cpu_us=None, **facts)


async def bench() -> None:
    """Measure once."""
    with tempfile.TemporaryDirectory() as folder:
        await _measure(Path(folder))
