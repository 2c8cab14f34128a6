"""Options that many commands share, so that they are called and explained the same everywhere."""

from pathlib import Path
from typing import Annotated

import typer

SERVER = "Which server"

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, with the names of the API.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print ids only.")]
Home = Annotated[
    Path | None,
    typer.Option("--home", metavar="FOLDER", help="Folder of the local runtime.", rich_help_panel=SERVER),
]
Url = Annotated[
    str | None,
    typer.Option(
        "--url", metavar="URL", help="Address of the server; or OMNICHANNEL_URL.", rich_help_panel=SERVER
    ),
]
TokenFile = Annotated[
    Path | None,
    typer.Option(
        "--token-file",
        metavar="FILE",
        help="File with the token; or OMNICHANNEL_TOKEN.",
        rich_help_panel=SERVER,
    ),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
