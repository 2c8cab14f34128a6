"""`omnichannel demo`: the command; the stage is imported when it is run."""

from pathlib import Path
from typing import Annotated

import typer


def demo(
    once: Annotated[bool, typer.Option("--once", help="Publish, wait for the outcomes, and stop.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object; needs --once.")] = False,
    picture: Annotated[Path | None, typer.Option(help="Draw the table as an SVG.", hidden=True)] = None,
) -> None:
    """Publish sample messages on every installed channel to pretend platforms on this machine."""
    if as_json and not once:
        raise typer.BadParameter("--json prints one result, so it needs --once.")
    from omnichannel_sandbox.demo.stage import play

    found = play(once=once, as_json=as_json, picture=picture)
    for fault in found:
        typer.echo(f"error: {fault}", err=True)
    raise typer.Exit(1 if found else 0)
