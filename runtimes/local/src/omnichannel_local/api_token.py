"""The token that guards the API of a local runtime until people can sign in."""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path

from omnichannel.domain.errors import OmnichannelError
from omnichannel.settings import Settings

FILE = "api.token"


class TokenFileEmpty(OmnichannelError):
    """The token's file is there and holds no token."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"There is no token in {path}. Delete that file; the next start makes a new one.")
        self.path = path


def api_token(settings: Settings) -> str:
    """
    Give the API's token: the setting, or the one in `<home>/api.token`, which is made at the first start.

    The file is readable by its owner alone. It appears whole, and the first process to put it there
    wins: all that start at once use the same token.

    Raises:
        TokenFileEmpty: the file holds no token.
    """
    if settings.api_token is not None:
        return settings.api_token.get_secret_value()
    path = settings.home / FILE
    if not path.exists():
        _make(path)
    token = path.read_text().strip()
    if not token:
        raise TokenFileEmpty(path)
    return token


def token_file(settings: Settings) -> Path | None:
    """Give the place of the token's file; None where the token was set and stands in no file."""
    return settings.home / FILE if settings.api_token is None else None


def token_place(settings: Settings) -> str:
    """Say in words where the API's token is."""
    path = token_file(settings)
    return "the one that was set as OMNICHANNEL_API_TOKEN" if path is None else f"in {path}"


def _make(path: Path) -> None:
    descriptor, part = tempfile.mkstemp(dir=path.parent, prefix=FILE + ".")  # for its owner alone
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(32) + "\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):  # another process was faster, and its token counts
            os.link(part, path)
    finally:
        Path(part).unlink()
