"""Which internet addresses are routable everywhere, and no door into the network we run in. Pure."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

_UNICAST = IPv6Network("2000::/3")
"""All that was ever given out for hosts of the internet; NAT64, mapped and local addresses lie outside."""
_NOT_PUBLIC = (
    IPv6Network("2001::/23"),  # Teredo carries an IPv4 address; the others are for special purposes
    IPv6Network("2001:db8::/32"),
    IPv6Network("2002::/16"),  # 6to4 carries an IPv4 address
    IPv6Network("3fff::/20"),
)
_NOT_PUBLIC_4 = (IPv4Network("192.88.99.0/24"), IPv4Network("192.0.0.0/24"))


def is_public(address: str) -> bool:
    """
    Say whether *address* is an address of the public internet.

    Private, loopback, link-local (with the metadata service of clouds), shared (CGNAT), multicast,
    reserved and unspecified ones are not, nor is any IPv6 address that stands for an IPv4 address.
    https://www.iana.org/assignments/iana-ipv4-special-registry
    https://www.iana.org/assignments/iana-ipv6-special-registry

    Raises:
        ValueError: it is no internet address.
    """
    found = ip_address(address)
    return _is_public_4(found) if isinstance(found, IPv4Address) else _is_public_6(found)


def _is_public_4(address: IPv4Address) -> bool:
    special = address.is_multicast or address.is_reserved or any(address in one for one in _NOT_PUBLIC_4)
    return address.is_global and not special


def _is_public_6(address: IPv6Address) -> bool:
    if address.scope_id is not None or address not in _UNICAST:
        return False
    return address.is_global and not any(address in one for one in _NOT_PUBLIC)
