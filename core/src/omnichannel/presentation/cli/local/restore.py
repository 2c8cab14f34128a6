"""`omnichannel restore`: a backup into an empty home, which then walks on."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from omnichannel.application.archiving.archive_reader import ArchiveReader
from omnichannel.application.archiving.errors import ArchiveProblem, StoreNotEmpty
from omnichannel.application.services.restore import Restored, RestoreService
from omnichannel.application.vault import Vault
from omnichannel.plugins.drivers import make_home
from omnichannel.presentation.cli.failures import ExitCode
from omnichannel.presentation.cli.local.backup import contents_of
from omnichannel.presentation.cli.local.options import HomeOption, JsonOption, RuntimeOption
from omnichannel.presentation.cli.local.progress import CountingProgress
from omnichannel.presentation.cli.local.storage import drivers_at, settings_at
from omnichannel.presentation.cli.local.writing import actor, fail, line, note, plain, print_json
from omnichannel.settings import Settings
from omnichannel.system_clock import SystemClock

FLAG = "--nothing-was-sent-since"


def restore(
    file: Annotated[Path, typer.Argument(help="A file that `omnichannel backup` made.")],
    home: HomeOption = None,
    nothing_was_sent_since: Annotated[
        bool,
        typer.Option(FLAG, help="The original was stopped before the backup, and sent nothing after it."),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check the file, say what would happen, and stop.")
    ] = False,
    runtime: RuntimeOption = None,
    as_json: JsonOption = False,
) -> int:
    """
    Restore a backup into an empty home.

    What was due since the backup may have been sent by the original; nothing is sent twice on a guess. It is
    looked for on the platform first, and a person is asked where nobody can tell. Stop the original first.
    """
    settings = settings_at(home)
    try:
        with ArchiveReader(file) as archive:
            told = asyncio.run(_restore(settings, archive, nothing_was_sent_since, dry_run, runtime))
            contents = contents_of(archive.manifest)
    except StoreNotEmpty as error:
        fail(error.what, hint=error.fix)
    except ArchiveProblem as error:
        fail(error.what, hint=error.fix, code=ExitCode.FAILED)
    if as_json:
        print_json(_document(told, dry_run=dry_run))
        return ExitCode.DONE
    verb = "would be restored" if dry_run else "restored"
    line("good", f"{verb} into {settings.home}, as of {told.snapshot_at:%Y-%m-%d %H:%M:%S} UTC")
    plain(contents, indent=2)
    _say_what_comes(told)
    _say_what_is_to_do(told, flagged=nothing_was_sent_since, dry_run=dry_run)
    return ExitCode.DONE


async def _restore(
    settings: Settings, archive: ArchiveReader, nothing_sent_since: bool, dry_run: bool, runtime: str | None
) -> Restored:
    with CountingProgress("Checking") as progress:
        archive.check(progress=lambda size: progress("bytes", size))
    async with drivers_at(settings, runtime) as drivers:
        parts = (drivers.store, drivers.media_store, SystemClock())
        if dry_run:
            service = RestoreService(*parts, vault=None, actor=actor())
            return service.plan(archive, nothing_sent_since=nothing_sent_since)
        make_home(settings)
        await drivers.keys.open()
        await drivers.store.open()
        service = RestoreService(*parts, vault=Vault(drivers.keys), actor=actor())
        with CountingProgress("Restoring") as progress:
            return await service.restore(archive, nothing_sent_since=nothing_sent_since, progress=progress)


def _say_what_comes(told: Restored) -> None:
    if told.looked_for:
        by_channel = ", ".join(f"{channel} {count:,}" for channel, count in sorted(told.looked_for.items()))
        plain(
            f"looked for on the platform first: {told.looked_for.total():,} ({by_channel})", indent=2, hang=2
        )
    if told.asks_person:
        plain(f"waiting for a person's answer: {told.asks_person:,}", indent=2)
    if told.planned:
        first = ", ".join(f"{at:%Y-%m-%d %H:%M:%S} UTC {channel}" for at, channel in told.next)
        more = told.planned - len(told.next)
        plain(f"going out next: {first}" + (f", and {more:,} more" if more else ""), indent=2, hang=2)


def _say_what_is_to_do(told: Restored, *, flagged: bool, dry_run: bool) -> None:
    if told.unsealable:
        keys = ", ".join(sorted({key for _, key in told.unsealable}))
        names = ", ".join(name for name, _ in told.unsealable[:5])
        more = f" and {len(told.unsealable) - 5} more" if len(told.unsealable) > 5 else ""
        note(f"warning: paused, since the key {keys} is not here: {names}{more}")
        note("  hint: connect these accounts again, or put that key back and resume them")
    if told.looked_for and not flagged:
        note("  note: where a platform cannot be searched, a person is asked for each of them")
        if dry_run:
            note(f"  hint: where the original sent nothing after the backup, add {FLAG}")
    if not dry_run:
        note("  hint: make sure the original is stopped, then `omnichannel serve`")


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
