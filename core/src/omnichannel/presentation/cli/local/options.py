"""Options that several commands without a server share."""

from pathlib import Path
from typing import Annotated

import typer

HomeOption = Annotated[
    Path | None,
    typer.Option("--home", help="Folder of everything the runtime keeps; the setting where left out."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
RuntimeOption = Annotated[
    str | None, typer.Option("--runtime", help="Whose plugins to use, where several runtimes are installed.")
]
SecondsOption = Annotated[
    float, typer.Option("--seconds", min=0.5, max=300, help="How long one plugin may take to load.")
]
