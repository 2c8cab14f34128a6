"""`omnichannel channels`: what can be published on."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from omnichannel.application.schema_fields import fields_of
from omnichannel.client import NotFound
from omnichannel.presentation.cli.connecting import connected
from omnichannel.presentation.cli.failures import CommandFailed
from omnichannel.presentation.cli.options import AsJson, Home, TokenFile, Url
from omnichannel.presentation.cli.printing import line_width, print_hint, print_json, print_lines, print_note
from omnichannel.presentation.cli.tables import Column, table
from omnichannel.presentation.cli.telling import joined
from omnichannel.presentation.cli.wrapping import wrapped

if TYPE_CHECKING:
    from omnichannel.application.dtos.plugins import ChannelOut, RemoteVersionOut
    from omnichannel.client import Client

if TYPE_CHECKING:
    from omnichannel.application.dtos.plugins import ChannelOut, RemoteVersionOut
    from omnichannel.client import Client

app = typer.Typer(
    help="List and show channels.", add_completion=False, rich_markup_mode=None, no_args_is_help=True
)
LISTED = (
    Column(),
    Column(title="Channel", shrinks_to=8),
    Column(title="Label", shrinks_to=8),
    Column(title="Version"),
    Column(title="Writes to", shrinks_to=6),
    Column(title="Platform API", shrinks_to=12),
)
LIMITS = (
    Column(),
    Column(shrinks_to=12),
    Column(right=True),
    Column(),
    Column(),
)
FIELDS = (Column(), Column(shrinks_to=12), Column(), Column(shrinks_to=20))


@app.command("list")
def list_channels(
    as_json: AsJson = False, url: Url = None, home: Home = None, token_file: TokenFile = None
) -> None:
    """List the channels that can be published on."""
    with connected(url, home, token_file) as client:
        channels = client.channels.list()
    if as_json:
        print_json({"items": [channel.model_dump(mode="json") for channel in channels]})
    elif not channels:
        print_note("No channel is installed")
        print_hint("`pip install omnichannel-NAME` adds one; the server finds it at its next start")
    else:
        print_lines(table(LISTED, [_row(channel) for channel in channels], width=line_width()))


@app.command("show")
def show_channel(
    name: Annotated[str, typer.Argument(metavar="CHANNEL", help="Its name, as in the list.")],
    as_json: AsJson = False,
    url: Url = None,
    home: Home = None,
    token_file: TokenFile = None,
) -> None:
    """Show what a channel can do, needs and allows."""
    with connected(url, home, token_file) as client:
        channel = channel_named(client, name)
    if as_json:
        print_json(channel)
    else:
        print_lines(channel_lines(channel, width=line_width()))


def channel_named(client: Client, name: str) -> ChannelOut:
    """
    Read a channel.

    Raises:
        CommandFailed: there is none of that name; it tells which is nearly called that.
    """
    try:
        return client.channels.get(name)
    except NotFound:
        names = [channel.name for channel in client.channels.list()]
    raise no_channel(name, names)


def no_channel(name: str, names: Sequence[str]) -> CommandFailed:
    """Say that none of *names* is called that, and which nearly is."""
    near = get_close_matches(name.casefold(), names, n=1)
    known = ", ".join(f"`{one}`" for one in names) or "none"
    hint = f"did you mean `{near[0]}`?" if near else f"there are {known}"
    return CommandFailed(f"no channel `{name}`", hint=hint, code="not-found")


def channel_lines(channel: ChannelOut, *, width: int) -> list[Text]:
    """Draw a channel: what it is, its limits, and what its accounts and messages take."""
    head = Text(channel.label, style="bold")
    facts = [
        f"{channel.distribution} {channel.version}{_speaks(channel.remote_version)}",
        f"writes to {_audience(channel)} · counts text in {channel.counts_text_in}",
        f"can: {', '.join(sorted(channel.abilities)) or 'only publish'}",
        f"contacts: {', '.join(channel.hosts) or 'the hosts of its accounts'}",
    ]
    lines = [*joined([head, Text(channel.name, style="cyan")], width=width, between="  ")]
    lines += [line for fact in facts for line in wrapped(fact, width=width, hang=2)]
    limits = [
        (" ", one.name, f"{one.value:,}", one.unit, "" if one.confirmed else "not confirmed")
        for one in channel.limits
    ]
    lines += _section("Limits", table(LIMITS, limits, width=width))
    lines += _section("Credentials of an account", _fields(channel.credentials_schema, width))
    return lines + _section("Options of a message", _fields(channel.options_schema, width))


def _row(channel: ChannelOut) -> tuple[Text | str, ...]:
    sign = Text("●", style="green")
    return (
        sign,
        channel.name,
        channel.label,
        channel.version,
        _audience(channel),
        _remote(channel.remote_version),
    )


def _audience(channel: ChannelOut) -> str:
    return "people" if channel.has_recipients else "the public"


def _remote(remote: RemoteVersionOut | None) -> str:
    if remote is None:
        return "-"
    return f"{remote.name}, ends {remote.ends}" if remote.ends else remote.name


def _speaks(remote: RemoteVersionOut | None) -> str:
    return "" if remote is None else f" · speaks {_remote(remote)}"


def _section(title: str, lines: list[Text]) -> list[Text]:
    return [Text(), Text(title, style="bold"), *lines] if lines else []


def _fields(schema: dict[str, Any], width: int) -> list[Text]:
    cells = [
        (" ", field.name, "needed" if field.is_required else "", field.description)
        for field in fields_of(schema)
    ]
    return table(FIELDS, cells, width=width) if cells else []
