"""`omnichannel restore`: the command; what it does is imported when it is run."""

from pathlib import Path
from typing import Annotated

import typer

from omnichannel.presentation.cli.local.options import HomeOption, JsonOption, RuntimeOption

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
    from omnichannel.presentation.cli.local.restoring import Wish, put_back

    wish = Wish(nothing_sent_since=nothing_was_sent_since, is_dry_run=dry_run, runtime=runtime)
    return put_back(file, home, wish, as_json=as_json)
