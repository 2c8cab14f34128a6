"""Cursors of lists that are ordered by id, or by a position that counts from 1."""

import base64
import binascii
from uuid import UUID

from omnichannel.domain.errors import InvalidRequest, Problem


def cursor_of_id(id: UUID) -> str:
    """Give the opaque mark of a place in a list."""
    return base64.urlsafe_b64encode(id.bytes).decode().rstrip("=")


def id_from_cursor(cursor: str) -> UUID:
    """
    Read a cursor.

    Raises:
        InvalidRequest: it is not one of ours.
    """
    try:
        id = UUID(bytes=base64.urlsafe_b64decode(cursor.encode() + b"=="))
    except (ValueError, binascii.Error) as error:
        raise InvalidRequest(wrong_cursor()) from error
    return id


def wrong_cursor() -> Problem:
    """Say that a cursor is not one of ours."""
    return Problem("/cursor", "This is not a cursor of ours.", "Pass `next` of the last page, or nothing.")


def cursor_of_position(position: int) -> str:
    """Give the opaque mark of a position that counts from 1."""
    return cursor_of_id(UUID(int=position))


def position_from_cursor(cursor: str) -> int:
    """
    Read a cursor of `cursor_of_position`.

    Raises:
        InvalidRequest: it is not one of ours.
    """
    position = id_from_cursor(cursor).int
    if position >= 1 << 31:
        raise InvalidRequest(wrong_cursor())
    return position
