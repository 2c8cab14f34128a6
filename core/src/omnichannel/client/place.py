"""
Where the server is and how it knows us.

Each is looked for in this order: the argument, the environment (`OMNICHANNEL_URL`, `OMNICHANNEL_TOKEN`),
and the local runtime: its settings, and the token's file in its home. The local token is given to
servers on this machine only.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from omnichannel.client.errors import NoToken, WrongArgument

PREFIX = "OMNICHANNEL_"
LOCAL = {"host": "127.0.0.1", "port": "8800", "home": ".omnichannel"}
TOKEN_FILE = "api.token"  # noqa: S105 - a file's name


@dataclass(frozen=True, slots=True)
class Place:
    """A server, and the token it knows us by."""

    url: str
    token: str = field(repr=False)

    @property
    def is_local(self) -> bool:
        """Whether the server is on this machine."""
        return is_loopback(self.url)


def find_place(
    url: str | None = None,
    token: str | None = None,
    *,
    home: Path | str | None = None,
    token_file: Path | str | None = None,
    environment: Mapping[str, str] | None = None,
) -> Place:
    """
    Find the server.

    Args:
        home: folder of a local runtime, instead of the one in its settings.
        token_file: a file that holds the token.

    Raises:
        WrongArgument: the address is none, or the token's file cannot be read.
        NoToken: says where it was looked for.
    """
    known = os.environ if environment is None else environment
    local = _local_settings(known)
    if home is not None:
        local["home"] = str(home)
    address = _checked(url or known.get(f"{PREFIX}URL") or _local_url(local))
    given = token or (None if token_file else known.get(f"{PREFIX}TOKEN"))
    found = given or _token_of_file(token_file) or _local_token(address, local)
    if not found:
        raise NoToken(address, _looked_for(address, local))
    return Place(address, found)


def _local_settings(known: Mapping[str, str]) -> dict[str, str]:
    """Read what the local runtime would: its file, and over it the environment."""
    file = Path(known.get(f"{PREFIX}CONFIG", "omnichannel.toml"))
    try:
        table = tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        table = {}
    names = (*LOCAL, "api_token")
    written = {name: str(table[name]) for name in names if name in table}
    exported = {name: known[PREFIX + name.upper()] for name in names if PREFIX + name.upper() in known}
    return {**LOCAL, **written, **exported}


def _local_url(local: Mapping[str, str]) -> str:
    host = local["host"]
    return f"http://{f'[{host}]' if ':' in host else host}:{local['port']}"


def _checked(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise WrongArgument(f"{url!r} is no address of a server; write it as http://127.0.0.1:8800")
    return url.rstrip("/")


def _token_of_file(path: Path | str | None) -> str | None:
    if path is None:
        return None
    try:
        token = Path(path).read_text("utf-8").strip()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise WrongArgument(f"the token's file {path} cannot be read: {reason}") from error
    if not token:
        raise WrongArgument(f"the token's file {path} is empty")
    return token


def _local_token(url: str, local: Mapping[str, str]) -> str | None:
    """Give the local runtime's token, to a server on this machine only."""
    if not is_loopback(url):
        return None
    if "api_token" in local:
        return local["api_token"]
    file = Path(local["home"]) / TOKEN_FILE
    return _token_of_file(file) if file.exists() else None


def _looked_for(url: str, local: Mapping[str, str]) -> str:
    here = f" and {Path(local['home']) / TOKEN_FILE}" if is_loopback(url) else ""
    return f"{PREFIX}TOKEN{here}"


def is_loopback(url: str) -> bool:
    """Say whether *url* leads to this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
