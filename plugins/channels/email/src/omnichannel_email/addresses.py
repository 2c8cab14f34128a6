"""E-mail addresses: which are sound, and how they are written on the wire. Pure."""

import re

from omnichannel_email.limits import ADDRESS_LIMIT_CHARACTERS, LOCAL_PART_LIMIT_CHARACTERS

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL_PART = re.compile(rf"{_ATOM}(\.{_ATOM})*")
_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")


class AddressRefused(ValueError):
    """The address is not one that mail can be sent to."""


def wire_address(address: str) -> str:
    """
    Give *address* as servers take it: the local part as it is, the domain in Punycode.

    One address, no display name, no quotes, an ASCII local part (RFC 5321, section 4.1.2).

    Raises:
        AddressRefused: with one sentence that says what is wrong.
    """
    local_part, at, domain = address.rpartition("@")
    if not at:
        raise AddressRefused("The address has no @.")
    if not _LOCAL_PART.fullmatch(local_part) or len(local_part) > LOCAL_PART_LIMIT_CHARACTERS:
        raise AddressRefused("The part before the @ has letters that mail servers refuse.")
    ascii_domain = _ascii_domain(domain)
    if len(local_part) + 1 + len(ascii_domain) > ADDRESS_LIMIT_CHARACTERS:
        raise AddressRefused(f"The address is longer than {ADDRESS_LIMIT_CHARACTERS} characters.")
    return f"{local_part}@{ascii_domain}"


def domain_of(address: str) -> str:
    """Give the domain of a sound address, in Punycode."""
    return wire_address(address).rpartition("@")[2]


def _ascii_domain(domain: str) -> str:
    refused = AddressRefused("The part after the @ is no domain.")
    try:
        ascii_domain = domain if domain.isascii() else domain.encode("idna").decode("ascii")
    except UnicodeError:
        raise refused from None
    labels = ascii_domain.split(".")
    if not all(_LABEL.fullmatch(label) for label in labels):
        raise refused
    if len(labels) < 2 and ascii_domain != "localhost":
        raise refused
    return ascii_domain.lower()
