"""The options of `send`, each with its one line of help."""

from pathlib import Path
from typing import Annotated, Literal

import typer

Text = Annotated[str | None, typer.Argument(metavar="TEXT", help="What it says; `-` reads it from a pipe.")]
TextOption = Annotated[str | None, typer.Option("--text", metavar="TEXT", help="The same, as an option.")]
To = Annotated[
    list[str] | None,
    typer.Option(
        "--to",
        metavar="ACCOUNT[:PEOPLE]",
        help="Who publishes; PEOPLE is an address or a CSV file. Again for more.",
    ),
]
Channel = Annotated[
    list[str] | None, typer.Option(metavar="NAME", help="The one account of a channel. Again for more.")
]
Otherwise = Annotated[
    list[str] | None,
    typer.Option(
        "--else",
        metavar="ACCOUNT[:ADDRESS]",
        help='Who takes over if that fails, or "… after 10m" without word. Again for more.',
    ),
]
Title = Annotated[str | None, typer.Option(metavar="TEXT", help="Title, or subject.")]
Link = Annotated[str | None, typer.Option(metavar="URL", help="An http(s) address.")]
File = Annotated[
    list[Path] | None, typer.Option(metavar="FILE", help="Picture, video or document to upload.")
]
Media = Annotated[list[str] | None, typer.Option(metavar="ID", help="Id of an uploaded file.")]
Template = Annotated[str | None, typer.Option(metavar="NAME", help="Name or id of a template.")]
Value = Annotated[list[str] | None, typer.Option(metavar="NAME=TEXT", help="For the template.")]
AtTime = Annotated[str | None, typer.Option("--at", metavar="TIME", help='When: "2026-12-24 09:00".')]
Zone = Annotated[str | None, typer.Option(metavar="ZONE", help="The zone of --at: Europe/Berlin.")]
Late = Annotated[
    str | None,
    typer.Option(
        metavar="TIME[,ask]",
        help="How late it may leave: 30m, 2h, 1d. After that it is not sent; with `,ask` you decide.",
    ),
]
OnUnknown = Annotated[
    Literal["ask", "retry"] | None,
    typer.Option(help="When nobody knows whether a post arrived: ask you (default), or send it again."),
]
IsDraft = Annotated[bool, typer.Option("--draft", help="Keep it, publish nothing.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be sent, send nothing.")]
Wait = Annotated[
    bool | None, typer.Option("--wait/--no-wait", help="Wait for the outcome (default without --at).")
]
Timeout = Annotated[float, typer.Option(min=0, max=86_400, metavar="SECONDS", help="Wait no longer.")]
Key = Annotated[str | None, typer.Option(metavar="KEY", help="The same key again never sends twice.")]
