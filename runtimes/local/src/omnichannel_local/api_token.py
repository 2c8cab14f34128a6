"""The token that guards the API of a local runtime until people can sign in."""

import os
import secrets
from pathlib import Path

from omnichannel.settings import Settings

FILE = "api.token"


def api_token(settings: Settings) -> str:
    """
    Give the API's token: the setting, or the one in `<home>/api.token`, which is made at the first start.

    The file is readable by its owner alone.
    """
    if settings.api_token is not None:
        return settings.api_token.get_secret_value()
    path = token_file(settings)
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        return _made(path)


def token_file(settings: Settings) -> Path:
    """Give the place of the token's file."""
    return settings.home / FILE


def _made(path: Path) -> str:
    token = secrets.token_urlsafe(32)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(token + "\n")
    return token
