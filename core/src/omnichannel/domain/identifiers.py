"""Identifiers: UUIDv7, so that ids sort by the time they were made."""

import secrets
import time
from uuid import UUID


def new_id() -> UUID:
    """
    Make a UUIDv7 (RFC 9562, section 5.7): 48 bits of Unix milliseconds, 74 random bits.

    The wall clock only orders ids; no rule depends on it.
    """
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & 0xFFFF_FFFF_FFFF) << 80 | 0x7 << 76
    value |= secrets.randbits(12) << 64 | 0b10 << 62 | secrets.randbits(62)
    return UUID(int=value)
