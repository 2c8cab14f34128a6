"""The client offers whatever the API does, and nothing of it under two names."""

import inspect
from collections.abc import Iterator
from typing import Any

import pytest

from omnichannel.client import AsyncClient
from tests.core.client.operations import (
    BUILT_ON_OTHERS,
    NOT_FOR_PROGRAMS,
    OPERATIONS,
    described,
    document,
)

OF_PAGES = {"limit", "cursor"}
"""The client turns pages by itself."""
ANOTHER_WORD = {
    "createTemplate": dict.fromkeys(("name", "description", "content", "variants", "options"), "template"),
    "editMessage": dict.fromkeys(
        ("content", "targets", "publish", "variants", "options", "on_unknown", "lateness"), "message"
    ),
    "editTemplate": dict.fromkeys(("name", "description", "content", "variants", "options"), "template"),
    "replayWebhook": {"only": "everything"},
    "rescheduleMessage": {"publish": "at"},
    "scheduleMessage": dict.fromkeys(
        ("content", "targets", "publish", "variants", "options", "on_unknown", "lateness"), "message"
    ),
    "simulateMessage": {
        "content": "text",
        **dict.fromkeys(("targets", "publish", "variants", "options", "on_unknown", "lateness"), "said"),
    },
    "streamChanges": {"seconds": "patience"},
}
"""Where a method takes something by another name than the API: several of its fields as one, mostly."""


def methods() -> Iterator[str]:
    client = AsyncClient("http://127.0.0.1:9", "x")
    for part, offers in vars(client).items():
        if not part.startswith("_") and part != "url":
            yield from (
                f"{part}.{name}" for name, _ in inspect.getmembers(offers, callable) if name[0] != "_"
            )


def taken(operation: dict[str, Any]) -> set[str]:
    """Give what an operation takes beside its path and its headers."""
    asked = {one["name"] for one in operation.get("parameters", []) if one.get("in") == "query"}
    for content in operation.get("requestBody", {}).get("content", {}).values():
        schema = content["schema"]
        name = schema.get("$ref", "").rpartition("/")[2]
        asked |= (document()["components"]["schemas"][name] if name else schema)["properties"].keys()
    return asked - OF_PAGES


def test_every_operation_has_a_method() -> None:
    """What the API document names is in the client, or is said not to be for programs; nothing is stale."""
    assert described().keys() == OPERATIONS.keys() | NOT_FOR_PROGRAMS.keys()
    assert not OPERATIONS.keys() & NOT_FOR_PROGRAMS.keys()


def test_every_method_stands_for_an_operation() -> None:
    """No method is left over, and none stands for two."""
    assert {*methods()} == {*OPERATIONS.values()} | BUILT_ON_OTHERS
    assert len(OPERATIONS) == len({*OPERATIONS.values()})


@pytest.mark.parametrize("id", sorted(OPERATIONS))
def test_a_method_takes_what_its_operation_takes(id: str) -> None:
    """Every filter and every field can be said."""
    part, _, name = OPERATIONS[id].partition(".")
    method = getattr(getattr(AsyncClient("http://127.0.0.1:9", "x"), part), name)
    words = ANOTHER_WORD.get(id, {})

    missing = {words.get(one, one) for one in taken(described()[id])} - inspect.signature(
        method
    ).parameters.keys()

    assert set() == missing


def test_one_verb_has_one_meaning() -> None:
    """What deletes is called delete, what creates create; only an account is added: it was there before."""
    verbs = {name.partition(".")[2] for name in methods()}

    assert set() == verbs & {"remove", "drop", "destroy", "new", "update", "patch", "read", "fetch"}
    assert ["accounts.add"] == [name for name in methods() if name.endswith(".add")]
