"""Whom a channel may contact over HTTP."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reach:
    """
    Whom a channel may contact.

    Attributes:
        hosts: host names, in lower case; none where its users give the addresses.
        of_users: whether its users give the addresses, so that they are guarded.
        trusted: of those, hosts with their ports that may be private.
    """

    hosts: frozenset[str] = frozenset()
    of_users: bool = False
    trusted: frozenset[str] = frozenset()
