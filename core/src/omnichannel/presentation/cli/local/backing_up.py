"""`omnichannel backup`: everything into one file, while a server may go on."""

import asyncio
from importlib.metadata import version
from pathlib import Path
from uuid import UUID

from omnichannel.application.archiving.errors import ArchiveProblem
from omnichannel.application.archiving.manifest import ArchiveManifest
from omnichannel.application.services.back_up import BackUpService
from omnichannel.presentation.cli.exit_codes import ExitCode
from omnichannel.presentation.cli.failures import CommandFailed
from omnichannel.presentation.cli.local.progress import CountingProgress
from omnichannel.presentation.cli.local.storage import drivers_at, settings_at
from omnichannel.presentation.cli.printing import print_hint, print_json, print_note, print_signed, print_text
from omnichannel.presentation.cli.signs import FINDING
from omnichannel.settings import Settings
from omnichannel.system_clock import SystemClock


def back_up(
    file: Path, home: Path | None, *, workspace: UUID | None, runtime: str | None, as_json: bool
) -> int:
    """Write the file, and say what is in it."""
    settings = settings_at(home)
    try:
        made = asyncio.run(_back_up(settings, file, workspace, runtime))
    except ArchiveProblem as error:
        raise archive_failure(error) from error
    size = file.stat().st_size
    if as_json:
        print_json({"file": str(file), "size_bytes": size, **made.model_dump(mode="json")})
        return ExitCode.DONE
    told = f"{file} shows {made.snapshot_at:%Y-%m-%d %H:%M:%S} UTC and has {size:,} bytes"
    print_signed(FINDING["good"], told)
    print_text(contents_of(made), lead="  ")
    _say_what_is_not_in_it(made)
    return ExitCode.DONE


def archive_failure(error: ArchiveProblem) -> CommandFailed:
    """Say what is wrong with an archive, and what to do about it."""
    return CommandFailed(error.what, hint=error.fix, exit_code=ExitCode.FAILED, code="archive-problem")


async def _back_up(
    settings: Settings, file: Path, workspace: UUID | None, runtime: str | None
) -> ArchiveManifest:
    made_by = f"omnichannel-core {version('omnichannel-core')}"
    async with drivers_at(settings, runtime) as drivers:
        service = BackUpService(drivers.store, drivers.media_store, SystemClock(), made_by=made_by)
        with CountingProgress("Writing") as progress:
            return await service.back_up(file, workspace_id=workspace, progress=progress)


def contents_of(manifest: ArchiveManifest) -> str:
    """Say how much of what an archive holds."""
    counts = [f"{part.records:,} {part.kind}" for part in manifest.parts if part.records]
    if manifest.media:
        size = sum(medium.size_bytes for medium in manifest.media)
        counts.append(f"{len(manifest.media):,} media files ({size:,} bytes)")
    return ", ".join(counts) or "nothing is in it"


def _say_what_is_not_in_it(made: ArchiveManifest) -> None:
    if made.missing_media:
        missing = len(made.missing_media)
        print_note(f"warning: {missing} media files are not in the media store, so not in the backup")
    if made.sealed_under:
        keys = ", ".join(made.sealed_under)
        print_hint(f"keep the key {keys} elsewhere; without it, accounts have to be connected again")
