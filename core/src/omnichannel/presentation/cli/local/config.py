"""`omnichannel config`: its commands; what they do is imported when they are run."""

from typing import Annotated

import typer

from omnichannel.presentation.cli.local.options import HomeOption, JsonOption

app = typer.Typer(
    help="Show and explain settings; works while one is wrong.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)


@app.command()
def show(home: HomeOption = None, as_json: JsonOption = False) -> int:
    """Show every setting with its value and where that comes from; secrets are masked."""
    from omnichannel.presentation.cli.local.settings_pages import show_all

    return show_all(home, as_json=as_json)


@app.command()
def explain(
    name: Annotated[
        str | None, typer.Argument(help="A setting, or how several begin; all where left out.")
    ] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> int:
    """Explain settings: meaning, type, bounds, default, and where each is written."""
    from omnichannel.presentation.cli.local.settings_pages import explain_named

    return explain_named(name, home, as_json=as_json)
