"""What every request carries."""

from collections.abc import Mapping
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any
from uuid import UUID, uuid4

from omnichannel.client.place import Place
from omnichannel.client.times import utc_from

KEY_HEADER = "Idempotency-Key"
Id = UUID | str


def own_headers(place: Place) -> dict[str, str]:
    """Give the headers of every request."""
    return {
        "Authorization": f"Bearer {place.token}",
        "Accept": "application/json",
        "User-Agent": f"omnichannel-client/{_version()}",
    }


def write_headers(key: str | None, expected: int | None) -> dict[str, str]:
    """Give the headers of a write: a key of its own, and for an edit the version it edits."""
    headers = {KEY_HEADER: key or str(uuid4())}
    return headers if expected is None else {**headers, "If-Match": f'"v{expected}"'}


def query(asked: Mapping[str, Any]) -> dict[str, str]:
    """Write a query string; what is None is left out, of a list each counts."""
    return {name: _text(value) for name, value in asked.items() if value is not None}


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return utc_from(value)
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(value) if isinstance(value, list | tuple) else str(value)


def _version() -> str:
    try:
        return version("omnichannel-core")
    except PackageNotFoundError:
        return "unknown"
