"""`omnichannel backup`: the command; what it does is imported when it is run."""

from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from omnichannel.presentation.cli.local.options import HomeOption, JsonOption, RuntimeOption


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
    from omnichannel.presentation.cli.local.backing_up import back_up

    return back_up(file, home, workspace=workspace, runtime=runtime, as_json=as_json)
