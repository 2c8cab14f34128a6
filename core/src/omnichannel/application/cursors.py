"""Cursors: opaque marks of a place in a list, valid for the filters of the list they were made in."""

import base64
import binascii
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from json import dumps
from typing import Any
from uuid import UUID

from omnichannel.domain.errors import InvalidRequest, Problem

Place = tuple[datetime, UUID]


def cursor_from(place: Place, filters: Mapping[str, Any]) -> str:
    """Make the cursor of a place in the list that *filters* leave."""
    at, id = place
    return base64.urlsafe_b64encode(f"{at.isoformat()}|{id}|{_digest(filters)}".encode()).decode()


def place_from(cursor: str, filters: Mapping[str, Any]) -> Place:
    """
    Read a cursor.

    Raises:
        InvalidRequest: it is not one of ours, or was made with other filters.
    """
    try:
        at, id, digest = base64.urlsafe_b64decode(cursor.encode()).decode().split("|")
        created_at, place_id = datetime.fromisoformat(at), UUID(id)
        if created_at.tzinfo is None:
            raise ValueError("no offset")
        place = created_at.astimezone(UTC), place_id
    except (ValueError, OverflowError, binascii.Error) as error:
        raise InvalidRequest(_wrong_cursor()) from error
    if digest != _digest(filters):
        raise InvalidRequest(_other_filters())
    return place


def _digest(filters: Mapping[str, Any]) -> str:
    """Filters that ask for the same give the same."""
    asked = {
        name: _plain(value) for name, value in filters.items() if value is not None and value != frozenset()
    }
    return sha256(dumps(asked, sort_keys=True, default=str).encode()).hexdigest()[:12]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return sorted(value) if isinstance(value, frozenset) else value


def _wrong_cursor() -> Problem:
    return Problem("/cursor", "This is not a cursor of ours.", "Pass `next` of the last page, or nothing.")


def _other_filters() -> Problem:
    return Problem(
        "/cursor",
        "This cursor was made with other filters.",
        "Repeat the filters of the page that gave it, or leave the cursor out.",
    )
