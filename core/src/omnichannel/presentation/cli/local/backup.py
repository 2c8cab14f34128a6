"""`omnichannel backup`: everything into one file, while a server may go on."""

import asyncio
from importlib.metadata import version
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from omnichannel.application.archiving.errors import ArchiveProblem
from omnichannel.application.archiving.manifest import ArchiveManifest
from omnichannel.application.services.back_up import BackUpService
from omnichannel.presentation.cli.failures import ExitCode
from omnichannel.presentation.cli.local.options import HomeOption, JsonOption, RuntimeOption
from omnichannel.presentation.cli.local.progress import CountingProgress
from omnichannel.presentation.cli.local.storage import drivers_at, settings_at
from omnichannel.presentation.cli.local.writing import fail, line, note, plain, print_json
from omnichannel.settings import Settings
from omnichannel.system_clock import SystemClock


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write; it must not be there yet.")],
    home: HomeOption = None,
    workspace: Annotated[UUID | None, typer.Option(help="Only this workspace.")] = None,
    runtime: RuntimeOption = None,
    as_json: JsonOption = False,
) -> int:
    """
    Write messages, deliveries, accounts and media into one file.

    A server may run meanwhile: the file shows one moment. Credentials stay sealed; whoever restores them
    needs the key, which is not in the file.
    """
    settings = settings_at(home)
    try:
        made = asyncio.run(_back_up(settings, file, workspace, runtime))
    except ArchiveProblem as error:
        fail(error.what, hint=error.fix, code=ExitCode.FAILED)
    if as_json:
        print_json({"file": str(file), "size_bytes": file.stat().st_size, **made.model_dump(mode="json")})
        return ExitCode.DONE
    line(
        "good", f"{file} shows {made.snapshot_at:%Y-%m-%d %H:%M:%S} UTC and has {file.stat().st_size:,} bytes"
    )
    plain(contents_of(made), indent=2)
    _say_what_is_not_in_it(made)
    return ExitCode.DONE


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
        note(
            f"warning: {len(made.missing_media)} media files are not in the media store, so not in the backup"
        )
    if made.sealed_under:
        keys = ", ".join(made.sealed_under)
        note(f"  hint: keep the key {keys} elsewhere; without it, accounts have to be connected again")
