"""What is made says where it is read, and what can be edited says which version it is."""

from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from omnichannel.presentation.http.application import RESOURCES
from omnichannel.presentation.http.operations import Operation

DRAFT = {"content": {"text": "Rye"}}
ACCOUNT = {"channel": "letters", "name": "N", "credentials": {}}
TEMPLATE = {"name": "Bread", "content": {"text": "{{ bread }} is back."}}
CONNECTION = {"channel": "letters"}
FILE = ("rye.png", b"rye")
Sent = Mapping[str, Any]
MADE: Mapping[str, Sent] = {
    "/v1/messages": {"json": DRAFT},
    "/v1/accounts": {"json": ACCOUNT},
    "/v1/templates": {"json": TEMPLATE},
    "/v1/media": {"files": {"file": FILE}},
    "/v1/connections": {"json": CONNECTION},
    "/v1/webhooks": {"json": {"url": "https://hooks.example/in"}},
    "/v1/recipient-lists": {"files": {"file": FILE}, "data": {"name": "Guests"}},
}
CHANGED: Mapping[str, tuple[tuple[str, str, Sent], ...]] = {
    "/v1/messages": (
        ("PUT", "", {"json": DRAFT}),
        ("POST", ":reschedule", {"json": {"publish": {"when": "now"}}}),
        ("POST", ":cancel", {}),
    ),
    "/v1/accounts": (
        ("PUT", "", {"json": {"name": "M"}}),
        ("PUT", "/credentials", {"json": {"credentials": {}}}),
        ("POST", ":pause", {"json": {}}),
        ("POST", ":resume", {}),
    ),
    "/v1/templates": (("PUT", "", {"json": TEMPLATE}),),
    "/v1/webhooks": (
        ("PATCH", "", {"json": {"events": ["*"]}}),
        ("POST", ":rotate-secret", {"json": {}}),
        ("POST", ":pause", {"json": {}}),
        ("POST", ":resume", {}),
    ),
    "/v1/media": (("PATCH", "", {"json": {"alt_text": "Rye"}}),),
}


def is_versioned(operation: Operation) -> bool:
    """Say whether the answer shows which version it is of; that of a channel is its package's."""
    fields = {} if operation.gives is None else operation.gives.model_fields
    return "version" in fields and fields["version"].annotation is int


def test_no_operation_is_left_out() -> None:
    """Every operation that makes something, or answers with a version, stands in the tables above."""
    made = {r.path for r in RESOURCES for each in r.operations if each.status == 201}
    versioned = {
        (each.method, resource.path.replace("{id:uuid}", "*"))
        for resource in RESOURCES
        for each in resource.operations
        if each.method != "GET" and each.status == 200 and is_versioned(each)
    }
    changed = {(how[0], f"{path}/*{how[1]}") for path, ways in CHANGED.items() for how in ways}

    assert (made, versioned) == (set(MADE), changed)


def test_every_operation_declares_what_it_sends() -> None:
    """A client that is made from the document knows where Location and ETag come."""
    for resource in RESOURCES:
        for each in resource.operations:
            sent = {header.name for header in each.sends}
            if is_versioned(each):
                assert "ETag" in sent, each.id
            if each.status == 201:
                assert "Location" in sent, each.id


@pytest.mark.parametrize("path", MADE)
async def test_what_is_made_can_be_read_where_it_says(client: httpx.AsyncClient, path: str) -> None:
    """The header leads to the new thing; its ETag, where it has one, is that of its first version."""
    made = await client.post(path, **MADE[path])
    read = await client.get(made.headers["location"])

    assert (201, f"{path}/{made.json()['id']}") == (made.status_code, made.headers["location"])
    assert (200, made.json()["id"]) == (read.status_code, read.json()["id"])
    assert made.headers.get("etag") == read.headers.get("etag")
    assert ("version" in made.json()) == ("etag" in made.headers)


@pytest.mark.parametrize(
    ("path", "method", "end", "sent"),
    [(path, *way) for path, ways in CHANGED.items() for way in ways],
)
async def test_whoever_changes_something_can_edit_on(
    client: httpx.AsyncClient, path: str, method: str, end: str, sent: Sent
) -> None:
    """The answer to a change bears the tag of the version that it shows."""
    made = await client.post(path, **MADE[path])
    headers = {"If-Match": made.headers["etag"]}

    changed = await client.request(method, f"{made.headers['location']}{end}", headers=headers, **sent)

    assert 200 == changed.status_code
    assert f'"v{changed.json()["version"]}"' == changed.headers["etag"]
