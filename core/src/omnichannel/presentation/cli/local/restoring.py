"""`omnichannel restore`: a backup into an empty home, which then walks on."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from omnichannel.application.archiving.archive_reader import ArchiveReader
from omnichannel.application.archiving.errors import ArchiveProblem, StoreNotEmpty
from omnichannel.application.restoring.restored import Restored
from omnichannel.application.services.restore import RestoreService
from omnichannel.application.vault import Vault
from omnichannel.plugins.drivers import make_home
from omnichannel.presentation.cli.exit_codes import ExitCode
from omnichannel.presentation.cli.failures import CommandFailed
from omnichannel.presentation.cli.local.actor import actor
from omnichannel.presentation.cli.local.backing_up import archive_failure, contents_of
from omnichannel.presentation.cli.local.progress import CountingProgress
from omnichannel.presentation.cli.local.restore import FLAG
from omnichannel.presentation.cli.local.storage import drivers_at, settings_at
from omnichannel.presentation.cli.printing import print_hint, print_json, print_note, print_signed, print_text
from omnichannel.presentation.cli.signs import FINDING
from omnichannel.settings import Settings
from omnichannel.system_clock import SystemClock


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How a restore is wanted: *nothing_sent_since* the backup, only tried, with whose plugins."""

    nothing_sent_since: bool
    is_dry_run: bool
    runtime: str | None


def put_back(file: Path, home: Path | None, wish: Wish, *, as_json: bool) -> int:
    """Restore the file, and say what comes of it."""
    settings = settings_at(home)
    try:
        with ArchiveReader(file) as archive:
            told = asyncio.run(_restore(settings, archive, wish))
            contents = contents_of(archive.manifest)
    except StoreNotEmpty as error:
        raise CommandFailed(error.what, hint=error.fix, code="not-empty") from error
    except ArchiveProblem as error:
        raise archive_failure(error) from error
    if as_json:
        print_json(_document(told, dry_run=wish.is_dry_run))
        return ExitCode.DONE
    verb = "would be restored" if wish.is_dry_run else "restored"
    print_signed(
        FINDING["good"], f"{verb} into {settings.home}, as of {told.snapshot_at:%Y-%m-%d %H:%M:%S} UTC"
    )
    print_text(contents, lead="  ")
    _say_what_comes(told)
    _say_what_is_to_do(told, wish)
    return ExitCode.DONE


async def _restore(settings: Settings, archive: ArchiveReader, wish: Wish) -> Restored:
    with CountingProgress("Checking") as progress:
        archive.check(progress=lambda size: progress("bytes", size))
    async with drivers_at(settings, wish.runtime) as drivers:
        parts = (drivers.store, drivers.media_store, SystemClock())
        if wish.is_dry_run:
            service = RestoreService(*parts, vault=None, actor=actor())
            return service.plan(archive, nothing_sent_since=wish.nothing_sent_since)
        make_home(settings)
        await drivers.keys.open()
        await drivers.store.open()
        service = RestoreService(*parts, vault=Vault(drivers.keys), actor=actor())
        with CountingProgress("Restoring") as progress:
            return await service.restore(
                archive, nothing_sent_since=wish.nothing_sent_since, progress=progress
            )


def _say_what_comes(told: Restored) -> None:
    if told.looked_for:
        by_channel = ", ".join(f"{channel} {count:,}" for channel, count in sorted(told.looked_for.items()))
        first = f"looked for on the platform first: {told.looked_for.total():,} ({by_channel})"
        print_text(first, lead="  ", hang=2)
    if told.asks_person:
        print_text(f"waiting for a person's answer: {told.asks_person:,}", lead="  ")
    if told.planned:
        next_ones = ", ".join(f"{at:%Y-%m-%d %H:%M:%S} UTC {channel}" for at, channel in told.next)
        more = told.planned - len(told.next)
        planned = f"going out next: {next_ones}" + (f", and {more:,} more" if more else "")
        print_text(planned, lead="  ", hang=2)


def _say_what_is_to_do(told: Restored, wish: Wish) -> None:
    if told.unsealable:
        keys = ", ".join(sorted({key for _, key in told.unsealable}))
        names = ", ".join(name for name, _ in told.unsealable[:5])
        more = f" and {len(told.unsealable) - 5} more" if len(told.unsealable) > 5 else ""
        print_note(f"warning: paused, since the key {keys} is not here: {names}{more}")
        print_hint("connect these accounts again, or put that key back and resume them")
    if told.looked_for and not wish.nothing_sent_since:
        print_note("  note: where a platform cannot be searched, a person is asked for each of them")
        if wish.is_dry_run:
            print_hint(f"where the original sent nothing after the backup, add {FLAG}")
    if not wish.is_dry_run:
        print_hint("make sure the original is stopped, then `omnichannel serve`")


def _document(told: Restored, *, dry_run: bool) -> dict[str, object]:
    return {
        "dry_run": dry_run,
        "snapshot_at": told.snapshot_at,
        "records": dict(told.records),
        "looked_for_first": dict(told.looked_for),
        "asks_person": told.asks_person,
        "planned": told.planned,
        "next": [{"due_at": at, "channel": channel} for at, channel in told.next],
        "paused_for_want_of_key": [{"account": name, "key": key} for name, key in told.unsealable],
    }
