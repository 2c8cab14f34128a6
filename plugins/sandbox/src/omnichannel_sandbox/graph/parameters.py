"""
The parameters of the edges ``feed`` and ``photos``, as data, and how a value is read.

Names and types: Meta's ``Page.json`` of the business SDK's API specifications (v25.0), reduced to those that
the reference pages "Page Feed" and "Page Photos" (v26.0) describe; those of :data:`COMMON` go with any call.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from omnichannel_sandbox.graph.problems import invalid_parameter

COMMON = frozenset({"access_token", "appsecret_proof", "fields", "locale"})

FEED: dict[str, str] = {
    "actions": "object",
    "attached_media": "list",
    "backdated_time": "string",
    "backdated_time_granularity": "string",
    "call_to_action": "object",
    "caption": "string",
    "child_attachments": "list",
    "client_mutation_id": "string",
    "description": "string",
    "feed_targeting": "object",
    "formatting": "string",
    "link": "string",
    "message": "string",
    "multi_share_end_card": "bool",
    "multi_share_optimized": "bool",
    "name": "string",
    "picture": "string",
    "place": "string",
    "published": "bool",
    "scheduled_publish_time": "string",
    "tags": "list",
    "targeting": "object",
    "thumbnail": "string",
    "unpublished_content_type": "string",
}
PHOTOS: dict[str, str] = {
    "alt_text_custom": "string",
    "backdated_time": "string",
    "backdated_time_granularity": "string",
    "caption": "string",
    "feed_targeting": "object",
    "message": "string",
    "name": "string",
    "no_story": "bool",
    "place": "string",
    "published": "bool",
    "scheduled_publish_time": "string",
    "targeting": "object",
    "temporary": "bool",
    "unpublished_content_type": "string",
    "url": "string",
}
LISTING: dict[str, str] = {
    "after": "string",
    "before": "string",
    "include_hidden": "bool",
    "limit": "integer",
    "show_expired": "bool",
    "since": "string",
    "until": "string",
    "with": "string",
}
NODE: dict[str, str] = {}
PAGES_OF_A_PERSON: dict[str, str] = {"after": "string", "limit": "integer"}
ACCESS_TOKEN: dict[str, str] = {
    "client_id": "string",
    "client_secret": "string",
    "code": "string",
    "fb_exchange_token": "string",
    "grant_type": "string",
    "redirect_uri": "string",
}
DEBUG_TOKEN: dict[str, str] = {"input_token": "string"}

BOOLEANS: dict[object, bool] = {
    True: True, False: False, "true": True, "false": False, "1": True, "0": False,
}  # fmt: skip
"""Every spelling of a boolean; 1 and 0 are equal to True and False."""


def read_parameters(given: Mapping[str, Any], table: Mapping[str, str]) -> dict[str, Any]:
    """
    Return the parameters of *table* that were *given*, each as its type.

    Raises:
        GraphProblem: 100, a name is unknown or a value has the wrong type.
    """
    values: dict[str, Any] = {}
    for name, value in given.items():
        kind = table.get(name)
        if kind is not None:
            values[name] = _READERS[kind](name, value)
        elif name not in COMMON:
            raise invalid_parameter(f"Unknown parameter: {name[:80]!r}")
    return values


def _string(name: str, value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise invalid_parameter(f"Param {name} must be a string")


def _bool(name: str, value: Any) -> bool:
    if isinstance(value, bool | int | str) and value in BOOLEANS:
        return BOOLEANS[value]
    raise invalid_parameter(f"Param {name} must be a boolean")


def _integer(name: str, value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        raise invalid_parameter(f"Param {name} must be an integer") from None


def _json(name: str, value: Any, *, kind: type, wanted: str) -> Any:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            raise invalid_parameter(f"Param {name} must be {wanted}") from None
    if not isinstance(value, kind):
        raise invalid_parameter(f"Param {name} must be {wanted}")
    return value


def _list(name: str, value: Any) -> list[Any]:
    items: list[Any] = _json(name, value, kind=list, wanted="an array")
    return items


def _object(name: str, value: Any) -> dict[str, Any]:
    members: dict[str, Any] = _json(name, value, kind=dict, wanted="an object")
    return members


_READERS: dict[str, Callable[[str, Any], Any]] = {
    "string": _string, "bool": _bool, "integer": _integer, "list": _list, "object": _object,
}  # fmt: skip
