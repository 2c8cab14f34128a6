"""`omnichannel plugins`: its commands; what they do is imported when they are run."""

from typing import Annotated

import typer

from omnichannel.presentation.cli.local.options import HomeOption, JsonOption, RuntimeOption, SecondsOption

app = typer.Typer(
    help="Show, repair, enable and disable plugins; works without a server, and with broken plugins.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)
NameArgument = Annotated[str, typer.Argument(help='The plugin, as "email" or "channel:email".')]


@app.command("list")
def list_plugins(home: HomeOption = None, as_json: JsonOption = False, seconds: SecondsOption = 10.0) -> int:
    """List every installed plugin with its state."""
    from omnichannel.presentation.cli.local.plugin_listing import list_all

    return list_all(home, as_json=as_json, seconds=seconds)


@app.command()
def info(
    name: NameArgument, home: HomeOption = None, as_json: JsonOption = False, seconds: SecondsOption = 10.0
) -> int:
    """Show what a plugin says of itself, how it is set, and why it does not load."""
    from omnichannel.presentation.cli.local.plugin_page import show_page

    return show_page(name, home, as_json=as_json, seconds=seconds)


@app.command()
def doctor(
    name: Annotated[str | None, typer.Argument(help="One plugin; everything where left out.")] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
    seconds: SecondsOption = 10.0,
) -> int:
    """Say what is wrong and the command that mends it; the exit code is 1 where something is."""
    from omnichannel.presentation.cli.local.plugin_consultation import tell_findings

    return tell_findings(name, home, as_json=as_json, seconds=seconds)


@app.command()
def enable(name: NameArgument, home: HomeOption = None) -> int:
    """Enable a plugin that was disabled; a running server opens a channel again within seconds."""
    from omnichannel.presentation.cli.local.plugin_switching import switch_on

    return switch_on(name, home)


@app.command()
def disable(name: NameArgument, home: HomeOption = None, runtime: RuntimeOption = None) -> int:
    """Disable a plugin: a running server closes a channel within seconds, and what is due on it waits."""
    from omnichannel.presentation.cli.local.plugin_switching import switch_off

    return switch_off(name, home, runtime)
