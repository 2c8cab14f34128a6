"""`omnichannel serve`: the command; the server is imported when it is run."""

from pathlib import Path
from typing import Annotated

import typer


def serve(
    port: Annotated[int | None, typer.Option(help="Port of the API; 0 takes a free one.")] = None,
    home: Annotated[Path | None, typer.Option(help="Folder of everything this runtime keeps.")] = None,
    ready_file: Annotated[Path | None, typer.Option(help="Write a JSON file here once it listens.")] = None,
) -> None:
    """Run the API and publish what is due, until interrupted."""
    from omnichannel.settings import read_settings
    from omnichannel_local import main

    given = {"port": port, "home": home}
    settings = read_settings(**{name: value for name, value in given.items() if value is not None})
    main.serve(settings, ready_file)
