"""The form of an address that somebody gave: https, public, and nothing that confuses. Pure."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

import httpx

from omnichannel.application.ports.outbound.http import AddressRefused
from omnichannel.plugins.http.public_addresses import is_public

LONGEST_CHARACTERS = 2_000
LOWEST_FREE_PORT = 1024
_PORTS = {"http": 80, "https": 443}
_NAME = re.compile(r"(?=.{4,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?")
_DOTTED = re.compile(r"(0|[1-9]\d{0,2})(\.(0|[1-9]\d{0,2})){3}")
_OUR_OWN = ("localhost", "local", "localdomain", "internal", "intranet", "lan", "home.arpa", "onion")
"""Endings that never lead to a host of the public internet."""
_PUBLIC = "Use the https address of a host that everybody can reach."


@dataclass(frozen=True, slots=True)
class UserAddress:
    """Where an address leads. *is_trusted*: whoever runs this listed it, private or not."""

    host: str
    port: int
    is_trusted: bool


def address_from(url: str, *, trusted: Collection[str] = ()) -> UserAddress:
    """
    Read where *url* leads.

    Args:
        trusted: hosts with their ports ("127.0.0.1:9000", "[::1]:9000") that may be private and need no TLS.

    Raises:
        AddressRefused: it may not be contacted, or does not clearly say where it leads.
    """
    parts, host, port = _read(url)
    place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    if place in trusted:
        return UserAddress(host, port, is_trusted=True)
    if parts.scheme != "https":
        raise AddressRefused("The address does not begin with https://.", _PUBLIC)
    if port != _PORTS["https"] and port < LOWEST_FREE_PORT:
        fix = f"Use 443, or a port from {LOWEST_FREE_PORT} on."
        raise AddressRefused(f"The port {port} belongs to another service.", fix)
    _demand_public(host)
    return UserAddress(host, port, is_trusted=False)


def _read(url: str) -> tuple[SplitResult, str, int]:
    """Read an address that all programs read alike."""
    if len(url) > LONGEST_CHARACTERS:
        raise AddressRefused(f"The address is longer than {LONGEST_CHARACTERS:,} characters.", "Shorten it.")
    if not re.fullmatch(r"[!-~]+", url) or "\\" in url:
        fix = "Write names in their ASCII form (xn--...) and everything else as %XX."
        raise AddressRefused("The address has characters that do not belong in one.", fix)
    try:
        parts, seen = urlsplit(url), httpx.URL(url)
        host, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
    except (ValueError, httpx.InvalidURL) as error:
        raise AddressRefused("This is no address.", _PUBLIC) from error
    if parts.scheme not in _PORTS or not host:
        raise AddressRefused("This is no address of a web server.", _PUBLIC)
    _demand_plain(parts)
    if (host, port) != (seen.raw_host.decode(), seen.port or _PORTS[parts.scheme]):
        raise AddressRefused("The address can be read in two ways.", "Write its host plainly.")
    return parts, host, port


def _demand_plain(parts: SplitResult) -> None:
    if "@" in parts.netloc:
        raise AddressRefused("The address has a user name in it.", "Leave out everything before the @.")
    if parts.fragment:
        raise AddressRefused("The address has a # in it, which is never sent.", "Leave it out.")


def _demand_public(host: str) -> None:
    if ":" in host or _DOTTED.fullmatch(host):
        demand_public(host, host)
    elif host.rpartition(".")[2].isdecimal() or re.fullmatch(r"(0x[0-9a-f]*|\d+)", host.rpartition(".")[2]):
        raise AddressRefused(f"{host} is a number in disguise.", _PUBLIC)
    elif any(host == own or host.endswith(f".{own}") for own in _OUR_OWN) or "." not in host:
        raise AddressRefused(f"{host} is a name of a private network.", _PUBLIC)
    elif not _NAME.fullmatch(host):
        raise AddressRefused(f"{host} is no name of a host.", _PUBLIC)


def demand_public(address: str, host: str) -> None:
    """
    See that *address*, to which *host* leads, is a public one.

    Raises:
        AddressRefused: it is not.
    """
    try:
        fits = is_public(address)
    except ValueError:
        fits = False
    if not fits:
        leads = "is" if address == host else f"leads to {address}, which is"
        raise AddressRefused(f"{host} {leads} no address of the public internet.", _PUBLIC)
