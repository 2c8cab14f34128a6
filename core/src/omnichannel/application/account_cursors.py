"""Cursors of the list of accounts, which is ordered by channel and name."""

import base64
import binascii
import json
from uuid import UUID

from omnichannel.application.id_cursors import wrong_cursor
from omnichannel.application.ports.outbound.account_repository import PlaceOfAccount
from omnichannel.domain.errors import InvalidRequest


def cursor_of_account(place: PlaceOfAccount) -> str:
    """Give the opaque mark of a place in the list."""
    return base64.urlsafe_b64encode(json.dumps(place, default=str).encode()).decode()


def account_place_from(cursor: str) -> PlaceOfAccount:
    """
    Read a cursor.

    Raises:
        InvalidRequest: it is not one of ours.
    """
    try:
        channel, name, id = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        return str(channel), str(name), UUID(id)
    except (ValueError, TypeError, AttributeError, RecursionError, binascii.Error) as error:
        raise InvalidRequest(wrong_cursor()) from error
