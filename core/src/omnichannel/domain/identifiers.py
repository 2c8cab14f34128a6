"""Identifiers: UUIDv7, so that ids sort by the time they were made."""

import hashlib
import secrets
import time
from datetime import datetime
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


def derived_id(origin: UUID, number: int) -> UUID:
    """
    Make the id that *origin*, a UUIDv7, gives its part *number* (0 to 16,777,215): always the same one.

    It has the time of *origin*; those of one origin sort by number.
    """
    if not 0 <= number < 1 << 24:
        raise ValueError(f"number must be 0 to 16777215, got {number}")
    digest = int.from_bytes(hashlib.sha256(origin.bytes).digest())
    value = origin.int >> 80 << 80 | 0x7 << 76 | (digest & 0xFFF) << 64
    return UUID(int=value | 0b10 << 62 | number << 38 | digest >> 12 & (1 << 38) - 1)


def stable_id(at: datetime, *origins: UUID | int) -> UUID:
    """
    Make the UUIDv7 of what follows from *origins* at *at*: always the same one for the same of both.

    It has the time of *at*; its other bits are a digest.
    """
    digest = int.from_bytes(hashlib.sha256(":".join(map(str, origins)).encode()).digest())
    value = first_id_at(at).int | 0x7 << 76 | (digest & 0xFFF) << 64
    return UUID(int=value | 0b10 << 62 | digest >> 12 & (1 << 62) - 1)


def first_id_at(at: datetime) -> UUID:
    """Give what no id of *at* or later sorts before, to the millisecond."""
    return UUID(int=int(at.timestamp() * 1000) << 80)
