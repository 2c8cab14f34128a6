"""`omnichannel db`: its commands; what they do is imported when they are run."""

from typing import Annotated

import typer

from omnichannel.presentation.cli.local.options import HomeOption, JsonOption, RuntimeOption

app = typer.Typer(
    help="Show and upgrade the database's schema.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)


@app.command()
def status(home: HomeOption = None, runtime: RuntimeOption = None, as_json: JsonOption = False) -> int:
    """Show the database, its schema, and what an upgrade would do; the exit code is 1 for a newer schema."""
    from omnichannel.presentation.cli.local.schema_pages import show_status

    return show_status(home, runtime, as_json=as_json)


@app.command()
def upgrade(
    check: Annotated[bool, typer.Option("--check", help="Only say whether one is needed; 1: it is.")] = False,
    home: HomeOption = None,
    runtime: RuntimeOption = None,
    as_json: JsonOption = False,
) -> int:
    """Bring the database to the schema of this version, after copying it."""
    from omnichannel.presentation.cli.local.schema_pages import bring_up_to_date

    return bring_up_to_date(home, runtime, only_checks=check, as_json=as_json)
